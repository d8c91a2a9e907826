package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * An immutable, contiguous view of octets: any thread, any lifetime, nothing to release.
 *
 * <p>A view shares the storage it was cut from; {@link #slice} is O(1) and copies nothing. Equality, order and hash are
 * by content. There are two kinds of storage and no third: an array on the Java heap and a block of native or mapped
 * memory. The count is small on purpose: with two kinds every access stays a predictable branch.
 */
public abstract sealed class Bytes implements Comparable<Bytes> permits HeapBytes, SegmentBytes {

    Bytes() {}

    /** The view of nothing. It keeps no storage reachable. */
    public static Bytes empty() {
        return HeapBytes.EMPTY;
    }

    /** Views {@code array} without copying. Takes ownership: the caller must not write to it again. O(1). */
    public static Bytes wrap(byte[] array) {
        return wrap(array, 0, array.length);
    }

    /**
     * Views {@code length} octets of {@code array} from {@code offset} without copying. Takes ownership of that range:
     * the caller must not write to it again. O(1).
     */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? HeapBytes.EMPTY : new HeapBytes(array, offset, length);
    }

    /** Copies {@code array}; the caller keeps it. O(n). */
    public static Bytes copyOf(byte[] array) {
        return wrap(array.clone());
    }

    /** Copies {@code length} octets of {@code array} from {@code offset}; the caller keeps the array. O(n). */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return wrap(java.util.Arrays.copyOfRange(array, offset, offset + length));
    }

    /** The UTF-8 form of {@code text}. O(n). */
    public static Bytes of(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The octets of {@code text} in {@code charset}. O(n). */
    public static Bytes of(String text, Charset charset) {
        return wrap(text.getBytes(charset));
    }

    /**
     * Views native or mapped memory without copying. Takes ownership of the content: nobody may write to it while views
     * of it live. The segment's arena must outlive every view (a global or automatic arena always does). O(1).
     */
    public static Bytes wrap(MemorySegment segment) {
        return new Block(segment).view();
    }

    /** The number of octets. */
    public abstract int length();

    /** Whether there are no octets. */
    public final boolean isEmpty() {
        return length() == 0;
    }

    /** The octet at {@code index}, as a signed byte. O(1). */
    public abstract byte get(int index);

    /** The octets {@code [from, to)}, sharing this view's storage and keeping all of it reachable. O(1). */
    public abstract Bytes slice(int from, int to);

    /** The octets from {@code from} to the end, sharing storage. O(1). */
    public final Bytes sliceFrom(int from) {
        return slice(from, length());
    }

    /** Copies {@code [from, from + length)} into {@code target} at {@code offset}. O(length). */
    public abstract void copyTo(int from, byte[] target, int offset, int length);

    /** A fresh array with these octets. O(n). */
    public final byte[] toByteArray() {
        byte[] out = new byte[length()];
        copyTo(0, out, 0, out.length);
        return out;
    }

    /** A read-only buffer over the same storage, position 0, limit {@link #length()}. Copies nothing. */
    public abstract ByteBuffer asByteBuffer();

    /** A read-only segment over the same storage. Copies nothing. */
    public abstract MemorySegment asSegment();

    /** Whether this view's storage is outside the Java heap, so that a gathering write can take it where it lies. */
    public abstract boolean isNative();

    /** The text these octets are in {@code charset}; malformed input is replaced. O(n). */
    public final String toString(Charset charset) {
        return new String(toByteArray(), charset);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Bytes that
                && length() == that.length()
                && asSegment().mismatch(that.asSegment()) < 0;
    }

    @Override
    public abstract int hashCode();

    @Override
    public final int compareTo(Bytes other) {
        long at = asSegment().mismatch(other.asSegment());
        if (at < 0) return 0;
        if (at >= length() || at >= other.length()) return Integer.compare(length(), other.length());
        return Integer.compare(get((int) at) & 0xff, other.get((int) at) & 0xff);
    }

    /** Length and the first octets, for people. Never the whole content. */
    @Override
    public final String toString() {
        int shown = Math.min(length(), 32);
        StringBuilder out = new StringBuilder("Bytes[").append(length()).append("] \"");
        for (int i = 0; i < shown; i++) {
            int b = get(i) & 0xff;
            if (b >= 0x20 && b < 0x7f && b != '"' && b != '\\') out.append((char) b);
            else out.append(String.format("\\x%02x", b));
        }
        return out.append(shown < length() ? "\"..." : "\"").toString();
    }
}
