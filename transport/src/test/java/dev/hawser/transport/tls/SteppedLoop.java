package dev.hawser.transport.tls;

import dev.hawser.bytes.PackBlocks;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopCounters;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TimerWheel;
import dev.hawser.transport.TurnTask;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** A loop whose turns are made by hand, in the test's thread, with a clock of its own. */
final class SteppedLoop extends EventLoop {

    private final TimerWheel wheel = new TimerWheel(0);
    private final PackBlocks blocks;
    private final Queue<Runnable> mailbox = new ArrayDeque<>();
    private Set<TurnTask> turnTasks = new LinkedHashSet<>();
    final List<LinkEnd> ends = new ArrayList<>();
    private long now;

    SteppedLoop() {
        this(64 * 1024);
    }

    SteppedLoop(int packBlock) {
        blocks = new PackBlocks(packBlock, 4);
    }

    /** One turn; whether anything happened in it. */
    boolean turn() {
        boolean busy = false;
        for (LinkEnd end : List.copyOf(ends)) busy |= end.deliver();
        for (int n = mailbox.size(); n > 0; n--) {
            mailbox.remove().run();
            busy = true;
        }
        Set<TurnTask> due = turnTasks;
        turnTasks = new LinkedHashSet<>();
        for (TurnTask task : due) task.turnEnds();
        for (LinkEnd end : List.copyOf(ends)) busy |= end.reap();
        return busy || !due.isEmpty();
    }

    /** Turns until nothing happens any more. */
    void settle() {
        for (int turns = 0; turn(); turns++) {
            if (turns > 5_000_000) throw new AssertionError("the loop never comes to rest");
        }
    }

    void pass(Duration time) {
        now += time.toNanos();
        wheel.advance(now);
        settle();
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void execute(Runnable task) {
        mailbox.add(task);
    }

    @Override
    public void atTurnEnd(TurnTask task) {
        turnTasks.add(task);
    }

    @Override
    public void schedule(Timer timer, long deadline) {
        wheel.schedule(timer, deadline);
    }

    @Override
    public void cancel(Timer timer) {
        wheel.cancel(timer);
    }

    @Override
    public PackBlocks packBlocks() {
        return blocks;
    }

    @Override
    public void start() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Listener listen(SocketAddress address, ListenOptions options, Acceptor acceptor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void connect(SocketAddress address, ConnectOptions options, ConnectHandler handler) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LoopCounters counters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
