package dev.hawser.wire.h2;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whole header blocks and what they decoded to. The same octets against the same dynamic table mean the same fields, so
 * a client that repeats a request costs one comparison. A block is kept when it comes a second time.
 */
final class BlockMemo<T> {

    private static final int SLOTS = 8;
    private static final int LONGEST = 256;

    private static final class Entry<T> {
        final byte[] block;
        final long generation;
        final T meaning;

        Entry(byte[] block, long generation, T meaning) {
            this.block = block;
            this.generation = generation;
            this.meaning = meaning;
        }
    }

    private @Nullable Entry<T> @Nullable [] entries;
    private int @Nullable [] seen;

    /** What this block meant, if it is known and the table is as it was then. */
    @Nullable
    T find(byte[] array, int from, int to, long generation) {
        @Nullable Entry<T>[] known = entries;
        if (known == null || to - from > LONGEST) return null;
        Entry<T> entry = known[slot(hash(array, from, to))];
        return entry != null
                        && entry.generation == generation
                        && Arrays.equals(entry.block, 0, entry.block.length, array, from, to)
                ? entry.meaning
                : null;
    }

    /** Remembers a block whose decoding left the table at {@code generation}, as it found it. */
    void offer(byte[] array, int from, int to, long generation, T meaning) {
        if (to - from > LONGEST) return;
        long hash = hash(array, from, to);
        int slot = slot(hash);
        int[] before = seen;
        if (before == null) seen = before = new int[SLOTS];
        if (before[slot] != (int) hash) {
            before[slot] = (int) hash;
            return;
        }
        @Nullable Entry<T>[] known = entries;
        if (known == null) entries = known = newEntries();
        known[slot] = new Entry<>(Arrays.copyOfRange(array, from, to), generation, meaning);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types.
    private static <T> @Nullable Entry<T>[] newEntries() {
        return new Entry[SLOTS];
    }

    private static int slot(long hash) {
        return (int) (hash >>> 61);
    }

    private static long hash(byte[] array, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at <= to - 8; at += 8) {
            hash = (hash ^ Frames.getLong(array, at)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        for (; at < to; at++) hash = hash * 31 + array[at];
        return (hash ^ (hash >>> 29)) * 0x9E3779B97F4A7C15L;
    }
}
