package dev.hawser.wire.h2;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are not closed, by identifier. A slot is the identifier's low bits, so that streams opened one after
 * the other never meet unless one of them lives much longer than the others.
 */
final class StreamTable {

    private static final int KEPT = 128;

    private @Nullable H2Stream[] slots = new @Nullable H2Stream[4];
    private int size;

    /** Objects of closed streams, chained by {@link H2Stream#next}. */
    private @Nullable H2Stream free;

    private int freeCount;

    int size() {
        return size;
    }

    @Nullable
    H2Stream get(int id) {
        H2Stream stream = slots[slot(id)];
        while (stream != null && stream.id != id) stream = stream.nextInSlot;
        return stream;
    }

    H2Stream open(int id, long sendWindow, long receiveWindow) {
        H2Stream stream = free;
        if (stream == null) {
            stream = new H2Stream();
        } else {
            free = stream.next;
            stream.next = null;
            freeCount--;
        }
        stream.open(id, sendWindow, receiveWindow);
        if (size >= slots.length) grow();
        put(stream);
        size++;
        return stream;
    }

    /** Takes a stream out. Its object may be another stream's from now on. */
    void remove(H2Stream stream) {
        int slot = slot(stream.id);
        H2Stream at = Objects.requireNonNull(slots[slot]);
        if (at == stream) {
            slots[slot] = stream.nextInSlot;
        } else {
            while (at.nextInSlot != stream) at = Objects.requireNonNull(at.nextInSlot);
            at.nextInSlot = stream.nextInSlot;
        }
        stream.nextInSlot = null;
        size--;
        stream.recycle();
        // One that still stands in the list of credit cannot be another's yet; that list is short-lived, so it is let
        // go.
        if (stream.creditListed || freeCount == KEPT) return;
        stream.next = free;
        free = stream;
        freeCount++;
    }

    /** The streams of one slot, from 0 to {@link #slots()}: for the rare walks over all of them. */
    @Nullable
    H2Stream inSlot(int slot) {
        return slots[slot];
    }

    int slots() {
        return slots.length;
    }

    private int slot(int id) {
        return (id >>> 1) & (slots.length - 1);
    }

    private void put(H2Stream stream) {
        int slot = slot(stream.id);
        stream.nextInSlot = slots[slot];
        slots[slot] = stream;
    }

    private void grow() {
        @Nullable H2Stream[] old = slots;
        slots = new @Nullable H2Stream[old.length * 4];
        for (H2Stream first : old) {
            for (H2Stream stream = first; stream != null; ) {
                H2Stream following = stream.nextInSlot;
                put(stream);
                stream = following;
            }
        }
    }
}
