package dev.hawser.wire.h2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Frames as a peer would write them, also those that no honest peer writes. */
final class Octets {

    private Octets() {}

    static byte[] frame(int type, int flags, int stream, byte[]... payload) {
        byte[] content = join(payload);
        byte[] out = new byte[Frames.HEAD + content.length];
        Frames.head(out, 0, content.length, type, flags, stream);
        System.arraycopy(content, 0, out, Frames.HEAD, content.length);
        return out;
    }

    /** A frame whose payload is so many zeros. */
    static byte[] blank(int type, int flags, int stream, int length) {
        return frame(type, flags, stream, new byte[length]);
    }

    /** A whole header block that ends the stream. Literals without indexing, so that anything can be said. */
    static byte[] request(int stream, String... fields) {
        return frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, stream, block(fields));
    }

    /** A whole header block with content to follow. */
    static byte[] openRequest(int stream, String... fields) {
        return frame(Frames.HEADERS, Frames.END_HEADERS, stream, block(fields));
    }

    static byte[] get(int stream, String... more) {
        return request(stream, with(more, ":method", "GET"));
    }

    static byte[] post(int stream, String... more) {
        return openRequest(stream, with(more, ":method", "POST"));
    }

    private static String[] with(String[] more, String name, String method) {
        String[] all = new String[8 + more.length];
        String[] base = {name, method, ":scheme", "http", ":authority", "here", ":path", "/"};
        System.arraycopy(base, 0, all, 0, 8);
        System.arraycopy(more, 0, all, 8, more.length);
        return all;
    }

    /** Names and values alternate. */
    static byte[] block(String... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i += 2) {
            out.write(0);
            string(out, fields[i]);
            string(out, fields[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        if (octets.length < 127) {
            out.write(octets.length);
        } else {
            out.write(127);
            int rest = octets.length - 127;
            while (rest >= 128) {
                out.write(rest & 127 | 128);
                rest >>>= 7;
            }
            out.write(rest);
        }
        out.writeBytes(octets);
    }

    static byte[] data(int stream, int length) {
        return frame(Frames.DATA, 0, stream, pattern(length));
    }

    static byte[] lastData(int stream, int length) {
        return frame(Frames.DATA, Frames.END_STREAM, stream, pattern(length));
    }

    static byte[] paddedData(int stream, int length, int padding) {
        return frame(
                Frames.DATA, Frames.PADDED, stream, new byte[] {(byte) padding}, pattern(length), new byte[padding]);
    }

    static byte[] trailers(int stream, String... fields) {
        return frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, stream, block(fields));
    }

    static byte[] reset(int stream, int code) {
        return frame(Frames.RST_STREAM, 0, stream, number(code));
    }

    static byte[] windowUpdate(int stream, int increment) {
        return frame(Frames.WINDOW_UPDATE, 0, stream, number(increment));
    }

    static byte[] ping(long payload) {
        byte[] content = new byte[8];
        Frames.putLong(content, 0, payload);
        return frame(Frames.PING, 0, 0, content);
    }

    static byte[] pingAck(long payload) {
        byte[] content = new byte[8];
        Frames.putLong(content, 0, payload);
        return frame(Frames.PING, Frames.ACK, 0, content);
    }

    static byte[] settings(int... keysAndValues) {
        byte[] payload = new byte[keysAndValues.length / 2 * 6];
        for (int i = 0; i < keysAndValues.length; i += 2) {
            payload[i * 3 + 1] = (byte) keysAndValues[i];
            Frames.putInt(payload, i * 3 + 2, keysAndValues[i + 1]);
        }
        return frame(Frames.SETTINGS, 0, 0, payload);
    }

    static byte[] settingsAck() {
        return frame(Frames.SETTINGS, Frames.ACK, 0);
    }

    static byte[] goAway(int last, int code, String debug) {
        return frame(Frames.GOAWAY, 0, 0, number(last), number(code), debug.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] priorityUpdate(int stream, String value) {
        return frame(Frames.PRIORITY_UPDATE, 0, 0, number(stream), value.getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] number(int value) {
        byte[] out = new byte[4];
        Frames.putInt(out, 0, value);
        return out;
    }

    /** Octets that tell where they stand. */
    static byte[] pattern(int length) {
        byte[] out = new byte[length];
        for (int i = 0; i < length; i++) out[i] = (byte) (i * 31 + (i >> 8));
        return out;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }
}
