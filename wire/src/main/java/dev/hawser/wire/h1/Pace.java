package dev.hawser.wire.h1;

/** Whether content comes fast enough, measured over periods in which the peer could have sent all the time. */
final class Pace {

    private final long period;
    private final long least;
    private long since;
    private long from;
    private boolean restart;

    Pace(H1Config config) {
        period = config.contentNanos();
        least = (long) (config.contentRate() * (period / 1e9));
    }

    /** Content begins; {@code octets} have come before it. */
    void begin(long now, long octets) {
        since = now;
        from = octets;
        restart = false;
    }

    /** The peer had to wait, until a time that is not known. */
    void restart() {
        restart = true;
    }

    /** When {@link #isTooSlow} is to be asked. */
    long deadline() {
        return least == 0 ? Long.MAX_VALUE : since + period;
    }

    /** Judges the period that has passed, if one has, and begins the next. {@code octets} have come by now. */
    boolean isTooSlow(long now, long octets) {
        if (least == 0 || (!restart && now - since < period)) return false;
        boolean slow = !restart && octets - from < least;
        begin(now, octets);
        return slow;
    }
}
