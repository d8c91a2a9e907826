package dev.hawser.wire.h2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whole header blocks and what they decoded to. The same octets against the same dynamic table mean the same fields, so
 * a client that repeats a request costs one comparison. A block is kept when it comes a second time.
 */
final class BlockMemo {

    private static final int SLOTS = 8;
    private static final int LONGEST = 256;

    private static final class Entry {
        final byte[] block;
        final long generation;
        final DecodedRequest request;

        Entry(byte[] block, long generation, DecodedRequest request) {
            this.block = block;
            this.generation = generation;
            this.request = request;
        }
    }

    private @Nullable Entry @Nullable [] entries;
    private long @Nullable [] seen;

    /** What this block meant, if it is known and the table is as it was then. */
    @Nullable
    DecodedRequest find(byte[] array, int from, int to, long generation) {
        @Nullable Entry[] known = entries;
        if (known == null || to - from > LONGEST) return null;
        Entry entry = known[slot(hash(array, from, to))];
        return entry != null
                        && entry.generation == generation
                        && Arrays.equals(entry.block, 0, entry.block.length, array, from, to)
                ? entry.request
                : null;
    }

    /** Remembers a block whose decoding left the table at {@code generation}, as it found it. */
    void offer(byte[] array, int from, int to, long generation, DecodedRequest request) {
        if (to - from > LONGEST) return;
        long hash = hash(array, from, to);
        int slot = slot(hash);
        long[] before = seen;
        if (before == null) seen = before = new long[SLOTS];
        if (before[slot] != hash) {
            before[slot] = hash;
            return;
        }
        @Nullable Entry[] known = entries;
        if (known == null) entries = known = new @Nullable Entry[SLOTS];
        known[slot] = new Entry(Arrays.copyOfRange(array, from, to), generation, request);
    }

    private static int slot(long hash) {
        return (int) (hash >>> 61);
    }

    private static long hash(byte[] array, int from, int to) {
        long hash = (long) to - from;
        if (to - from >= 8) {
            hash = (hash ^ Frames.getLong(array, from)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
            return (hash ^ Frames.getLong(array, to - 8)) * 0x9E3779B97F4A7C15L;
        }
        for (int i = from; i < to; i++) hash = (hash << 8) | (array[i] & 0xff);
        return (hash ^ (hash >>> 29)) * 0x9E3779B97F4A7C15L;
    }
}
