package dev.hawser.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Masking (RFC 6455 5.3), eight octets at a time. */
final class Masks {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Masks() {}

    /** Applies {@code mask}, whose highest octet is for the first, to {@code count} octets from {@code offset} on. */
    static void apply(int mask, byte[] array, int offset, int count) {
        long twice = (long) mask << 32 | (mask & 0xFFFF_FFFFL);
        int i = offset;
        int end = offset + count;
        for (; end - i >= 8; i += 8) LONGS.set(array, i, (long) LONGS.get(array, i) ^ twice);
        for (int shift = 24; i < end; i++, shift -= 8) array[i] ^= (byte) (mask >>> (shift & 31));
    }
}
