package dev.hawser.bytes;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * What a set of views really holds in memory: the octets they show, and the octets of the blocks they keep reachable.
 *
 * @param views the number of views
 * @param blocks the number of different blocks behind them
 * @param live the octets the views show; octets shown twice are counted twice
 * @param pinned the octets of the blocks
 */
public record Pinned(long views, long blocks, long live, long pinned) {

    /** Looks at every view of {@code views} once. O(n) in time and, for the blocks, in memory. */
    public static Pinned of(Iterable<Bytes> views) {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        long count = 0;
        long live = 0;
        long pinned = 0;
        for (Bytes view : views) {
            count++;
            live += view.length();
            if (!view.isEmpty() && seen.add(view.storage())) pinned += view.pinned();
        }
        return new Pinned(count, seen.size(), live, pinned);
    }

    /** Pinned octets per live octet; 1 is perfect, 0 where nothing is live. */
    public double ratio() {
        return live == 0 ? 0 : (double) pinned / live;
    }
}
