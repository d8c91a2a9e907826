package dev.hawser.interop;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A socket on which octets are sent as they are, however wrong. */
final class RawConnection implements AutoCloseable {

    private final Socket socket;

    RawConnection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
    }

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawConnection send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** Everything until the server closes the connection. */
    String readToEnd() throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] block = new byte[8192];
        try {
            InputStream in = socket.getInputStream();
            for (int n; (n = in.read(block)) >= 0; ) all.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
        } catch (java.net.SocketException e) {
            all.append('[').append(e.getMessage()).append(']');
        }
        return all.toString();
    }

    /** The head of a response. */
    String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) return head + "[end]";
            head.append((char) octet);
        }
        return head.toString();
    }

    /** One response with a Content-Length: head and content. */
    String readResponse() throws IOException {
        String head = readHead();
        int length = 0;
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return head + new String(socket.getInputStream().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
