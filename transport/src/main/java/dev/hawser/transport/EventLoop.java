package dev.hawser.transport;

import dev.hawser.bytes.PackBlocks;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits in one place for four causes (readable, writable, posted, late) and owns every connection it
 * opens for life.
 *
 * <p>A turn: wait; read each readable connection once and tell its handler; run what was posted; fire the timers that
 * are due; run the tasks for the end of the turn; tell handlers of closed connections. What a turn produces for one
 * connection therefore leaves in one gathering write.
 *
 * <p>Whatever a handler, a task or a timer throws, errors of the machine included, is told to {@link LoopFailures} and
 * costs at most that handler's connection. Only when waiting itself fails does a loop end: it says so, closes what it owns
 * and takes no more tasks.
 *
 * <p>Confined to its thread, except for {@link #start}, {@link #execute}, {@link #listen}, {@link #connect},
 * {@link #inLoop}, {@link #thread}, {@link #isWaiting}, {@link #counters} and {@link #close}.
 */
public abstract class EventLoop implements Executor, AutoCloseable {

    /** By their class. */
    private final Map<Class<?>, Object> shared = new HashMap<>();

    /** For transports. */
    protected EventLoop() {}

    /** Starts the loop's thread. Once. */
    public abstract void start();

    /** Whether the caller is this loop's thread. Any thread. */
    public abstract boolean inLoop();

    /** Who runs this loop, or null before anybody does and for loops that others run. Any thread. */
    public @Nullable Thread thread() {
        return null;
    }

    /** Whether it waits, or is about to, with nothing else to do. Any thread; may have changed when this returns. */
    public boolean isWaiting() {
        return false;
    }

    /** The time of this turn, in nanoseconds on the scale of {@link System#nanoTime}. Read once a turn. */
    public abstract long now();

    /**
     * Runs {@code task} in the loop's thread, in this turn or the next, in the order of posting. Any thread. Wakes the
     * loop when it waits, and at most once a turn.
     *
     * @throws java.util.concurrent.RejectedExecutionException when the loop has ended: the task will not run
     */
    @Override
    public abstract void execute(Runnable task);

    /**
     * Runs {@code task} once at the end of this turn, after all events, before the loop waits again, however often it
     * is asked for. A task asked for by such a task runs at the end of the next turn, which then does not wait. One task
     * is of one loop.
     */
    public abstract void atTurnEnd(TurnTask task);

    /**
     * Fires {@code timer} at {@code deadline}, on the scale of {@link #now}, or as soon after it as the loop's turns
     * allow, and never before it. A timer that is armed already moves to the new deadline. O(1), allocates nothing.
     */
    public abstract void schedule(Timer timer, long deadline);

    /** Disarms {@code timer}; does nothing when it is not armed. O(1). */
    public abstract void cancel(Timer timer);

    /**
     * Listens on {@code address}, which is bound when this returns. Any thread, before or after {@link #start}.
     *
     * @throws IOException when the address cannot be bound; the message says which and why
     */
    public abstract Listener listen(SocketAddress address, ListenOptions options, Acceptor acceptor) throws IOException;

    /** Connects to {@code address} and tells {@code handler} in the loop's thread. Any thread. Resolves no names. */
    public abstract void connect(SocketAddress address, ConnectOptions options, ConnectHandler handler);

    /** The arrays that this loop's lists pack into. */
    public abstract PackBlocks packBlocks();

    /**
     * The one {@code kind} that this loop's connections share, which {@code maker} makes for the first who asks: memory
     * that they use one after the other, for instance. Lives as long as the loop.
     */
    public final <T> T shared(Class<T> kind, Supplier<? extends T> maker) {
        Object held = shared.get(kind);
        if (held == null) {
            held = maker.get();
            shared.put(kind, held);
        }
        return kind.cast(held);
    }

    /** What this loop has done so far. Any thread. */
    public abstract LoopCounters counters();

    /**
     * Closes all listeners and connections and ends the thread. Any thread; waits for the end unless called in the loop.
     * Tasks posted before are run.
     */
    @Override
    public abstract void close();
}
