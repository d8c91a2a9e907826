package dev.hawser.bytes;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the copies this library makes, by the reason for which it makes them.
 *
 * <p>Counted is every copy into storage that the library itself allocates or owns. Not counted are copies whose two
 * ends the caller names: {@link Bytes#copyTo} into the caller's array, {@link Buf#readTo}, a number or an array written
 * into a {@link BytesMut}. What {@link BufList} packs is counted by its {@link PackBlocks}, which belongs to one thread.
 *
 * <p>The counts are of this process; any thread may read them at any time.
 */
public final class Copies {

    /** Why octets were copied. */
    @SuppressWarnings("ImmutableEnumChecker") // Each reason carries its own counters.
    public enum Site {
        /** {@link Bytes#copyOf}: the caller keeps its array. */
        COPY_OF,
        /** {@link Bytes#toByteArray}, {@link BufList#copyRemaining}, and other forms that have to be an array on the way. */
        TO_ARRAY,
        /** A view written into a {@link BytesMut} or another target. */
        WRITE,
        /** {@link Bytes#concat} chose to copy, or {@link BytesMut#unsplit} had to. */
        JOIN,
        /** {@link Rope#flatten}, asked for or by repeated random access. */
        FLATTEN,
        /** {@link Buf#takeFirst} across the border of two parts. */
        STRADDLE,
        /** {@link Bytes#detach} or {@link Bytes#compact}: a small view left a large block. */
        DETACH,
        /** A {@link BytesMut} moved to larger storage. */
        GROW,
        /** A {@link BytesMut} moved its octets to the front of its own storage. */
        SHIFT;

        private final LongAdder octets = new LongAdder();
        private final LongAdder times = new LongAdder();
    }

    private Copies() {}

    static void count(Site site, long octets) {
        if (octets == 0) return;
        site.octets.add(octets);
        site.times.increment();
        if (octets >= Flight.LARGE_COPY) Flight.largeCopy(site, octets);
    }

    /** The octets copied for the reason {@code site} since the process began. */
    public static long octets(Site site) {
        return site.octets.sum();
    }

    /** How many copies were made for the reason {@code site}. */
    public static long times(Site site) {
        return site.times.sum();
    }

    /** The octets copied for any reason. */
    public static long octets() {
        long sum = 0;
        for (Site site : Site.values()) sum += site.octets.sum();
        return sum;
    }
}
