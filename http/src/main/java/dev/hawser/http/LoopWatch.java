package dev.hawser.http;

import dev.hawser.transport.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Tells of handlers that block a loop. A thread of its own looks at the loops now and then: one that neither waits nor has
 * made a turn for a while is in the middle of one, and its stack says where. The loops themselves do nothing for it.
 */
final class LoopWatch implements AutoCloseable {

    private static final int LOOKS = 4;

    private final List<Watched> loops = new ArrayList<>();
    private final long patience;
    private final FaultReport faults;
    private final Thread thread;
    private volatile boolean closed;

    private static final class Watched {
        private final EventLoop loop;
        private long turns = -1;
        private long since;
        private boolean told;

        Watched(EventLoop loop) {
            this.loop = loop;
        }
    }

    /** Where a loop was when it had not come round for too long. */
    static final class BlockedLoop extends Exception {
        private static final long serialVersionUID = 1L;

        BlockedLoop(String loop, long milliseconds, StackTraceElement[] at) {
            super(loop + " has been in one turn for " + milliseconds + " ms");
            setStackTrace(at);
        }
    }

    LoopWatch(List<EventLoop> watched, Duration patience, FaultReport faults) {
        for (EventLoop loop : watched) loops.add(new Watched(loop));
        this.patience = patience.toNanos();
        this.faults = faults;
        this.thread = Thread.ofPlatform().name("hawser-watch").daemon(true).unstarted(this::watch);
    }

    LoopWatch start() {
        thread.start();
        return this;
    }

    private void watch() {
        while (!closed) {
            LockSupport.parkNanos(this, patience / LOOKS);
            look(System.nanoTime());
        }
    }

    /** Looks at every loop; {@code now} only grows. */
    void look(long now) {
        for (Watched watched : loops) look(watched, now);
    }

    private void look(Watched watched, long now) {
        EventLoop loop = watched.loop;
        long turns = loop.counters().turns();
        if (turns != watched.turns || loop.isWaiting()) {
            watched.turns = turns;
            watched.since = now;
            watched.told = false;
            return;
        }
        Thread runner = loop.thread();
        if (watched.told || runner == null || !runner.isAlive() || now - watched.since < patience) return;
        StackTraceElement[] at = runner.getStackTrace();
        if (loop.counters().turns() != turns || loop.isWaiting()) return; // It has just come round.
        watched.told = true;
        long milliseconds = TimeUnit.NANOSECONDS.toMillis(now - watched.since);
        LoopBlockedEvent.tell(runner.getName(), milliseconds, at);
        faults.report(
                "a handler blocks a loop and every connection on it; what waits belongs on a thread of its own",
                new BlockedLoop(runner.getName(), milliseconds, at));
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
