package dev.hawser.bytes;

/**
 * When a small view of a large block should rather be a copy: a view keeps its whole block reachable.
 *
 * <p>A view stays where it is while it wastes at most {@code maxWaste} octets of its block. Beyond that it is copied
 * when it is shorter than {@code copyBelow}, or shorter than the block divided by {@code ratio}. So a view under a
 * policy pins at most {@code max(length + maxWaste, length * ratio)} octets of storage.
 *
 * @param copyBelow octets below which a wasteful view is always copied
 * @param ratio how many times its own length a longer view may pin
 * @param maxWaste octets beside the view that never matter
 */
public record Retention(int copyBelow, int ratio, int maxWaste) {

    /** For places that live long: field maps, caches. A copy below 256 octets costs as much as three views. */
    public static final Retention LONG_LIVED = new Retention(256, 8, 512);

    /** Every view that is not its whole block is copied. */
    public static final Retention COMPACT = new Retention(Integer.MAX_VALUE, 1, 0);

    /** Checks the numbers. */
    public Retention {
        if (copyBelow < 0 || ratio < 1 || maxWaste < 0) {
            throw new IllegalArgumentException(
                    "retention with copyBelow %d, ratio %d, maxWaste %d".formatted(copyBelow, ratio, maxWaste));
        }
    }

    /** Whether a view of {@code length} octets of a block of {@code pinned} octets should be copied. */
    public boolean copies(int length, long pinned) {
        if (pinned - length <= maxWaste) return false;
        return length < copyBelow || (long) length * ratio < pinned;
    }
}
