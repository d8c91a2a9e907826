package dev.hawser.bytes;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** How numbers lie in arrays and in native memory. Unaligned; network order unless the name says otherwise. */
final class Octets {

    static final VarHandle SHORT = array(short[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle INT = array(int[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle LONG = array(long[].class, ByteOrder.BIG_ENDIAN);
    static final VarHandle SHORT_LE = array(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT_LE = array(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle LONG_LE = array(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort NATIVE_SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt NATIVE_INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong NATIVE_LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfShort NATIVE_SHORT_LE =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt NATIVE_INT_LE = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong NATIVE_LONG_LE = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The largest array that every JVM can make. */
    static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private Octets() {}

    private static VarHandle array(Class<?> type, ByteOrder order) {
        return MethodHandles.byteArrayViewVarHandle(type, order).withInvokeExactBehavior();
    }

    static IndexOutOfBoundsException outside(int index, int width, int length) {
        return new IndexOutOfBoundsException("%d octets from %d of %d".formatted(width, index, length));
    }

    /** An array of {@code n} octets, if there can be one. */
    static byte[] arrayFor(String asked, long n) {
        if (n <= MAX_ARRAY) return new byte[(int) n];
        throw new IllegalStateException("%s: %d octets, one array holds at most %d".formatted(asked, n, MAX_ARRAY));
    }

    /** Checks a position among {@code length} octets, of which the end is one. */
    static long position(long position, long length) {
        if (position >= 0 && position <= length) return position;
        throw new IndexOutOfBoundsException("position %d of %d octets".formatted(position, length));
    }

    /** Checks where in {@code slots} the first view goes. */
    static void slots(Bytes[] slots, int from) {
        if (from >= 0 && from <= slots.length) return;
        throw new IndexOutOfBoundsException("chunks from slot %d of %d".formatted(from, slots.length));
    }

    /** Checks the width of a number of 0 to 8 octets. */
    static int width(int width) {
        if (width < 0 || width > 8) {
            throw new IllegalArgumentException("a number of %d octets: 0 to 8 are possible".formatted(width));
        }
        return width;
    }

    /** Spreads the sign of a number of {@code width} octets over the whole long. */
    static long signed(long value, int width) {
        if (width == 0) return 0;
        int unused = 64 - 8 * width;
        return (value << unused) >> unused;
    }

    /** Turns the octets of a number of {@code width} octets round. */
    static long reversed(long value, int width) {
        return width == 0 ? 0 : Long.reverseBytes(value) >>> (64 - 8 * width);
    }

    /** The sum, or {@link Long#MAX_VALUE} where it would not fit: sizes of chains must not wrap. */
    static long saturated(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
