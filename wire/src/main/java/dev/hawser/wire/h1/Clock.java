package dev.hawser.wire.h1;

/**
 * When the limit of time that holds now began to run. Time is told by whoever receives and looks; what happens in
 * between restarts the clock at the next look, so that a limit may be late by as much as it is long, and never early.
 */
final class Clock {

    private long now;
    private long since;
    private long headSince;
    private boolean restart;

    Clock(long now) {
        this.now = now;
        this.since = now;
    }

    /** Input has come. */
    void received(long time) {
        now = time;
        since = time;
        restart = false;
    }

    /** The first octet of a head has come. */
    void headBegins() {
        headSince = now;
    }

    /** Something has begun for which a limit holds, at a time that is not known. */
    void restart() {
        restart = true;
    }

    /** Whether the clock had to be restarted, which is done now. */
    boolean restarted(long time) {
        now = time;
        if (!restart) return false;
        restart = false;
        since = time;
        return true;
    }

    /** The time that was told last. */
    long now() {
        return now;
    }

    long since() {
        return since;
    }

    long headSince() {
        return headSince;
    }
}
