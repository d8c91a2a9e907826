package dev.hawser.transport.spi;

import dev.hawser.bytes.PackBlocks;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopCounters;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TimerWheel;
import dev.hawser.transport.TurnTask;
import dev.hawser.transport.TurnTasks;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The turn of a loop, whatever it waits with. A transport adds {@link #poll}, {@link #wake}, and how sockets are made.
 *
 * <p>Channels that were closed in a turn stay known until its end, and only then give back their descriptors: an event
 * that was taken before the close can never meet another connection under the same number.
 */
public abstract class LoopCore extends EventLoop {

    private enum Life {
        NEW,
        RUNNING,
        CLOSING,
        ENDED
    }

    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final int KEPT_PACK_BLOCKS = 64;

    /** How this loop works. */
    protected final LoopOptions options;

    /** What it has done. */
    protected final CounterCells counters = new CounterCells();

    private final Mailbox mailbox = new Mailbox();
    private final TimerWheel wheel;
    private final PackBlocks packBlocks;
    private final AtomicReference<Life> life = new AtomicReference<>(Life.NEW);
    private volatile @Nullable Thread thread;

    private byte[] readBlock;
    private long now;

    private final TurnTasks tasks = new TurnTasks();
    private final TurnTasks.Faults taskFaults = this::taskFailed;

    private final List<ChannelCore> closed = new ArrayList<>();
    private final Set<ListenerCore> listeners = new LinkedHashSet<>();
    private final Set<ConnectCore> attempts = new LinkedHashSet<>();
    private int starvedListeners;

    /** The open channels, chained. */
    private @Nullable ChannelCore channels;

    /** For transports. */
    protected LoopCore(LoopOptions options) {
        this(options, System.nanoTime());
    }

    /** A loop whose {@link #clock} starts at {@code start}. */
    protected LoopCore(LoopOptions options, long start) {
        this.options = options;
        this.packBlocks = new PackBlocks(options.packBlock(), KEPT_PACK_BLOCKS);
        this.readBlock = new byte[options.readBlock()];
        this.now = start;
        this.wheel = new TimerWheel(start);
    }

    // What a transport adds.

    /**
     * Waits for events for at most {@code nanos} (0: not at all; {@link Long#MAX_VALUE}: for ever) or until
     * {@link #wake}; calls {@link #awake}; then hands each event to its channel.
     */
    protected abstract void poll(long nanos) throws IOException;

    /** Ends {@link #poll}'s wait. Any thread; called only while the loop waits or is about to. */
    protected abstract void wake();

    /** Gives back what the loop holds of the system. Called last, once. */
    protected abstract void release();

    /** Binds {@code address}. Any thread. */
    protected abstract ListenerCore bind(SocketAddress address, ListenOptions options, Acceptor acceptor)
            throws IOException;

    /** An attempt to connect, not yet begun. */
    protected abstract ConnectCore attempt(SocketAddress address, ConnectOptions options, ConnectHandler handler);

    /** The time. */
    protected long clock() {
        return System.nanoTime();
    }

    // What it gets.

    /** The wait is over. */
    protected final void awake() {
        mailbox.wakes();
        now = clock();
        counters.countTurn();
    }

    /** The array that reads land in. Its content lasts until the next read of any channel. */
    protected final byte[] readBlock() {
        return readBlock;
    }

    /** A read brought {@code octets}; when it filled the block, the next ones get a larger one. */
    final void readFilled(int octets) {
        if (octets == readBlock.length && octets < options.maxReadBlock()) {
            readBlock = new byte[(int) Math.min(options.maxReadBlock(), octets * 2L)];
        }
    }

    /** One turn, in the caller's thread. For loops that are stepped by hand, and for the loop's own thread. */
    protected final void turn(boolean mayWait) throws IOException {
        poll(mayWait ? patience() : 0);
        finishTurn();
    }

    private void finishTurn() {
        if (!mailbox.isEmpty()) mailbox.run(this);
        fireTimers();
        if (!tasks.isEmpty()) tasks.run(taskFaults);
        if (!closed.isEmpty()) reap();
    }

    /** The calling thread will step this loop by hand. */
    protected final void adopt(Thread stepper) {
        thread = stepper;
    }

    @Override
    public final @Nullable Thread thread() {
        return thread;
    }

    /** When the next timer may fire; {@link Long#MAX_VALUE} when none is armed. */
    protected final long nextDeadline() {
        return wheel.nextDeadline();
    }

    /** Whether something is to be done that no event will announce. */
    protected final boolean hasWork() {
        return !tasks.isEmpty() || !closed.isEmpty() || !mailbox.isEmpty();
    }

    private long patience() {
        if (!tasks.isEmpty() || !closed.isEmpty()) return 0;
        long next = wheel.nextDeadline();
        long nanos = next == Long.MAX_VALUE ? next : Math.max(0, next - clock());
        return nanos == 0 || !mailbox.waits() ? 0 : nanos;
    }

    private void fireTimers() {
        while (true) {
            try {
                wheel.advance(now);
                return;
            } catch (Throwable fault) {
                report(fault); // That timer is disarmed; go on with the others.
            }
        }
    }

    private void taskFailed(TurnTask task, Throwable fault) {
        report(fault);
        for (ChannelCore channel = channels; channel != null; channel = channel.next) {
            if (channel.isHandledBy(task)) {
                channel.fail(ChannelCore.handlerFault(fault));
                return;
            }
        }
    }

    private void reap() {
        // What onClosed closes in turn is reaped here too.
        for (int i = 0; i < closed.size(); i++) {
            closed.get(i).reap();
            if (starvedListeners != 0) relieve();
        }
        closed.clear();
    }

    private void relieve() {
        for (ListenerCore listener : List.copyOf(listeners)) listener.relieve();
    }

    void starved(int change) {
        starvedListeners += change;
    }

    void add(ChannelCore channel) {
        ChannelCore first = channels;
        channel.next = first;
        if (first != null) first.previous = channel;
        channels = channel;
        counters.countOpened();
    }

    void remove(ChannelCore channel) {
        ChannelCore before = channel.previous;
        ChannelCore after = channel.next;
        if (before != null) before.next = after;
        else channels = after;
        if (after != null) after.previous = before;
        channel.previous = null;
        channel.next = null;
        counters.countClosed();
    }

    void closed(ChannelCore channel) {
        closed.add(channel);
    }

    void add(ListenerCore listener) {
        if (life.get() == Life.ENDED) listener.closeNow();
        else listeners.add(listener);
    }

    void remove(ListenerCore listener) {
        listeners.remove(listener);
    }

    void add(ConnectCore attempt) {
        attempts.add(attempt);
    }

    void remove(ConnectCore attempt) {
        attempts.remove(attempt);
    }

    void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable fault) {
            report(fault);
        }
    }

    void report(Throwable fault) {
        try {
            options.failures().taskFailed(this, fault);
        } catch (Throwable ignored) {
            // Who is told of faults and fails at it cannot be told of that.
        }
    }

    /** Whether the caller may touch what belongs to the loop: its thread, or anybody before it was started. */
    final boolean isMine() {
        return inLoop() || (life.get() == Life.NEW && thread == null);
    }

    // What everybody gets.

    @Override
    public final void start() {
        if (!life.compareAndSet(Life.NEW, Life.RUNNING)) {
            throw new IllegalStateException("start() of a loop that is " + life.get());
        }
        String name = options.name().isEmpty() ? "hawser-loop-" + NUMBERS.incrementAndGet() : options.name();
        Thread made = Thread.ofPlatform().name(name).daemon(options.daemon()).unstarted(this::run);
        thread = made;
        made.start();
    }

    private void run() {
        try {
            while (life.get() == Life.RUNNING) turn(true);
        } catch (Throwable fault) {
            try {
                options.failures().loopFailed(this, fault);
            } catch (Throwable ignored) {
                // See report().
            }
        } finally {
            end();
        }
    }

    private void end() {
        mailbox.run(this);
        closeAll();
        life.set(Life.ENDED);
        mailbox.close(this);
        closeAll();
        release();
    }

    private void closeAll() {
        for (ListenerCore listener : List.copyOf(listeners)) listener.closeNow();
        IOException cause = new IOException("the loop was closed");
        for (ConnectCore attempt : List.copyOf(attempts)) attempt.failed(cause);
        for (ChannelCore channel = channels; channel != null; channel = channel.next) channel.close();
        reap();
    }

    @Override
    public final void close() {
        if (life.compareAndSet(Life.NEW, Life.CLOSING)) {
            if (thread == null) thread = Thread.currentThread();
            end();
            return;
        }
        if (life.compareAndSet(Life.RUNNING, Life.CLOSING) && !inLoop()) {
            try {
                execute(() -> {}); // Ends the wait.
            } catch (RejectedExecutionException ended) {
                return;
            }
        }
        Thread runner = thread;
        if (inLoop() || runner == null) return;
        boolean interrupted = false;
        while (true) {
            try {
                runner.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // A thread equals itself alone.
    public final boolean inLoop() {
        return Thread.currentThread() == thread;
    }

    @Override
    public final boolean isWaiting() {
        return mailbox.isWaiting();
    }

    @Override
    public final long now() {
        return now;
    }

    @Override
    public final void execute(Runnable task) {
        Objects.requireNonNull(task);
        if (!mailbox.post(task)) throw new RejectedExecutionException("the loop has ended");
        if (mailbox.mustWake()) {
            counters.countWakeup();
            wake();
        }
    }

    @Override
    public final void atTurnEnd(TurnTask task) {
        tasks.add(task);
    }

    @Override
    public final void schedule(Timer timer, long deadline) {
        wheel.schedule(timer, deadline);
    }

    @Override
    public final void cancel(Timer timer) {
        wheel.cancel(timer);
    }

    @Override
    public final Listener listen(SocketAddress address, ListenOptions listenOptions, Acceptor acceptor)
            throws IOException {
        ListenerCore listener = bind(address, listenOptions, acceptor);
        try {
            if (isMine()) listener.begin();
            else execute(listener::begin);
        } catch (RejectedExecutionException ended) {
            listener.release();
            throw new IOException("cannot listen on " + address + ": the loop has ended", ended);
        }
        return listener;
    }

    @Override
    public final void connect(SocketAddress address, ConnectOptions connectOptions, ConnectHandler handler) {
        ConnectCore attempt = attempt(address, connectOptions, handler);
        execute(attempt::start);
    }

    @Override
    public final PackBlocks packBlocks() {
        return packBlocks;
    }

    @Override
    public final LoopCounters counters() {
        return counters;
    }
}
