package dev.hawser.transport.tls;

import java.util.concurrent.atomic.LongAdder;

/** What the connections of one {@link TlsContext} have come to. Any thread may read, a moment late. */
public final class TlsCounters {

    private final LongAdder handshakes = new LongAdder();
    private final LongAdder resumed = new LongAdder();
    private final LongAdder failures = new LongAdder();

    TlsCounters() {}

    /** Handshakes that succeeded, {@link #resumed} ones included. */
    public long handshakes() {
        return handshakes.sum();
    }

    /** Handshakes that took up an earlier session, and so cost no signature. */
    public long resumed() {
        return resumed.sum();
    }

    /** Handshakes that failed, for whatever reason. */
    public long failures() {
        return failures.sum();
    }

    void succeeded(boolean again) {
        handshakes.increment();
        if (again) resumed.increment();
    }

    void failed() {
        failures.increment();
    }
}
