package dev.hawser.wire.hpack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The dynamic table as the encoder keeps it: a ring for eviction, and chains by name for look-up. */
final class EncoderTable {

    private static final int BUCKETS = 16;

    /** One entry; {@code number} counts insertions, so that an index is a difference. */
    private static final class Entry {
        final String name;
        final String value;
        final long number;

        @Nullable
        Entry older;

        Entry(String name, String value, long number, @Nullable Entry older) {
            this.name = name;
            this.value = value;
            this.number = number;
            this.older = older;
        }

        int size() {
            return name.length() + value.length() + HpackField.OVERHEAD;
        }
    }

    /** The newest entry of each chain. Made with the first entry. */
    private @Nullable Entry @Nullable [] buckets;

    private @Nullable Entry[] ring = new @Nullable Entry[4];
    private int count;
    private int octets;
    private int limit;
    private long inserted;
    private long generation;

    EncoderTable(int limit) {
        this.limit = limit;
    }

    int limit() {
        return limit;
    }

    /** Changes whenever an index may mean something else than before. */
    long generation() {
        return generation;
    }

    /**
     * Looks for a field. The index (from 62) if name and value are there; the negative index of the name if only that
     * is; else 0.
     */
    int find(String name, String value) {
        @Nullable Entry[] chains = buckets;
        if (chains == null) return 0;
        int named = 0;
        for (Entry e = chains[bucket(name)]; e != null; e = e.older) {
            if (!e.name.equals(name)) continue;
            int index = StaticTable.LENGTH + (int) (inserted - e.number);
            if (e.value.equals(value)) return index;
            if (named == 0) named = -index;
        }
        return named;
    }

    void add(String name, String value) {
        int size = name.length() + value.length() + HpackField.OVERHEAD;
        generation++;
        evictTo(limit - size);
        if (count == ring.length) grow();
        @Nullable Entry[] chains = buckets;
        if (chains == null) buckets = chains = new @Nullable Entry[BUCKETS];
        int bucket = bucket(name);
        Entry entry = new Entry(name, value, inserted, chains[bucket]);
        chains[bucket] = entry;
        ring[(int) (inserted & (ring.length - 1))] = entry;
        inserted++;
        count++;
        octets += size;
    }

    void resize(int newLimit) {
        if (newLimit == limit) return;
        generation++;
        limit = newLimit;
        evictTo(newLimit);
    }

    private void evictTo(int most) {
        while (octets > most && count > 0) {
            int oldest = (int) ((inserted - count) & (ring.length - 1));
            Entry gone = Objects.requireNonNull(ring[oldest]);
            octets -= gone.size();
            ring[oldest] = null;
            count--;
            unlink(gone);
        }
    }

    /** The oldest entry of all is the last of its chain. */
    private void unlink(Entry gone) {
        @Nullable Entry[] chains = Objects.requireNonNull(buckets);
        int bucket = bucket(gone.name);
        Entry e = Objects.requireNonNull(chains[bucket]);
        if (e == gone) {
            chains[bucket] = null;
            return;
        }
        while (e.older != gone) e = Objects.requireNonNull(e.older);
        e.older = null;
    }

    private void grow() {
        @Nullable Entry[] larger = new @Nullable Entry[ring.length * 2];
        for (long n = inserted - count; n < inserted; n++) {
            larger[(int) (n & (larger.length - 1))] = ring[(int) (n & (ring.length - 1))];
        }
        ring = larger;
    }

    private static int bucket(String name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16) & (BUCKETS - 1);
    }
}
