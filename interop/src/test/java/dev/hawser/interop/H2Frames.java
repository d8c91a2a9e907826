package dev.hawser.interop;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** HTTP/2 frames as octets, also those that no honest peer writes (RFC 9113 section 6). */
final class H2Frames {

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;

    static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private H2Frames() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    static byte[] frame(int type, int flags, int stream, byte[]... payload) {
        byte[] content = join(payload);
        return join(head(content.length, type, flags, stream), content);
    }

    /** The nine octets before a payload, whatever follows. */
    static byte[] head(int length, int type, int flags, int stream) {
        return ByteBuffer.allocate(9)
                .putInt(length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .array();
    }

    static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    /** Names and values in turn; literals without indexing (RFC 7541 6.2.2), so that anything can be said. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            string(out, fields[i]);
            string(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    /** A literal that enters the peer's table (RFC 7541 6.2.1). */
    static byte[] indexed(String name, String value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x40);
        string(out, name);
        string(out, value);
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] octets = ascii(text);
        int rest = octets.length - 127;
        out.write(Math.min(octets.length, 127));
        if (rest >= 0) {
            for (; rest >= 128; rest >>>= 7) out.write(rest & 127 | 128);
            out.write(rest);
        }
        out.writeBytes(octets);
    }

    static byte[] requestBlock(String method, String path, String... more) {
        return join(block(":method", method, ":scheme", "http", ":authority", "here", ":path", path), block(more));
    }

    /** A whole request without content. */
    static byte[] get(int stream, String path, String... more) {
        return frame(HEADERS, END_HEADERS | END_STREAM, stream, requestBlock("GET", path, more));
    }

    /** A request whose content is to follow. */
    static byte[] post(int stream, String path, String... more) {
        return frame(HEADERS, END_HEADERS, stream, requestBlock("POST", path, more));
    }

    static byte[] data(int stream, int length) {
        return frame(DATA, 0, stream, new byte[length]);
    }

    static byte[] lastData(int stream, int length) {
        return frame(DATA, END_STREAM, stream, new byte[length]);
    }

    static byte[] reset(int stream, int code) {
        return frame(RST_STREAM, 0, stream, number(code));
    }

    static byte[] widen(int stream, int increment) {
        return frame(WINDOW_UPDATE, 0, stream, number(increment));
    }

    static byte[] priority(int stream) {
        return frame(PRIORITY, 0, stream, number(0), new byte[] {15});
    }

    static byte[] ping() {
        return frame(PING, 0, 0, new byte[8]);
    }

    /** Keys and values in turn. */
    static byte[] settings(long... pairs) {
        ByteBuffer payload = ByteBuffer.allocate(pairs.length * 3);
        for (int i = 0; i < pairs.length; i += 2)
            payload.putShort((short) pairs[i]).putInt((int) pairs[i + 1]);
        return frame(SETTINGS, 0, 0, payload.array());
    }

    static byte[] continuation(int stream, int flags, byte[] part) {
        return frame(CONTINUATION, flags, stream, part);
    }
}
