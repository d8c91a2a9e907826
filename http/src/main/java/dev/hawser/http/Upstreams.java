package dev.hawser.http;

import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The servers behind a reverse proxy: whose turn it is, and who is well. Any thread. */
final class Upstreams implements AutoCloseable {

    private final List<Upstream> all;
    private final long avoidNanos;
    private final @Nullable Thread checks;

    /**
     * The upstreams.
     *
     * @param avoidance how long one that could not be reached is passed over
     * @param check how their health is asked for, or null for not at all
     */
    Upstreams(List<Upstream> all, Duration avoidance, Client client, @Nullable Check check) {
        this.all = List.copyOf(all);
        this.avoidNanos = avoidance.toNanos();
        this.checks =
                check == null ? null : Thread.ofVirtual().name("hawser-health").unstarted(() -> check(client, check));
        if (checks != null) checks.start();
    }

    /** A health check: GET of {@code path} every {@code interval}; whatever is not 2xx or 3xx in {@code timeout} is sick. */
    record Check(String path, Duration interval, Duration timeout) {
        Check {
            if (!path.startsWith("/")) throw new IllegalArgumentException("the path of a health check: " + path);
            if (!interval.isPositive() || !timeout.isPositive()) {
                throw new IllegalArgumentException("a health check every %s within %s".formatted(interval, timeout));
            }
        }
    }

    /**
     * Whose turn it is, {@code tried} left out. Those that are sick or avoided come only when no other is left: a guess is
     * better than no answer. Null when all were tried. O(upstreams).
     */
    synchronized @Nullable Upstream next(List<Upstream> tried, long now) {
        Upstream best = turn(tried, now, true);
        return best != null ? best : turn(tried, now, false);
    }

    private @Nullable Upstream turn(List<Upstream> tried, long now, boolean onlyFit) {
        Upstream best = null;
        long weights = 0;
        for (Upstream upstream : all) {
            if (tried.contains(upstream) || (onlyFit && !upstream.isFit(now))) continue;
            weights += upstream.weight;
            upstream.standing += upstream.weight;
            if (best == null || upstream.standing > best.standing) best = upstream;
        }
        if (best != null) best.standing -= weights;
        return best;
    }

    /** {@code upstream} could not be reached. */
    synchronized void failed(Upstream upstream, long now) {
        upstream.avoided = true;
        upstream.avoidedUntil = now + avoidNanos;
    }

    /** {@code upstream} has answered. */
    synchronized void answered(Upstream upstream) {
        upstream.avoided = false;
    }

    /** Those whose turn may come. */
    synchronized int fit(long now) {
        int fit = 0;
        for (Upstream upstream : all) if (upstream.isFit(now)) fit++;
        return fit;
    }

    private void check(Client client, Check check) {
        try {
            while (true) {
                for (Upstream upstream : all) {
                    boolean well = isWell(client, upstream, check);
                    if (Thread.interrupted()) return;
                    synchronized (this) {
                        upstream.sick = !well;
                        if (well) upstream.avoided = false;
                    }
                }
                Thread.sleep(check.interval());
            }
        } catch (InterruptedException closed) {
            // The proxy is.
        }
    }

    private static boolean isWell(Client client, Upstream upstream, Check check) {
        URI uri = Objects.requireNonNull(upstream.uri(check.path()));
        Call call = Call.builder(Method.GET, uri).timeout(check.timeout()).build();
        try (Reply reply = client.send(call)) {
            Status status = reply.status();
            return status.isSuccessful() || status.isRedirection();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        if (checks != null) checks.interrupt();
    }
}
