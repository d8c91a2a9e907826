package dev.hawser.http;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread that writes and the event loop meet: commands go in on the one side and are carried out by the loop on the
 * other. However much is queued, the loop is asked to look at most once until it has looked; who writes more than its share
 * waits. The monitor is this object's, and nobody holds it while waiting for a socket.
 */
abstract sealed class Outbox implements Runnable permits Exchange, Upload {

    // Guarded by this.
    private ArrayDeque<Command> queued = new ArrayDeque<>(4);
    private ArrayDeque<Command> spare = new ArrayDeque<>(4);
    private long queuedOctets;
    private boolean posted;
    private boolean congested;
    private @Nullable IOException failure;
    private @Nullable Sleeper writers;

    /** Asks the loop to {@link #run} this. */
    abstract void execute();

    /** Wakes those who wait, now or when the loop's turn ends. On the loop. */
    abstract void wake(@Nullable Sleeper waiting);

    /** Octets that may be queued here before a writer waits. */
    abstract long share();

    /** What a writer is told when {@code failure} has ended everything. */
    abstract IOException told(IOException failure);

    /** Runs {@code action} when nothing more is wanted, where that is known before a write. */
    abstract void whenOver(Runnable action);

    // ---------------------------------------------------------------- the writer's thread

    /** Queues {@code command}; waits while more than its share is queued. */
    final void post(Command command, long octets) throws IOException {
        while (true) {
            synchronized (this) {
                if (failure != null) throw told(failure);
                if (!congested && queuedOctets <= share()) {
                    queued.add(command);
                    queuedOctets += octets;
                    if (posted) return;
                    posted = true;
                    break;
                }
                writers = Sleeper.before(writers);
            }
            Sleeper.sleep(this);
        }
        ask();
    }

    /** Queues {@code command} whatever is queued already. */
    final void post(Command command) {
        synchronized (this) {
            queued.add(command);
            if (posted) return;
            posted = true;
        }
        ask();
    }

    /** Has the loop look here though nothing new is queued. */
    final void poke() {
        synchronized (this) {
            if (posted) return;
            posted = true;
        }
        ask();
    }

    /** Asks the loop to look here. One that has ended will not: then nobody is there to answer to. */
    private void ask() {
        try {
            execute();
        } catch (RejectedExecutionException ended) {
            fail(new IOException("the loop has ended", ended));
            drop(take());
        }
    }

    // ---------------------------------------------------------------- the loop

    /** Everything that is queued, to be carried out. It is the next but one time's queue: leave it empty. */
    final synchronized ArrayDeque<Command> take() {
        ArrayDeque<Command> commands = queued;
        queued = spare;
        spare = commands;
        queuedOctets = 0;
        posted = false;
        return commands;
    }

    /**
     * What was taken is with the wire, and whether that is too much for it: then writers wait until {@link #relieved}. Nobody is
     * woken before this is known, only to wait again.
     */
    final void carriedOut(boolean tooMuch) {
        if (!tooMuch) {
            wakeWriters();
            return;
        }
        synchronized (this) {
            congested = true;
        }
    }

    private void wakeWriters() {
        Sleeper waiting;
        synchronized (this) {
            waiting = congested ? null : takeWriters();
        }
        if (waiting != null) wake(waiting);
    }

    /** Those who wait for room, to be woken by the caller. Holding the monitor. */
    private @Nullable Sleeper takeWriters() {
        Sleeper waiting = writers;
        writers = null;
        return waiting;
    }

    /** Drops {@code commands}: only who waits for the end of something hears of it. */
    static void drop(ArrayDeque<Command> commands) {
        for (Command command; (command = commands.poll()) != null; ) {
            if (command instanceof Command.Mark(Runnable action)) action.run();
        }
    }

    /** The queue is short again. */
    final void relieved() {
        synchronized (this) {
            congested = false;
        }
        wakeWriters();
    }

    /** Nothing more is wanted; the first {@code cause} is what writers are told. Any thread. */
    void fail(IOException cause) {
        Sleeper waiting;
        synchronized (this) {
            if (failure == null) failure = cause;
            congested = false;
            waiting = takeWriters();
        }
        Sleeper.wake(waiting);
    }
}
