package dev.hawser.interop.h1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A link over a socket in the file system: no port has to be found for it. */
final class ChannelLink implements Link {

    private final SocketChannel channel;
    private final ByteBuffer block = ByteBuffer.allocate(16 * 1024);

    ChannelLink(SocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
    }

    @Override
    public void send(byte[] octets, int from, int to) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(octets, from, to - from);
        while (rest.hasRemaining()) channel.write(rest);
    }

    @Override
    public void end() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public byte[] read() throws IOException {
        if (block.position() == 0) receive();
        if (block.position() == 0) return null;
        byte[] octets = new byte[block.position()];
        block.flip().get(octets).clear();
        return octets;
    }

    private void receive() {
        try {
            channel.read(block);
        } catch (IOException e) {
            // Broken off: that is an end, too.
        }
    }

    @Override
    public boolean hasCome() throws IOException {
        channel.configureBlocking(false);
        receive();
        channel.configureBlocking(true);
        return block.position() > 0;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
