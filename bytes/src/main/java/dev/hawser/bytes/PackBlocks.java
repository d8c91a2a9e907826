package dev.hawser.bytes;

import java.util.ArrayDeque;

/**
 * Recycles the arrays that {@link BufList} packs small pieces into. One per event loop, shared by its connections.
 *
 * <p>Confined to one thread. A packed array never leaves its list as a view, so an array whose octets have all been
 * sent can be used again without asking anybody.
 */
public final class PackBlocks {

    private final int size;
    private final int keep;
    private final ArrayDeque<byte[]> free = new ArrayDeque<>();

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

    byte[] take() {
        byte[] block = free.pollLast();
        return block != null ? block : new byte[size];
    }

    void give(byte[] block) {
        if (block.length == size && free.size() < keep) free.addLast(block);
    }
}
