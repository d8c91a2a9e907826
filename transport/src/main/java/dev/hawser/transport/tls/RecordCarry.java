package dev.hawser.transport.tls;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a record whose rest has not come. Holds an array only while it holds octets, and one that fits what
 * has come rather than what was announced: a peer that announces 16 KiB and sends 6 octets pins 512.
 */
final class RecordCarry {

    /** RFC 8446 5.1: type, version, and length in two octets. */
    static final int HEAD = 5;

    private static final int SMALLEST = 512;

    private byte @Nullable [] array;
    private int from;
    private int to;

    boolean isEmpty() {
        return from == to;
    }

    /** The octets that complete the first record, or its head; 0 when it is complete. */
    int missing() {
        byte[] held = array;
        int have = to - from;
        if (held == null || have < HEAD) return HEAD - have;
        int whole = HEAD + ((held[from + 3] & 0xff) << 8 | (held[from + 4] & 0xff));
        return Math.max(0, whole - have);
    }

    /** Copies {@code [start, end)} of {@code source} to the end. */
    void add(byte[] source, int start, int end) {
        int n = end - start;
        if (n == 0) return;
        byte[] held = room(n);
        System.arraycopy(source, start, held, to, n);
        to += n;
    }

    private byte[] room(int n) {
        byte[] held = array;
        int have = to - from;
        if (held != null && held.length - to >= n) return held;
        int capacity = Math.max(SMALLEST, have + n);
        if (held != null) capacity = Math.max(capacity, held.length * 2);
        byte[] more = new byte[capacity];
        if (held != null) System.arraycopy(held, from, more, 0, have);
        array = more;
        from = 0;
        to = have;
        return more;
    }

    /** What is held, from {@link #from} to {@link #to}; lent until the next call that changes anything. */
    byte[] array() {
        return Objects.requireNonNull(array, "nothing is held");
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Passes everything before {@code position}. */
    void passTo(int position) {
        from = position;
        if (from == to) drop();
    }

    void drop() {
        array = null;
        from = 0;
        to = 0;
    }

    @Override
    public String toString() {
        return array == null ? "nothing" : Arrays.toString(Arrays.copyOfRange(array, from, to));
    }
}
