package dev.hawser.http;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.TurnTask;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a turn of the loop has for virtual threads: requests to be served, and threads whose content has come. They are
 * handed over when the turn ends, all by one thread that is started for it.
 *
 * <p>Each start and each wake-up from outside their scheduler is a system call and, on a busy processor, a switch away from
 * the loop; from within it is neither. So one for each turn instead of one for each stream. The loop's own.
 */
final class HandOver extends TurnTask {

    private final EventLoop loop;
    private final ThreadFactory threads;
    private List<Thread> fresh = new ArrayList<>();
    private List<Thread> asleep = new ArrayList<>();

    HandOver(EventLoop loop, ThreadFactory threads) {
        this.loop = loop;
        this.threads = threads;
    }

    void start(Runnable task) {
        fresh.add(threads.newThread(task));
        loop.atTurnEnd(this);
    }

    void wake(@Nullable Sleeper first) {
        if (first == null) return;
        for (Sleeper sleeper = first; sleeper != null; sleeper = sleeper.next()) asleep.add(sleeper.thread());
        loop.atTurnEnd(this);
    }

    @Override
    public void turnEnds() {
        if (fresh.size() + asleep.size() <= 1) {
            now();
            return;
        }
        List<Thread> starting = fresh;
        List<Thread> waking = asleep;
        fresh = new ArrayList<>(starting.size());
        asleep = new ArrayList<>(waking.size());
        threads.newThread(() -> run(starting, waking)).start();
    }

    /** Hands over what there is, without waiting for the turn's end: it may be the last one. */
    void now() {
        run(fresh, asleep);
        fresh.clear();
        asleep.clear();
    }

    private static void run(List<Thread> starting, List<Thread> waking) {
        for (Thread thread : waking) LockSupport.unpark(thread);
        for (Thread thread : starting) thread.start();
    }
}
