package dev.hawser.bytes;

/**
 * What one block of a {@link BlockPool} is doing, at about one moment.
 *
 * @param number the block's number in its pool, from 0
 * @param size its octets
 * @param place who has it
 * @param leases how often it was leased
 * @param exposed its octets that views were made of; 0 unless one has escaped
 */
public record BlockStats(long number, int size, Place place, long leases, long exposed) {

    /** Who has a block. */
    public enum Place {
        /** The pool, or nobody any more. */
        IDLE,
        /** A lease that has not been closed. */
        LEASED,
        /** The views that escaped, until the last of them is unreachable. */
        WITH_ITS_VIEWS
    }

    /** The octets that are kept in memory for views and shown by none. */
    public long wasted() {
        return place == Place.WITH_ITS_VIEWS ? Math.max(0, size - exposed) : 0;
    }
}
