package dev.hawser.interop.h1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A link over a socket, a secure one too. */
final class SocketLink implements Link {

    private final Socket socket;
    private final byte[] block = new byte[16 * 1024];

    /** Takes {@code connected}. */
    SocketLink(Socket connected) throws IOException {
        socket = connected;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
    }

    @Override
    public void send(byte[] octets, int from, int to) throws IOException {
        socket.getOutputStream().write(octets, from, to - from);
    }

    @Override
    public void end() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public byte[] read() throws IOException {
        InputStream in = socket.getInputStream();
        try {
            int count = in.read(block);
            return count < 0 ? null : Arrays.copyOf(block, count);
        } catch (SocketTimeoutException e) {
            throw new IOException("nothing comes for 10 s", e);
        } catch (IOException e) {
            return null; // Broken off: a reset overtook the end.
        }
    }

    @Override
    public boolean hasCome() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
