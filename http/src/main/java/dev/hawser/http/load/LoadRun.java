package dev.hawser.http.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** One run of a {@link LoadPlan}. Blocks the thread that runs it, which only shows how it goes on. */
public final class LoadRun {

    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(100);

    private final LoadPlan plan;
    private final LoadWatch watch;
    private final Runnable begins;
    private final List<LoadLoop> loops = new ArrayList<>();

    /**
     * A run of {@code plan}.
     *
     * @param sinks makes what takes the times, one for each loop
     * @param begins is run in the caller's thread when the warm-up is over and what follows counts
     */
    public LoadRun(LoadPlan plan, IntFunction<LatencySink> sinks, LoadWatch watch, Runnable begins) {
        this.plan = plan;
        this.watch = watch;
        this.begins = begins;
        for (int i = 0; i < plan.loops(); i++) loops.add(new LoadLoop(plan, i, sinks.apply(i)));
    }

    /**
     * Runs it. Once.
     *
     * @throws IOException when the server cannot be reached, or answers nothing for longer than the plan's patience
     */
    public LoadTotals run() throws IOException, InterruptedException {
        try {
            List<CompletableFuture<Void>> opening = new ArrayList<>();
            for (LoadLoop loop : loops) opening.add(loop.connect());
            await(CompletableFuture.allOf(opening.toArray(new CompletableFuture<?>[0])));
            if (plan.warmUp().isPositive()) {
                for (LoadLoop loop : loops) loop.warmUp();
                watch(true, plan.warmUp().toNanos(), new CompletableFuture<>());
            }
            begins.run();
            for (LoadLoop loop : loops) loop.measure();
            List<CompletableFuture<Void>> counting = new ArrayList<>();
            for (LoadLoop loop : loops) counting.add(loop.counted());
            watch(
                    false,
                    plan.duration().toNanos(),
                    CompletableFuture.allOf(counting.toArray(new CompletableFuture<?>[0])));
            LoadTotals totals = LoadTotals.NONE;
            for (LoadLoop loop : loops) totals = totals.plus(loop.finish().join());
            return totals;
        } finally {
            for (LoadLoop loop : loops) loop.loop.close();
        }
    }

    private static void await(CompletableFuture<?> done) throws IOException, InterruptedException {
        try {
            done.get();
        } catch (ExecutionException e) {
            throw asIo(e.getCause());
        }
    }

    /** Waits until {@code nanos} have passed or {@code early} completes. */
    private void watch(boolean warmingUp, long nanos, CompletableFuture<Void> early)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        long movedAt = begun;
        long seen = -1;
        while (true) {
            long now = System.nanoTime();
            long answered = 0;
            for (LoadLoop loop : loops) answered += loop.shown();
            if (answered != seen) {
                seen = answered;
                movedAt = now;
            } else if (now - movedAt > plan.patience().toNanos()) {
                throw new IOException(
                        "no answer within %d s".formatted(plan.patience().toSeconds()));
            }
            double byTime = (double) (now - begun) / nanos;
            double byCount = warmingUp || !plan.isCounted() ? 0 : (double) answered / plan.requests();
            watch.goesOn(warmingUp, Math.min(1, Math.max(byTime, byCount)), answered);
            long left = nanos - (now - begun);
            if (left <= 0) return;
            try {
                early.get(Math.min(left, STEP), TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException e) {
                // The next look.
            } catch (ExecutionException e) {
                throw asIo(e.getCause());
            }
        }
    }

    private static IOException asIo(@Nullable Throwable cause) {
        Throwable real = cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
        return real instanceof IOException io ? io : new IOException(String.valueOf(real), real);
    }
}
