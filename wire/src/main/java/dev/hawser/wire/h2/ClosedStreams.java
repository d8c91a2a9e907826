package dev.hawser.wire.h2;

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of streams that are gone: which ones this side reset, since their peer may not have heard of it yet
 * (RFC 9113 5.1), and which identifiers were passed over, since those never were streams (RFC 9113 5.1.1).
 */
final class ClosedStreams {

    private static final int RESETS = 128;
    private static final int GAPS = 32;

    private int @Nullable [] resets;
    private int resetCount;

    /** Pairs: the first and the last identifier that were passed over. */
    private int @Nullable [] gaps;

    private int gapCount;

    void addReset(int id) {
        int[] ids = resets;
        if (ids == null) resets = ids = new int[RESETS];
        ids[resetCount++ & (RESETS - 1)] = id;
    }

    /** Whether this side reset the stream lately. */
    boolean wasReset(int id) {
        int[] ids = resets;
        if (ids == null) return false;
        int count = Math.min(resetCount, RESETS);
        for (int i = 0; i < count; i++) if (ids[i] == id) return true;
        return false;
    }

    /** Identifiers between the highest so far and the new one were passed over. */
    void addGap(int highest, int id) {
        if (id - highest <= 2) return;
        int[] pairs = gaps;
        if (pairs == null) gaps = pairs = new int[2 * GAPS];
        int at = 2 * (gapCount++ & (GAPS - 1));
        pairs[at] = highest + 1;
        pairs[at + 1] = id - 1;
    }

    /** Whether the identifier was passed over, so that the stream was never opened. */
    boolean wasSkipped(int id) {
        int[] pairs = gaps;
        if (pairs == null) return false;
        int count = Math.min(gapCount, GAPS);
        for (int i = 0; i < count; i++) if (id >= pairs[2 * i] && id <= pairs[2 * i + 1]) return true;
        return false;
    }
}
