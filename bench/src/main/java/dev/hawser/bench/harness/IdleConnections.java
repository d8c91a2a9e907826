package dev.hawser.bench.harness;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections that made one request and then wait. Closing closes them all. */
final class IdleConnections implements AutoCloseable {

    private static final byte[] REQUEST =
            "GET /plain HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] BLOCK = block("/plain");

    private final List<SocketChannel> open = new ArrayList<>();
    private final InetSocketAddress server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);

    IdleConnections(int port) {
        server = new InetSocketAddress("127.0.0.1", port);
    }

    /** Opens so many more, one after the other, and waits for each answer. */
    void add(int count, boolean http2) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(server);
            open.add(channel);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket().setSoTimeout(10_000);
            if (http2) {
                askHttp2(channel);
            } else {
                askHttp1(channel);
            }
        }
    }

    /** Asks so many times more on those that are open, one after the other. Once. */
    void ask(int requests, boolean http2) throws IOException {
        for (int i = 0; i < requests; i++) {
            SocketChannel channel = open.get(i % open.size());
            if (http2) askHttp2(channel, ByteBuffer.allocate(256), i / open.size() * 2 + 3);
            else askHttp1(channel);
        }
    }

    private void askHttp1(SocketChannel channel) throws IOException {
        channel.write(ByteBuffer.wrap(REQUEST));
        buffer.clear();
        while (!endsWithHello()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("closed before it answered");
            }
        }
    }

    private boolean endsWithHello() {
        int from = buffer.position() - HELLO.length;
        // Nothing follows but, in chunked framing, the last chunk.
        for (int at = Math.max(0, from - 7); at <= from; at++) {
            if (buffer.slice(at, HELLO.length).equals(ByteBuffer.wrap(HELLO))) {
                return true;
            }
        }
        return false;
    }

    private void askHttp2(SocketChannel channel) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(256);
        out.put(PREFACE);
        frame(out, 0, 4, 0, 0);
        askHttp2(channel, out, 1);
    }

    /** Adds a request on {@code asked} to what is to be sent, and waits for its answer. */
    private void askHttp2(SocketChannel channel, ByteBuffer out, int asked) throws IOException {
        frame(out, BLOCK.length, 1, 5, asked);
        out.put(BLOCK);
        channel.write(out.flip());
        buffer.clear();
        buffer.flip();
        while (true) {
            need(channel, 9);
            int length = (buffer.get() & 0xff) << 16 | (buffer.get() & 0xff) << 8 | buffer.get() & 0xff;
            int type = buffer.get();
            int flags = buffer.get();
            int stream = buffer.getInt();
            need(channel, length);
            buffer.position(buffer.position() + length);
            if (type == 4 && (flags & 1) == 0) {
                ByteBuffer ack = ByteBuffer.allocate(9);
                frame(ack, 0, 4, 1, 0);
                channel.write(ack.flip());
            }
            if (type == 3 || type == 7) {
                throw new IOException(type == 3 ? "the stream was reset" : "the connection was given up");
            }
            // Only DATA and HEADERS have END_STREAM; on others the bit means something else.
            if (stream == asked && type <= 1 && (flags & 1) != 0) {
                return;
            }
        }
    }

    private void need(SocketChannel channel, int octets) throws IOException {
        while (buffer.remaining() < octets) {
            buffer.compact();
            int n = channel.read(buffer);
            buffer.flip();
            if (n < 0) {
                throw new EOFException("closed before it answered");
            }
        }
    }

    /** How many of them the server has closed by now. */
    int lost() throws IOException {
        int lost = 0;
        for (SocketChannel channel : open) {
            channel.configureBlocking(false);
            buffer.clear();
            int n;
            try {
                // What is left of an answer, such as a window update, is read first.
                do {
                    n = channel.read(buffer.clear());
                } while (n > 0);
            } catch (IOException e) {
                n = -1;
            }
            if (n < 0) {
                lost++;
            }
        }
        return lost;
    }

    static void frame(ByteBuffer out, int length, int type, int flags, int stream) {
        out.putInt(length << 8 | type).put((byte) flags).putInt(stream);
    }

    /** RFC 7541: GET, http, the path and 127.0.0.1 without Huffman; the last two are literals that are not indexed. */
    static byte[] block(String path) {
        ByteBuffer out = ByteBuffer.allocate(64);
        out.put((byte) 0x82).put((byte) 0x86);
        literal(out, 4, path);
        literal(out, 1, "127.0.0.1");
        byte[] block = new byte[out.flip().remaining()];
        out.get(block);
        return block;
    }

    private static void literal(ByteBuffer out, int name, String value) {
        out.put((byte) name).put((byte) value.length()).put(value.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
