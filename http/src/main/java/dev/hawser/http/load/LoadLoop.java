package dev.hawser.http.load;

import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Timer;
import dev.hawser.wire.h1.Spares;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One loop's share of a run: its connections and its counts. Confined to the loop, but for what says otherwise. */
final class LoadLoop {

    private enum Phase {
        CONNECTING,
        WARMING,
        MEASURING,
        OVER
    }

    /** How often requests that are due are looked for, in nanoseconds. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(1);

    /** How late a look may be before that is held against the server rather than our clock. Nanoseconds. */
    private static final long SLACK = 3 * TICK;

    final LoadPlan plan;
    final EventLoop loop;
    final LoadConnection.Machines machines;
    final Spares spares = new Spares();

    private final LatencySink sink;
    private final int wanted;
    private final long share;
    private final double perNano;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private final CompletableFuture<Void> counted = new CompletableFuture<>();
    private final Pacer pacer = new Pacer();

    private Phase phase = Phase.CONNECTING;
    private long toStart;
    private long begun;
    private long ended;
    private long answered;
    private long successful;
    private long redirections;
    private long clientErrors;
    private long serverErrors;
    private long failed;
    private long reconnects;
    private String firstFailure = "";
    long informational;
    long contentOctets;

    /** Read by the thread that shows how the run goes on. */
    private volatile long shown;

    LoadLoop(LoadPlan plan, int index, LatencySink sink) {
        this.plan = plan;
        this.sink = sink;
        this.machines = LoadConnection.Machines.of(plan);
        this.loop = plan.transport()
                .newLoop(LoopOptions.builder().name("hawser-load-" + index).build());
        this.wanted = shareOf(plan.connections(), plan.loops(), index);
        this.share = plan.isCounted() ? longShareOf(plan.requests(), plan.loops(), index) : Long.MAX_VALUE;
        this.perNano = plan.rate() / 1e9 * wanted / plan.connections();
    }

    private static int shareOf(int all, int parts, int index) {
        return all / parts + (index < all % parts ? 1 : 0);
    }

    private static long longShareOf(long all, int parts, int index) {
        return all / parts + (index < all % parts ? 1 : 0);
    }

    // ---------------------------------------------------------------- what the run asks. Any thread

    /** Opens all connections; the result fails when one cannot be opened. */
    CompletableFuture<Void> connect() {
        loop.start();
        loop.execute(() -> {
            for (int i = 0; i < wanted; i++) open();
        });
        return connected;
    }

    void warmUp() {
        loop.execute(() -> go(Phase.WARMING, Long.MAX_VALUE));
    }

    void measure() {
        loop.execute(() -> {
            clear();
            go(Phase.MEASURING, share);
        });
    }

    /** Completes when this loop's share of a counted run has been answered. */
    CompletableFuture<Void> counted() {
        return counted;
    }

    /** Stops and tells what was counted. */
    CompletableFuture<LoadTotals> finish() {
        CompletableFuture<LoadTotals> totals = new CompletableFuture<>();
        loop.execute(() -> {
            stop();
            totals.complete(totals());
        });
        return totals;
    }

    /** Requests answered in this phase, a moment late. */
    long shown() {
        return shown;
    }

    // ---------------------------------------------------------------- connections

    private void open() {
        loop.connect(plan.address(), ConnectOptions.defaults(), plan.layer().apply(new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                LoadConnection connection = new LoadConnection(LoadLoop.this, channel);
                connections.add(connection);
                connection.touch();
                if (connections.size() == wanted) connected.complete(null);
                return connection;
            }

            @Override
            public void failed(IOException cause) {
                if (!connected.completeExceptionally(cause)) note(String.valueOf(cause.getMessage()));
                if (connections.isEmpty()) counted.completeExceptionally(cause);
            }
        }));
    }

    /** A connection has gone, and {@code lost} requests with it. */
    void left(LoadConnection connection, int lost, @Nullable IOException cause) {
        connections.remove(connection);
        if (phase == Phase.OVER) return;
        String why = cause == null ? "the server closed the connection" : String.valueOf(cause.getMessage());
        for (int i = 0; i < lost; i++) failed(why);
        reconnects++;
        open();
    }

    // ---------------------------------------------------------------- requests

    private void go(Phase next, long requests) {
        phase = next;
        toStart = requests;
        begun = loop.now();
        pacer.restart(begun);
        if (perNano > 0) pacer.fire(loop.now());
        else for (LoadConnection connection : connections) connection.touch();
    }

    private void clear() {
        answered = 0;
        successful = 0;
        redirections = 0;
        clientErrors = 0;
        serverErrors = 0;
        failed = 0;
        reconnects = 0;
        informational = 0;
        contentOctets = 0;
        shown = 0;
    }

    /** Whether a connection with room may begin a request. */
    boolean mayStart() {
        if (toStart == 0 || phase == Phase.CONNECTING || phase == Phase.OVER) return false;
        return perNano == 0 || pacer.isDue();
    }

    /** Begins a request; returns the time it is measured from. */
    long start() {
        if (phase == Phase.MEASURING) toStart--;
        return perNano == 0 ? loop.now() : pacer.next();
    }

    /** The peer has not looked at a request: it is sent again by whoever has room, and nobody has failed. */
    void returned() {
        if (phase == Phase.MEASURING && plan.isCounted()) toStart++;
    }

    void status(int code) {
        switch (code / 100) {
            case 2 -> successful++;
            case 3 -> redirections++;
            case 4 -> clientErrors++;
            default -> serverErrors++;
        }
    }

    void answered(long start, long heardAt) {
        // Of a counted run only those count that were begun in it.
        if (phase == Phase.MEASURING && plan.isCounted() && start < begun) return;
        answered++;
        shown = answered;
        if (phase != Phase.MEASURING) return;
        sink.answered(Math.max(0, heardAt - start));
        countDown();
    }

    void failed(String why) {
        failed++;
        note(why);
        if (phase == Phase.MEASURING) countDown();
    }

    private void note(String why) {
        if (firstFailure.isEmpty()) firstFailure = why;
    }

    private void countDown() {
        if (answered + failed < share) return;
        ended = System.nanoTime();
        toStart = 0;
        counted.complete(null);
    }

    private void stop() {
        if (ended == 0) ended = System.nanoTime();
        phase = Phase.OVER;
        loop.cancel(pacer);
        for (LoadConnection connection : List.copyOf(connections)) connection.close();
    }

    private LoadTotals totals() {
        var calls = loop.counters();
        return new LoadTotals(
                ended - begun,
                answered,
                informational,
                successful,
                redirections,
                clientErrors,
                serverErrors,
                failed,
                contentOctets,
                calls.receivedBytes(),
                calls.sentBytes(),
                calls.readCalls(),
                calls.writeCalls(),
                reconnects,
                firstFailure);
    }

    /**
     * Requests at a steady rate: the k-th is due at its time whether earlier ones were answered or not, and its latency
     * counts from then. So a server that stalls does not hide the requests that it kept from being sent.
     *
     * <p>Time is looked at every millisecond or two. What became due in between is let go together and counts from that
     * moment, or this program's own coarse clock would be read as the server's latency; only when that moment itself is
     * late by more does each request count from its own time.
     */
    private final class Pacer extends Timer {
        private long from;
        private long given;
        private int turn;

        /** What was let go, by time: the first that belongs to a later moment, and the moment. */
        private final ArrayDeque<Moment> moments = new ArrayDeque<>();

        private record Moment(long upTo, long at) {}

        void restart(long now) {
            from = now;
            given = 0;
            moments.clear();
        }

        boolean isDue() {
            return !moments.isEmpty();
        }

        private long due(long k) {
            return from + (long) (k / perNano);
        }

        /** Lets go what is due now. */
        private void release(long now) {
            long upTo = (long) ((now - from) * perNano) + 1;
            Moment last = moments.peekLast();
            if (upTo > (last == null ? given : last.upTo)) moments.add(new Moment(upTo, now));
        }

        long next() {
            Moment moment = moments.element();
            long due = due(given++);
            if (given >= moment.upTo) moments.remove();
            return moment.at - due > SLACK ? due : moment.at;
        }

        @Override
        protected void fire(long now) {
            if (phase == Phase.OVER) return;
            release(now);
            int count = connections.size();
            // Another connection is the first each time, so that none gets all that is due.
            for (int i = 0; i < count; i++) {
                connections.get((turn + i) % count).touch();
            }
            turn = count == 0 ? 0 : (turn + 1) % count;
            loop.schedule(this, now + TICK);
        }
    }
}
