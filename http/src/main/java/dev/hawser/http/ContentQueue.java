package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.EventLoop;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Content between the loop that receives it and the thread that reads it. It is copied into blocks that are filled again once
 * they were read by somebody who keeps nothing. Guarded by the monitor of whoever has it.
 */
final class ContentQueue {

    /** Octets of a piece that a block is begun for: what is kept in memory is at most twice what has come. */
    private static final int LARGE = ContentBlocks.SIZE / 2;

    /** What the reader does with what it reads, as far as it has been seen. */
    private enum Habit {
        UNKNOWN,
        KEEPS,
        LETS_GO
    }

    private static final class Block {
        final byte[] array;
        int end;

        Block(byte[] array, int end) {
            this.array = array;
            this.end = end;
        }

        boolean isFull() {
            return end == array.length;
        }

        Bytes view() {
            return Bytes.wrap(array, 0, end);
        }
    }

    /** Content that comes in one small piece, as most does, has no need of the rest. */
    private @Nullable Bytes first;

    private @Nullable ArrayDeque<Block> blocks;
    private @Nullable ContentBlocks pool;
    private @Nullable Block lent;
    private Habit habit = Habit.UNKNOWN;

    /** Octets in blocks. */
    private int held;

    /** Copies what has come. On {@code loop}. */
    void add(EventLoop loop, byte[] array, int offset, int length) {
        if (blocks == null) {
            if (first == null && length < LARGE) {
                first = Bytes.copyOf(array, offset, length);
                return;
            }
            blocks = new ArrayDeque<>(4);
        }
        copy(loop, blocks, array, offset, length);
    }

    private void copy(EventLoop loop, ArrayDeque<Block> to, byte[] array, int offset, int length) {
        Block last = to.peekLast();
        for (int from = offset, end = offset + length; from != end; ) {
            if (last == null || last.isFull()) {
                int octets = end - from;
                if (habit == Habit.KEEPS || octets < LARGE) {
                    // Where much waits in small pieces, they share arrays: an array for each would be many times their
                    // size.
                    int size = Math.max(octets, Math.min(LARGE, held));
                    to.add(new Block(Arrays.copyOf(Arrays.copyOfRange(array, from, end), size), octets));
                    held += octets;
                    return;
                }
                if (pool == null) pool = ContentBlocks.of(loop);
                last = new Block(pool.take(), 0);
                to.add(last);
            }
            int n = Math.min(end - from, last.array.length - last.end);
            System.arraycopy(array, from, last.array, last.end, n);
            last.end += n;
            held += n;
            from += n;
        }
    }

    boolean isEmpty() {
        return first == null && (blocks == null || blocks.isEmpty());
    }

    /** The next piece, which is the caller's to keep, or null. */
    @Nullable
    Bytes take() {
        habit = Habit.KEEPS;
        returnLent();
        if (first != null) return takeFirst();
        Block block = poll();
        if (block == null) return null;
        if (block.end > block.array.length / 2) return block.view();
        Bytes copy = Bytes.copyOf(block.array, 0, block.end);
        free(block);
        return copy;
    }

    /** The next piece, which is the caller's until it asks for another, or null. */
    @Nullable
    Bytes lend() {
        habit = Habit.LETS_GO;
        returnLent();
        if (first != null) return takeFirst();
        lent = poll();
        return lent == null ? null : lent.view();
    }

    private @Nullable Bytes takeFirst() {
        Bytes taken = first;
        first = null;
        return taken;
    }

    private @Nullable Block poll() {
        Block block = blocks == null ? null : blocks.poll();
        if (block != null) held -= block.end;
        return block;
    }

    private void returnLent() {
        Block back = lent;
        lent = null;
        if (back != null) free(back);
    }

    private void free(Block block) {
        if (pool != null && block.array.length == ContentBlocks.SIZE) pool.giveBack(block.array);
    }

    /** Drops all that is there; returns how many octets that were. */
    int clear() {
        int octets = first == null ? 0 : first.length();
        first = null;
        if (blocks != null) {
            for (Block block; (block = blocks.poll()) != null; free(block)) octets += block.end;
        }
        held = 0;
        return octets;
    }
}
