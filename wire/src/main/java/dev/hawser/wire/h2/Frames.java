package dev.hawser.wire.h2;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of RFC 9113 sections 4, 6 and 11, and how a frame's head is written. */
final class Frames {

    static final int HEAD = 9;

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
    /** RFC 9218 7.1. */
    static final int PRIORITY_UPDATE = 16;

    static final int END_STREAM = 0x1;
    static final int ACK = 0x1;
    static final int END_HEADERS = 0x4;
    static final int PADDED = 0x8;
    static final int PRIORITY_FLAG = 0x20;

    static final int SETTINGS_HEADER_TABLE_SIZE = 1;
    static final int SETTINGS_ENABLE_PUSH = 2;
    static final int SETTINGS_MAX_CONCURRENT_STREAMS = 3;
    static final int SETTINGS_INITIAL_WINDOW_SIZE = 4;
    static final int SETTINGS_MAX_FRAME_SIZE = 5;
    static final int SETTINGS_MAX_HEADER_LIST_SIZE = 6;
    /** RFC 8441 3. */
    static final int SETTINGS_ENABLE_CONNECT_PROTOCOL = 8;
    /** RFC 9218 2.1. */
    static final int SETTINGS_NO_RFC7540_PRIORITIES = 9;

    /** RFC 9113 6.5.2: what holds until SETTINGS say otherwise. */
    static final int DEFAULT_WINDOW = 65_535;

    static final int DEFAULT_FRAME_SIZE = 16_384;
    static final int MOST_FRAME_SIZE = (1 << 24) - 1;
    static final long MOST_WINDOW = Integer.MAX_VALUE;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    /** Writes a frame's head (RFC 9113 4.1); returns the position behind it. */
    static int head(byte[] out, int at, int length, int type, int flags, int stream) {
        INT.set(out, at, (length << 8) | type);
        out[at + 4] = (byte) flags;
        INT.set(out, at + 5, stream);
        return at + HEAD;
    }

    static int putInt(byte[] out, int at, int value) {
        INT.set(out, at, value);
        return at + 4;
    }

    static int getInt(byte[] in, int at) {
        return (int) INT.get(in, at);
    }

    static int putLong(byte[] out, int at, long value) {
        LONG.set(out, at, value);
        return at + 8;
    }

    static long getLong(byte[] in, int at) {
        return (long) LONG.get(in, at);
    }

    static int getShort(byte[] in, int at) {
        return ((in[at] & 0xff) << 8) | (in[at + 1] & 0xff);
    }

    static String name(int type) {
        return switch (type) {
            case DATA -> "DATA";
            case HEADERS -> "HEADERS";
            case PRIORITY -> "PRIORITY";
            case RST_STREAM -> "RST_STREAM";
            case SETTINGS -> "SETTINGS";
            case PUSH_PROMISE -> "PUSH_PROMISE";
            case PING -> "PING";
            case GOAWAY -> "GOAWAY";
            case WINDOW_UPDATE -> "WINDOW_UPDATE";
            case CONTINUATION -> "CONTINUATION";
            case PRIORITY_UPDATE -> "PRIORITY_UPDATE";
            default -> "frame of type " + type;
        };
    }
}
