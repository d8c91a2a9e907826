package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Content of any length for those who ask for a number of octets: one block outside the heap that all answers share, so
 * that nothing is copied. The octet at {@code i} is that of {@link #PATTERN} at {@code i} modulo 64. Any thread.
 */
final class SharedContent {

    /** Sixty-four octets: digits, letters, and the end of a line. */
    static final String PATTERN = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-\n";

    /** The block never grows above that. Octets. */
    static final int MOST = 64 << 20;

    private static final int FIRST = 1 << 20;

    private volatile Bytes block = make(FIRST);

    /** The first {@code length} octets if they are there already; O(1). */
    boolean has(long length) {
        return length <= block.length();
    }

    /**
     * The first {@code length} octets, shared. Grows the block if need be, which takes milliseconds.
     *
     * @throws IllegalArgumentException for more than {@link #MOST}
     */
    Bytes take(int length) {
        Bytes all = block;
        if (length > all.length()) all = grow(length);
        return all.slice(0, length);
    }

    private synchronized Bytes grow(int length) {
        if (length > MOST) throw new IllegalArgumentException("%d octets of %d".formatted(length, MOST));
        if (length > block.length()) block = make(Integer.highestOneBit(length - 1) << 1);
        return block;
    }

    private static Bytes make(int length) {
        MemorySegment all = Arena.ofAuto().allocate(length, 64);
        byte[] pattern = PATTERN.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(MemorySegment.ofArray(pattern), 0, all, 0, pattern.length);
        for (long filled = pattern.length; filled < length; filled *= 2) {
            MemorySegment.copy(all, 0, all, filled, Math.min(filled, length - filled));
        }
        return Bytes.wrap(all);
    }
}
