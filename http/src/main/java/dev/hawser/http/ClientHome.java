package dev.hawser.http;

import dev.hawser.bytes.OpenFile;
import dev.hawser.http.Target.Origin;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.Transport;
import dev.hawser.transport.tls.TlsContext;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.h1.H1Config;
import dev.hawser.wire.h1.H1Connection;
import dev.hawser.wire.h1.Spares;
import dev.hawser.wire.h2.H2Config;
import dev.hawser.wire.h2.H2Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a client's pools on one loop share. Confined to that loop, but for what says otherwise. */
final class ClientHome {

    /** Longer than any limit: those of the client itself apply to each exchange, not to the connection. */
    private static final Duration NEVER = Duration.ofDays(365);

    private final ClientConfig config;
    private final @Nullable Transport transport;
    private final EventLoop loop;
    private final ThreadFactory threads;
    private final Supplier<TlsContext> tls;
    private final Supplier<TlsContext> tunnelTls;
    private final H1Config h1;
    private final H2Config h2;
    private final Spares spares = new Spares();
    private final LinkedHashSet<Pool> pools = new LinkedHashSet<>();
    private boolean closed;
    private long opened;

    ClientHome(
            ClientConfig config,
            @Nullable Transport transport,
            EventLoop loop,
            ThreadFactory threads,
            Supplier<TlsContext> tls,
            Supplier<TlsContext> tunnelTls) {
        this.config = config;
        this.transport = transport;
        this.loop = loop;
        this.threads = threads;
        this.tls = tls;
        this.tunnelTls = tunnelTls;
        int low = (int) Math.min(config.lowWatermark(), Integer.MAX_VALUE);
        int high = (int) Math.min(config.highWatermark(), Integer.MAX_VALUE);
        this.h1 = H1Config.builder()
                .watermarks(low, high)
                .maxFieldOctets(config.maxFieldListOctets())
                .maxFields(config.maxFields())
                .headTimeout(NEVER)
                .contentTimeout(NEVER)
                .idleTimeout(NEVER)
                .continueTimeout(Duration.ZERO)
                .build();
        this.h2 = H2Config.builder()
                .windows(config.streamWindow(), 4 * config.streamWindow(), 16 << 20)
                .watermarks(low, high)
                .maxFieldOctets(config.maxFieldListOctets())
                .maxFields(config.maxFields())
                .keepAlive(config.pingInterval(), config.pingTimeout())
                .progress(Duration.ZERO, Duration.ZERO)
                .build();
    }

    ClientConfig config() {
        return config;
    }

    EventLoop loop() {
        return loop;
    }

    WireConnection newMachine() {
        return H1Connection.client(h1, spares, loop.now());
    }

    WireConnection newMultiplexedMachine() {
        return H2Connection.client(h2, loop.now());
    }

    /** Any thread. */
    OpenFile openFile(Path path) throws IOException {
        return transport == null ? OpenFile.open(path) : transport.open(path);
    }

    /** Any thread. */
    void startThread(Runnable task) {
        threads.newThread(task).start();
    }

    /** Puts TLS between a connection to {@code origin} and {@code next}. */
    ConnectHandler secure(Origin origin, boolean forTunnels, ConnectHandler next) {
        return (forTunnels ? tunnelTls : tls).get().connector(origin.host(), origin.port(), next);
    }

    void add(Pool pool) {
        pools.add(pool);
    }

    void remove(Pool pool) {
        pools.remove(pool);
    }

    boolean isClosed() {
        return closed;
    }

    void opened() {
        opened++;
    }

    void close() {
        closed = true;
        for (Pool pool : List.copyOf(pools)) pool.close();
    }

    void closeIdle() {
        for (Pool pool : List.copyOf(pools)) pool.closeIdle();
    }

    ClientStats stats() {
        ClientStats sum = new ClientStats(pools.size(), 0, 0, 0, 0, 0, opened, 0);
        for (Pool pool : pools) sum = sum.plus(pool.stats());
        return sum;
    }
}
