package dev.hawser.http;

import java.time.Duration;

/** How long a peer has taken nothing of what waits for it. Confined to the loop. */
final class WriteStall {

    private final long timeoutNanos;
    private long since = Long.MAX_VALUE;
    private long remaining;

    WriteStall(Duration timeout) {
        this.timeoutNanos = timeout.toNanos();
    }

    /** The socket takes no more, and {@code octets} wait. Whether that is new. */
    boolean begins(long now, long octets) {
        if (since != Long.MAX_VALUE) return false;
        since = now;
        remaining = octets;
        return true;
    }

    /** All that waited has been taken. */
    void ends() {
        since = Long.MAX_VALUE;
    }

    /** When {@link #isOver} is to be asked; {@link Long#MAX_VALUE} for never. */
    long deadline() {
        return since == Long.MAX_VALUE ? Long.MAX_VALUE : since + timeoutNanos;
    }

    /** Whether nothing has been taken for too long. If something has, the time begins anew. */
    boolean isOver(long now, long octets) {
        if (since == Long.MAX_VALUE || now - since < timeoutNanos) return false;
        if (octets == remaining) return true;
        since = now;
        remaining = octets;
        return false;
    }
}
