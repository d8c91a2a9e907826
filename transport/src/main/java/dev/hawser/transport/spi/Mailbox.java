package dev.hawser.transport.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Tasks from any thread to one loop. Posting is one compare-and-set; the loop takes all that is there at once.
 *
 * <p>The loop announces that it is about to wait. Only a task posted after that has to wake it, and only the first one:
 * so a loop is woken at most once a turn, however many threads post.
 */
final class Mailbox {

    private static final VarHandle TOP;
    private static final VarHandle WAITING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Mailbox.class, "top", Letter.class);
            WAITING = lookup.findVarHandle(Mailbox.class, "waiting", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A task in the chain of those posted, the latest first. */
    private static final class Letter {
        final @Nullable Runnable task;

        @Nullable
        Letter next;

        Letter(@Nullable Runnable task) {
            this.task = task;
        }
    }

    /** Stands on top of a mailbox that takes nothing any more. */
    private static final Letter CLOSED = new Letter(null);

    private volatile @Nullable Letter top;
    private volatile boolean waiting;

    /** Adds {@code task}; false when the mailbox is closed. Any thread. */
    boolean post(Runnable task) {
        Letter letter = new Letter(task);
        while (true) {
            Letter below = top;
            if (below == CLOSED) return false;
            letter.next = below;
            if (TOP.compareAndSet(this, below, letter)) return true;
        }
    }

    /** Whether the caller, having posted, has to wake the loop. True for one thread only for each {@link #waits}. */
    boolean mustWake() {
        return waiting && WAITING.compareAndSet(this, true, false);
    }

    /** The loop is about to wait; false, and nothing announced, when something has been posted. Loop only. */
    boolean waits() {
        if (top != null) return false;
        waiting = true;
        if (top == null) return true;
        waiting = false;
        return false;
    }

    /** Whether the loop waits and nobody has woken it. Any thread. */
    boolean isWaiting() {
        return waiting;
    }

    /** The loop waits no more. Loop only. */
    void wakes() {
        WAITING.setOpaque(this, false);
    }

    /** Whether nothing is there. */
    boolean isEmpty() {
        return top == null;
    }

    /** Runs all that is there, in the order of posting; what is posted meanwhile stays. Loop only. */
    void run(LoopCore loop) {
        Letter letter = (Letter) TOP.getAndSet(this, (Letter) null);
        runAll(letter, loop);
    }

    /** Runs all that is there and takes nothing any more. Loop only. */
    void close(LoopCore loop) {
        Letter letter = (Letter) TOP.getAndSet(this, CLOSED);
        if (letter != CLOSED) runAll(letter, loop);
    }

    private static void runAll(@Nullable Letter latest, LoopCore loop) {
        Letter first = null;
        for (Letter letter = latest; letter != null; ) {
            Letter below = letter.next;
            letter.next = first;
            first = letter;
            letter = below;
        }
        for (Letter letter = first; letter != null; letter = letter.next) {
            Runnable task = letter.task;
            if (task != null) loop.runGuarded(task);
        }
    }
}
