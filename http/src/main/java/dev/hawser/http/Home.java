package dev.hawser.http;

import dev.hawser.bytes.OpenFile;
import dev.hawser.message.DateField;
import dev.hawser.message.RequestHead;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.Timer;
import dev.hawser.transport.Transport;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.h1.H1Connection;
import dev.hawser.wire.h1.Spares;
import dev.hawser.wire.h2.H2Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** What the server's connections on one loop share. Confined to that loop, but for what says otherwise. */
final class Home {

    private final Transport transport;
    private final EventLoop loop;
    private final Handler handler;
    private final ServerConfig config;
    private final Machines machines;
    private final HandOver handOver;
    private final FileBlocks fileBlocks;
    private final FaultReport faults;
    private final @Nullable RequestObserver observer;
    private final DateField date = new DateField(System.currentTimeMillis() / 1000);
    private final Spares spares = new Spares();
    private final LinkedHashSet<ServerConnection> connections = new LinkedHashSet<>();
    private final WireTotals gone = new WireTotals();
    private boolean draining;
    private @Nullable CompletableFuture<Void> whenEmpty;

    // Counted here, read by Metrics on this loop.
    long requests;
    long copiedInbound;

    /** Answers that were in a channel's list when it closed. */
    long cutAnswers;

    Home(
            Transport transport,
            EventLoop loop,
            Handler handler,
            ServerConfig config,
            ThreadFactory threads,
            FileBlocks fileBlocks,
            FaultReport faults,
            @Nullable RequestObserver observer) {
        this.transport = transport;
        this.loop = loop;
        this.handler = handler;
        this.config = config;
        this.machines = Machines.of(config);
        this.handOver = new HandOver(loop, threads);
        this.fileBlocks = fileBlocks;
        this.faults = faults;
        this.observer = observer;
    }

    EventLoop loop() {
        return loop;
    }

    Handler handler() {
        return handler;
    }

    ServerConfig config() {
        return config;
    }

    /** Opens a file in the way that lets the transport send it best. Blocking; any thread. */
    OpenFile open(Path path) throws IOException {
        return transport.open(path);
    }

    @Nullable
    RequestObserver observer() {
        return observer;
    }

    FileBlocks fileBlocks() {
        return fileBlocks;
    }

    /** Starts the clock of the Date field. On the loop. */
    void begin() {
        new Clock().fire(loop.now());
    }

    ChannelHandler accept(Channel channel) {
        ServerConnection connection = new ServerConnection(this, channel);
        connections.add(connection);
        if (draining) connection.lifetime().drain();
        else connection.touch(); // The clock of its first request starts, and HTTP/2 by ALPN says its settings.
        return connection;
    }

    void left(ServerConnection connection) {
        connections.remove(connection);
        gone.add(connection.wire().counters());
        if (connections.isEmpty() && whenEmpty != null) whenEmpty.complete(null);
    }

    WireConnection newMachine() {
        return H1Connection.server(machines.h1(), spares, date, loop.now());
    }

    WireConnection newMultiplexedMachine() {
        return H2Connection.server(machines.h2(), date, loop.now());
    }

    /** The machine after an upgrade: {@code head} is its first request. */
    WireConnection newMultiplexedMachine(RequestHead head, byte[] settings) {
        return H2Connection.serverAfterUpgrade(machines.h2(), date, head, settings, loop.now());
    }

    /** What this turn has for other threads. On the loop. */
    HandOver handOver() {
        return handOver;
    }

    /** Tells whoever runs the server about a fault of the program's own. Any thread. */
    void report(String what, Throwable fault) {
        faults.report(what, fault);
    }

    /** Lets every connection finish what is open. On the loop. */
    void drain() {
        draining = true;
        for (ServerConnection connection : connections.toArray(new ServerConnection[0]))
            connection.lifetime().drain();
    }

    /** Ends every connection now. On the loop. */
    void abort() {
        for (ServerConnection connection : connections.toArray(new ServerConnection[0])) connection.abort();
    }

    boolean isDraining() {
        return draining;
    }

    int connections() {
        return connections.size();
    }

    /** The counts of all connections there were and are. On the loop. */
    WireTotals totals() {
        WireTotals sum = new WireTotals();
        sum.add(gone);
        for (ServerConnection connection : connections) {
            sum.add(connection.wire().counters());
            sum.queued += connection.queued();
        }
        return sum;
    }

    /** Waits until no connection is left, or until {@code end} on {@link System#nanoTime}'s scale. Any other thread. */
    void awaitEmpty(long end) {
        CompletableFuture<Void> empty = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                whenEmpty = empty;
                if (connections.isEmpty()) empty.complete(null);
            });
        } catch (RejectedExecutionException ended) {
            return; // A loop that has died has no connections.
        }
        try {
            empty.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // The deadline is what it is for: whoever is left is ended next.
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void switched(WireCounters counters) {
        gone.add(counters);
    }

    private final class Clock extends Timer {
        @Override
        protected void fire(long now) {
            long millis = System.currentTimeMillis();
            date.tick(millis / 1000);
            loop.schedule(this, now + TimeUnit.MILLISECONDS.toNanos(1000 - millis % 1000));
        }
    }
}
