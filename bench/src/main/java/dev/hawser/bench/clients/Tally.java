package dev.hawser.bench.clients;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Counts what was answered until a time. Any thread. */
final class Tally {

    private final long end;
    private final int length;
    private final CountDownLatch callers;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * A tally.
     *
     * @param end on {@link System#nanoTime}'s scale
     * @param length octets that every answer has
     * @param callers how many there are
     */
    Tally(long end, int length, int callers) {
        this.end = end;
        this.length = length;
        this.callers = new CountDownLatch(callers);
    }

    /** Whether another request is wanted. A caller that is told no is over. */
    boolean more() {
        if (failure.get() == null && System.nanoTime() - end < 0) return true;
        callers.countDown();
        return false;
    }

    void answered(int status, long octets) {
        if (status == 200 && octets == length) answered.incrementAndGet();
        else failed(new IOException("status %d with %d octets".formatted(status, octets)));
    }

    void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    /** Waits for all callers and tells how many requests were answered. */
    long await() throws InterruptedException, IOException {
        callers.await();
        Throwable cause = failure.get();
        if (cause != null) throw new IOException("a request failed: " + cause, cause);
        return answered.get();
    }
}
