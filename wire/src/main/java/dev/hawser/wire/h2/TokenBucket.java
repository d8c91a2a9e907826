package dev.hawser.wire.h2;

/** So many at once, then so many a second. Time is an argument; nanoseconds. */
final class TokenBucket {

    private final long burst;
    private final long nanosPerToken;

    /** The time at which the bucket will be full, if nothing more is taken. Before that many tokens it is empty. */
    private long fullAt;

    private boolean used;

    /**
     * @param burst how many may come at once
     * @param perSecond how many come back each second
     */
    TokenBucket(int burst, int perSecond) {
        this.burst = burst;
        this.nanosPerToken = 1_000_000_000L / Math.max(1, perSecond);
    }

    /** Takes one; false if there is none. */
    boolean take(long now) {
        if (!used || fullAt - now < 0) {
            used = true;
            fullAt = now;
        }
        if (fullAt - now > (burst - 1) * nanosPerToken) return false;
        fullAt += nanosPerToken;
        return true;
    }
}
