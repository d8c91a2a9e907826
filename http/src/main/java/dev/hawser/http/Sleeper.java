package dev.hawser.http;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for the loop, in a chain of those that do. Whoever guards the chain adds to it under a lock and
 * sleeps without it; whoever takes the chain wakes all of it.
 *
 * <p>Not a monitor's wait: a virtual thread in one is woken by way of a thread of the JVM's own, which is two more
 * switches between threads for each piece of content.
 */
record Sleeper(Thread thread, @Nullable Sleeper next) {

    /** The calling thread in front of {@code others}. */
    static Sleeper before(@Nullable Sleeper others) {
        return new Sleeper(Thread.currentThread(), others);
    }

    /** Sleeps until woken, or for no reason at all: look again. */
    static void sleep(Object blocker) throws IOException {
        LockSupport.park(blocker);
        if (Thread.currentThread().isInterrupted())
            throw new IOException("interrupted while waiting for the other side");
    }

    static void wake(@Nullable Sleeper first) {
        for (Sleeper sleeper = first; sleeper != null; sleeper = sleeper.next) LockSupport.unpark(sleeper.thread);
    }
}
