package dev.hawser.testkit;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The least client of HTTP/2 in clear text: asks for a path many times in one write, and counts what comes back. It keeps
 * no content, gives all the credit there is, and stands in nobody's way, for tests and benchmarks that count what the server
 * does. Blocks; confined to one thread.
 */
public final class H2Probe implements AutoCloseable {

    private static final int HEAD = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;
    private static final int CREDIT_STEP = 1 << 24;

    private final SocketChannel channel;
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
    private ByteBuffer out = ByteBuffer.allocateDirect(1 << 12);
    private final byte[] head = new byte[HEAD];
    private int headAt;
    private int payloadLeft;
    private int stream = 1;
    private int ended;
    private int settings;
    private long content;
    private long owed;

    /** Connects, and waits until both sides have agreed on settings. */
    public H2Probe(SocketAddress server) throws IOException {
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        out.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(6, SETTINGS, 0, 0);
        out.putShort((short) 4).putInt(Integer.MAX_VALUE);
        frame(4, WINDOW_UPDATE, 0, 0);
        out.putInt(Integer.MAX_VALUE - 65_535);
        frame(0, SETTINGS, 1, 0);
        send();
        while (settings < 2) read();
    }

    private void frame(int length, int type, int flags, int id) {
        out.putInt(length << 8 | type).put((byte) flags).putInt(id);
    }

    /**
     * Asks {@code times} times for {@code path}, in one write, and waits for all answers. Returns the octets of their
     * content.
     *
     * @throws IOException when the server resets a stream or ends the connection
     */
    public long ask(String path, int times) throws IOException {
        byte[] octets = path.getBytes(StandardCharsets.US_ASCII);
        if (octets.length > 126) throw new IllegalArgumentException("a path of " + octets.length + " octets");
        int size = times * (HEAD + 11 + octets.length) + HEAD + 4;
        if (out.capacity() < size) out = ByteBuffer.allocateDirect(size);
        if (owed > CREDIT_STEP) {
            frame(4, WINDOW_UPDATE, 0, 0);
            out.putInt((int) owed);
            owed = 0;
        }
        for (int i = 0; i < times; i++) {
            frame(11 + octets.length, HEADERS, 5, stream);
            // RFC 7541: GET and http by their index; the authority and the path as literals that stay in no table.
            out.put((byte) 0x82).put((byte) 0x86).put((byte) 1).put((byte) 5);
            out.put("probe".getBytes(StandardCharsets.US_ASCII));
            out.put((byte) 4).put((byte) octets.length).put(octets);
            stream += 2;
        }
        ended = 0;
        content = 0;
        send();
        while (ended < times) read();
        return content;
    }

    private void send() throws IOException {
        out.flip();
        while (out.hasRemaining()) channel.write(out);
        out.clear();
    }

    private void read() throws IOException {
        in.clear();
        if (channel.read(in) < 0) throw new EOFException("the server has closed the connection");
        in.flip();
        while (in.hasRemaining()) {
            if (headAt < HEAD) {
                head[headAt++] = in.get();
                if (headAt == HEAD) payloadLeft = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | (head[2] & 0xff);
            }
            if (headAt < HEAD) continue;
            int n = Math.min(payloadLeft, in.remaining());
            in.position(in.position() + n);
            payloadLeft -= n;
            if (head[3] == DATA) {
                content += n;
                owed += n;
            }
            if (payloadLeft != 0) return;
            headAt = 0;
            framed(head[3], head[4]);
        }
    }

    private void framed(int type, int flags) throws IOException {
        if (type == SETTINGS) settings++;
        if (type == RST_STREAM || type == GOAWAY) throw new IOException("the server sent a frame of type " + type);
        if ((type == DATA || type == HEADERS) && (flags & 1) != 0) ended++;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
