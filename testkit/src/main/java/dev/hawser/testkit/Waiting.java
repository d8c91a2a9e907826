package dev.hawser.testkit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads bring about. */
public final class Waiting {

    private static final int PATIENCE_SECONDS = 20;
    private static final long PAUSE_NANOS = 100_000;

    private Waiting() {}

    /**
     * Returns once {@code reached} is true, which is asked again and again in the caller's thread. Fails after 20 seconds with
     * an {@link AssertionError} that names {@code what} was awaited, so that a test whose condition never comes ends and says
     * so.
     */
    public static void until(String what, BooleanSupplier reached) {
        long begun = System.nanoTime();
        while (!reached.getAsBoolean()) {
            if (System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new AssertionError("%d s were too short for %s".formatted(PATIENCE_SECONDS, what));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
