package dev.hawser.wire.h2;

import java.time.Duration;

/** What a connection waits for, and until when. Times are those of System.nanoTime; {@link #NEVER} means no limit. */
final class Deadlines {

    static final long NEVER = Long.MAX_VALUE;

    /** So many times in a row a peer that says nothing but answers is asked at its interval. */
    private static final int ASKED_SOON = 2;

    /**
     * After that, this often at most. Servers of gRPC end a connection with ENHANCE_YOUR_CALM for the third PING that comes
     * within five minutes of another while they have sent neither HEADERS nor DATA.
     */
    private static final long SELDOM = Duration.ofSeconds(310).toNanos();

    private final H2Config config;

    /** The peer's preface with its SETTINGS. */
    long preface;

    /** The acknowledgement of our SETTINGS. */
    long settingsAck = NEVER;

    /** The rest of a frame or header block. */
    long frame = NEVER;

    /** The next keep-alive PING, or the end of waiting for its answer. */
    long keepAlive = NEVER;

    boolean keepAlivePending;

    /** Keep-alive PINGs since the peer has last said something of its own. */
    private int asked;

    /** The final GOAWAY of a graceful end. */
    long shutdown = NEVER;

    Deadlines(H2Config config, long now) {
        this.config = config;
        this.preface = now + config.prefaceNanos;
        heard(now);
    }

    /** Octets have come from the peer. */
    void heard(long now) {
        if (config.keepAliveNanos == 0 || keepAlivePending) return;
        long interval = config.keepAliveNanos;
        keepAlive = now + (asked < ASKED_SOON ? interval : Math.max(interval, SELDOM));
    }

    /** HEADERS or DATA have come. */
    void spokenTo(long now) {
        if (asked == 0) return;
        asked = 0;
        heard(now);
    }

    void keepAliveAsked(long now) {
        keepAlivePending = true;
        asked++;
        keepAlive = now + config.keepAliveTimeoutNanos;
    }

    void keepAliveAnswered(long now) {
        keepAlivePending = false;
        heard(now);
    }

    void settingsSent(long now) {
        if (settingsAck == NEVER) settingsAck = now + config.settingsAckNanos;
    }

    void frameIncomplete(long now) {
        if (frame == NEVER) frame = now + config.frameNanos;
    }

    /** Nothing is waited for any more. */
    void clear() {
        preface = settingsAck = frame = keepAlive = shutdown = NEVER;
    }

    /** The earliest of all, and of two others. */
    long next(long one, long other) {
        long ours = earlier(earlier(preface, settingsAck), earlier(frame, keepAlive));
        return earlier(earlier(ours, shutdown), earlier(one, other));
    }

    /** Times of nanoTime may wrap, so they are compared by difference. */
    private static long earlier(long one, long other) {
        if (one == NEVER) return other;
        if (other == NEVER) return one;
        return one - other < 0 ? one : other;
    }

    static boolean isPast(long deadline, long now) {
        return deadline != NEVER && deadline - now <= 0;
    }
}
