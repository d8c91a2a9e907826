package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Content between the loop that receives it and the thread that reads it. What is lent to that thread and not given lies in
 * blocks that are filled again, so that a long body that nobody keeps costs no memory but these. Guarded by the monitor of
 * whoever has it.
 */
final class ContentQueue {

    /** Octets of a block that is filled again. */
    private static final int BLOCK = 64 * 1024;

    /** Blocks that wait to be filled again; a window's worth, as it is by default. */
    private static final int MOST_SPARES = 64;

    private static final class Block {
        final byte[] array;
        int end;

        Block(int size) {
            this.array = new byte[size];
        }

        boolean isFull() {
            return end == array.length;
        }

        Bytes view() {
            return Bytes.wrap(array, 0, end);
        }
    }

    /** Content that comes in one piece, as most does, has no need of the rest. */
    private @Nullable Bytes first;

    private @Nullable ArrayDeque<Block> blocks;
    private @Nullable ArrayDeque<Block> spares;
    private @Nullable Block lent;
    private boolean lends;

    /** Copies what has come. */
    void add(byte[] array, int offset, int length) {
        if (blocks == null) {
            if (first == null && !lends) {
                first = Bytes.copyOf(array, offset, length);
                return;
            }
            blocks = new ArrayDeque<>(4);
        }
        Block last = blocks.peekLast();
        for (int from = offset, end = offset + length; from != end; ) {
            if (last == null || last.isFull()) {
                last = block(end - from);
                blocks.add(last);
            }
            int n = Math.min(end - from, last.array.length - last.end);
            System.arraycopy(array, from, last.array, last.end, n);
            last.end += n;
            from += n;
        }
    }

    private Block block(int octets) {
        // The one that was read last is in the processor's caches.
        Block spare = spares == null ? null : spares.pollLast();
        return spare != null ? spare : new Block(lends ? BLOCK : octets);
    }

    boolean isEmpty() {
        return first == null && (blocks == null || blocks.isEmpty());
    }

    /** The next piece, which is the caller's to keep, or null. */
    @Nullable
    Bytes take() {
        giveBack();
        Bytes only = first;
        first = null;
        if (only != null || blocks == null) return only;
        Block block = blocks.poll();
        if (block == null) return null;
        if (block.end > block.array.length / 2) return block.view();
        Bytes little = Bytes.copyOf(block.array, 0, block.end);
        free(block);
        return little;
    }

    /** The next piece, which is the caller's until it asks for another, or null. */
    @Nullable
    Bytes lend() {
        giveBack();
        lends = true;
        Bytes only = first;
        first = null;
        if (only != null || blocks == null) return only;
        Block block = blocks.poll();
        lent = block;
        return block == null ? null : block.view();
    }

    private void giveBack() {
        Block back = lent;
        lent = null;
        if (back != null) free(back);
    }

    private void free(Block block) {
        if (block.array.length < BLOCK) return;
        if (spares == null) spares = new ArrayDeque<>(4);
        if (spares.size() == MOST_SPARES) return;
        block.end = 0;
        spares.add(block);
    }

    /** Drops all that is there; returns how many octets that were. */
    int clear() {
        int octets = first == null ? 0 : first.length();
        first = null;
        if (blocks != null) {
            for (Block block : blocks) octets += block.end;
            blocks.clear();
        }
        return octets;
    }
}
