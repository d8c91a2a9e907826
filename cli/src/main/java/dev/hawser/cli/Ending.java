package dev.hawser.cli;

import java.util.concurrent.CountDownLatch;

/**
 * Waits for the signal to stop. The first SIGTERM or SIGINT ends the wait, and the command ends as it sees fit, with its
 * own exit code; a second one ends the process at once.
 */
final class Ending {

    private final CountDownLatch asked = new CountDownLatch(1);

    private Ending() {}

    /** Begins to listen for the signals. Once per process. */
    static Ending onSignals() {
        Ending ending = new Ending();
        // Where signals cannot be had the process ends as the JVM does, without a farewell.
        if (!Signals.on("TERM", ending::ask) || !Signals.on("INT", ending::ask)) ending.atExit();
        return ending;
    }

    private void atExit() {
        Runtime.getRuntime().addShutdownHook(new Thread(asked::countDown, "hawser-ending"));
    }

    private void ask() {
        if (asked.getCount() == 0) Runtime.getRuntime().halt(1);
        asked.countDown();
    }

    /** Ends the wait without a signal: there is nothing left to wait for. */
    void now() {
        asked.countDown();
    }

    void await() throws InterruptedException {
        asked.await();
    }
}
