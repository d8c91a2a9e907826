package dev.hawser.wire.hpack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The dynamic table as the decoder keeps it (RFC 7541 2.3.2): a ring, newest entry first. */
final class DecoderTable {

    private @Nullable HpackField[] ring = new @Nullable HpackField[1];
    private int newest = -1;
    private int count;
    private int octets;
    private int limit;

    /** Changes whenever an index may mean something else than before. */
    private long generation;

    DecoderTable(int limit) {
        this.limit = limit;
    }

    int count() {
        return count;
    }

    int octets() {
        return octets;
    }

    int limit() {
        return limit;
    }

    long generation() {
        return generation;
    }

    /** The entry at {@code index} of the dynamic part, from 0 for the newest. */
    HpackField get(int index) {
        return Objects.requireNonNull(ring[(newest - index) & (ring.length - 1)]);
    }

    /** Puts a field in front; what no longer fits behind it goes (RFC 7541 4.4). */
    void add(HpackField field) {
        generation++;
        int size = field.size();
        if (size > limit) {
            // RFC 7541 4.4: not an error, it empties the table.
            evictTo(0);
            return;
        }
        evictTo(limit - size);
        if (count == ring.length) grow();
        newest = (newest + 1) & (ring.length - 1);
        ring[newest] = field;
        count++;
        octets += size;
    }

    /** A size update (RFC 7541 6.3). */
    void resize(int newLimit) {
        if (newLimit == limit) return;
        generation++;
        limit = newLimit;
        evictTo(newLimit);
    }

    private void evictTo(int most) {
        while (octets > most) {
            int oldest = (newest - count + 1) & (ring.length - 1);
            octets -= Objects.requireNonNull(ring[oldest]).size();
            ring[oldest] = null;
            count--;
        }
    }

    private void grow() {
        @Nullable HpackField[] larger = new @Nullable HpackField[ring.length * 2];
        for (int i = 0; i < count; i++) larger[count - 1 - i] = get(i);
        ring = larger;
        newest = count - 1;
    }
}
