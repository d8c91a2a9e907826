package dev.hawser.bytes;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Recycles the arrays that {@link BufList} packs small pieces into. One per event loop, shared by its connections.
 *
 * <p>Confined to one thread. A packed array never leaves its list as a view, so an array whose octets have all been
 * sent can be used again without asking anybody.
 */
public final class PackBlocks {

    private static final int KEPT_RINGS = 64;
    private static final int LONGEST_RING = 1024;

    private final int size;
    private final int keep;
    private final ArrayDeque<byte[]> free = new ArrayDeque<>();
    /** Lent to lists that have entries; the latest first, for it is warm. */
    private final ArrayDeque<BufList.Ring> rings = new ArrayDeque<>();

    private long copied;
    private int outstanding;

    /**
     * @param size octets of one array
     * @param keep how many unused arrays are kept; more go to the garbage collector
     */
    public PackBlocks(int size, int keep) {
        if (size < 64) throw new IllegalArgumentException("pack blocks of " + size + " octets: at least 64");
        this.size = size;
        this.keep = keep;
    }

    /** Octets of one array. */
    public int size() {
        return size;
    }

    /** The octets that lists have copied into these arrays, or between them, so far. */
    public long copied() {
        return copied;
    }

    /** The arrays that lists hold at this moment. */
    public int outstanding() {
        return outstanding;
    }

    BufList.@Nullable Ring takeRing() {
        return rings.pollLast();
    }

    void give(BufList.Ring ring) {
        if (rings.size() < KEPT_RINGS && ring.what.length <= LONGEST_RING) rings.addLast(ring);
    }

    void moved(long octets) {
        copied += octets;
    }

    byte[] take() {
        outstanding++;
        byte[] block = free.pollLast();
        return block != null ? block : new byte[size];
    }

    void give(byte[] block) {
        outstanding--;
        if (free.size() < keep) free.addLast(block);
    }
}
