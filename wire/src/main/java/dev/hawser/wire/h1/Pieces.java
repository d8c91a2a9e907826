package dev.hawser.wire.h1;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is queued on one exchange, in order: {@link EncodedHead} (an interim response), {@link Bytes},
 * {@link FileRegion}, or {@link Runnable} (a mark). The first has a place of its own, because most queues hold one.
 */
final class Pieces {

    private @Nullable Object first;
    private @Nullable Object @Nullable [] rest;
    private int head;
    private int count;

    /** Octets of the first piece that have left. */
    private long passed;

    /** Octets of content that have not left. */
    private long octets;

    boolean isEmpty() {
        return first == null;
    }

    long octets() {
        return octets;
    }

    @Nullable
    Object first() {
        return first;
    }

    long passed() {
        return passed;
    }

    void add(Object piece) {
        octets += length(piece);
        if (first == null) {
            first = piece;
            return;
        }
        @Nullable Object[] ring = rest;
        if (ring == null) rest = ring = new @Nullable Object[8];
        else if (count == ring.length) rest = ring = grown(ring);
        ring[(head + count++) & (ring.length - 1)] = piece;
    }

    private @Nullable Object[] grown(@Nullable Object[] ring) {
        @Nullable Object[] larger = new @Nullable Object[ring.length * 2];
        for (int i = 0; i < count; i++) larger[i] = ring[(head + i) & (ring.length - 1)];
        head = 0;
        return larger;
    }

    static long length(Object piece) {
        if (piece instanceof Bytes bytes) return bytes.length();
        return piece instanceof FileRegion region ? region.length() : 0;
    }

    /** {@code count} octets of the first piece have left. */
    void pass(long count) {
        passed += count;
        octets -= count;
        if (passed == length(Objects.requireNonNull(first))) removeFirst();
    }

    /** Removes the first piece, with what is left of it. */
    void removeFirst() {
        octets -= length(Objects.requireNonNull(first)) - passed;
        passed = 0;
        @Nullable Object[] ring = rest;
        if (count == 0 || ring == null) {
            first = null;
            return;
        }
        first = ring[head];
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        count--;
    }

    /** Drops everything and runs the marks. */
    void drop() {
        while (first != null) {
            Object piece = first;
            removeFirst();
            if (piece instanceof Runnable mark) mark.run();
        }
        rest = null;
        head = 0;
    }
}
