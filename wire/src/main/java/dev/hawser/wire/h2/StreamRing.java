package dev.hawser.wire.h2;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Streams in the order of their turns. Links are in the streams, so nothing is allocated and everything is O(1). */
final class StreamRing {

    private @Nullable H2Stream first;
    private @Nullable H2Stream last;

    boolean isEmpty() {
        return first == null;
    }

    H2Stream first() {
        return Objects.requireNonNull(first);
    }

    void addLast(H2Stream stream) {
        H2Stream before = last;
        stream.previous = before;
        stream.next = null;
        if (before == null) first = stream;
        else before.next = stream;
        last = stream;
    }

    /** Adds in the order of identifiers; O(1) for the usual case of the highest one. */
    void addInOrder(H2Stream stream) {
        H2Stream before = last;
        while (before != null && before.id > stream.id) before = before.previous;
        if (before == last) {
            addLast(stream);
            return;
        }
        H2Stream after = before == null ? first() : Objects.requireNonNull(before.next);
        stream.previous = before;
        stream.next = after;
        after.previous = stream;
        if (before == null) first = stream;
        else before.next = stream;
    }

    void remove(H2Stream stream) {
        H2Stream before = stream.previous;
        H2Stream after = stream.next;
        if (before == null) first = after;
        else before.next = after;
        if (after == null) last = before;
        else after.previous = before;
        stream.previous = stream.next = null;
    }

    void firstToLast() {
        H2Stream moved = first();
        if (moved == last) return;
        remove(moved);
        addLast(moved);
    }
}
