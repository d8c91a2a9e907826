package dev.hawser.http;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.InheritedSocket;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopFailures;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import dev.hawser.transport.proxied.ProxyProtocol;
import dev.hawser.transport.tls.TlsContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 and HTTP/2 server: both on one port, told apart by the first octets a client sends.
 *
 * <p>Event loops own the connections; handlers run on virtual threads unless they declare that they never wait. Safe for
 * use by any thread. Closing it lets open requests finish (see {@link ServerConfig#drainTimeout}).
 */
public final class Server implements AutoCloseable {

    /** A client that is slow may keep a block as long as it likes; the others do not wait for it longer than this. */
    private static final long BLOCK_PATIENCE = 100_000_000;

    private final ServerConfig config;
    private final Transport transport;
    /** How long loops that are not blocked take at most to stop listening. Nanoseconds. */
    private static final long LONGEST_TURN = TimeUnit.SECONDS.toNanos(1);

    final List<Home> homes = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();
    private final List<TlsContext> secured = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean failed;

    private final FileBlocks blocks;
    private final @Nullable LoopWatch watch;

    private Server(ServerConfig config, Handler handler, FaultReport faults, @Nullable RequestObserver observer) {
        this.config = config;
        this.transport = Transports.named(config.transport());
        ThreadFactory threads = Thread.ofVirtual().name("hawser-exchange-", 0).factory();
        this.blocks = new FileBlocks(config.maxDirectMemory(), BLOCK_PATIENCE);
        int loops = config.loops() == 0 ? Runtime.getRuntime().availableProcessors() : config.loops();
        for (int i = 0; i < loops; i++) {
            LoopOptions options = LoopOptions.builder()
                    .name("hawser-loop-" + i)
                    .packBlock(config.writeTarget())
                    .failures(new Failures(faults))
                    .build();
            EventLoop loop = transport.newLoop(options);
            homes.add(new Home(transport, loop, handler, config, threads, blocks, faults, observer));
        }
        List<EventLoop> all = homes.stream().map(Home::loop).toList();
        this.watch = config.blockedAfter().isZero() ? null : new LoopWatch(all, config.blockedAfter(), faults);
    }

    /** Starts a server with {@code config} that answers with {@code handler}; it listens nowhere yet. */
    public static Server start(ServerConfig config, Handler handler) {
        return start(config, handler, FaultReport.toLog());
    }

    /** Starts a server that tells {@code faults} about what goes wrong in the program's own code. */
    public static Server start(ServerConfig config, Handler handler, FaultReport faults) {
        return start(config, handler, faults, null);
    }

    /**
     * Starts a server that tells {@code faults} about what goes wrong in the program's own code, and {@code observer} about
     * every request.
     */
    public static Server start(
            ServerConfig config, Handler handler, FaultReport faults, @Nullable RequestObserver observer) {
        Server server = new Server(config, handler, faults, observer);
        for (Home home : server.homes) {
            home.loop().start();
            home.loop().execute(home::begin);
        }
        if (server.watch != null) server.watch.start();
        return server;
    }

    /** Starts a server with every default. */
    public static Server start(Handler handler) {
        return start(ServerConfig.defaults(), handler);
    }

    /**
     * Listens on {@code host} and {@code port}.
     *
     * @param port 0 for any that is free
     * @return the address that is listened on
     * @throws IOException when the address cannot be had; the message names it
     */
    public InetSocketAddress listen(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) throw new IOException("unknown host: " + host);
        return (InetSocketAddress) listen(address);
    }

    /** Listens on {@code address}, or an {@link InheritedSocket}, on every loop. A path may be listened on by one loop only. */
    public SocketAddress listen(SocketAddress address) throws IOException {
        return listen(address, home -> home::accept);
    }

    /**
     * Listens on {@code host} and {@code port} for connections secured by {@code tls}, as a rule made of what {@link
     * Https#server} begins. Certificates can be replaced while the server runs: {@link TlsContext#replace}.
     *
     * @param port 0 for any that is free
     * @return the address that is listened on
     * @throws IOException when the address cannot be had; the message names it
     */
    public InetSocketAddress listenTls(String host, int port, TlsContext tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) throw new IOException("unknown host: " + host);
        return (InetSocketAddress) listenTls(address, tls);
    }

    /** Listens on {@code address} for connections secured by {@code tls}, on every loop. */
    public SocketAddress listenTls(SocketAddress address, TlsContext tls) throws IOException {
        SocketAddress bound = listen(address, home -> tls.acceptor(home::accept));
        synchronized (listeners) {
            if (!secured.contains(tls)) secured.add(tls);
        }
        return bound;
    }

    private SocketAddress listen(SocketAddress address, Function<Home, Acceptor> acceptors) throws IOException {
        SocketAddress bound = address;
        boolean inherited = address instanceof InheritedSocket;
        List<Home> at = inherited || address instanceof InetSocketAddress ? homes : homes.subList(0, 1);
        ListenOptions options = config.listening().sharing(at.size() > 1);
        ProxyProtocol proxies = config.proxies();
        if (at.size() > 1 && !inherited) checkFree((InetSocketAddress) address);
        List<Listener> opened = new ArrayList<>();
        try {
            for (Home home : at) {
                Acceptor acceptor = acceptors.apply(home);
                if (proxies != null) acceptor = proxies.acceptor(acceptor);
                SocketAddress wanted = inherited ? address : bound;
                Listener listener = home.loop().listen(wanted, options, acceptor);
                opened.add(listener);
                bound = listener.address();
            }
        } catch (IOException | RuntimeException e) {
            for (Listener listener : opened) listener.close();
            throw e;
        }
        synchronized (listeners) {
            listeners.addAll(opened);
        }
        return bound;
    }

    /** SO_REUSEPORT would let a second server share a port with the first in silence; a bind without it does not. */
    private static void checkFree(InetSocketAddress address) throws IOException {
        if (address.getPort() == 0) return;
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            probe.bind(address);
        }
    }

    /** The name of the transport in use. */
    public String transport() {
        return transport.name();
    }

    /** The counts of this server, as of now. Waits for each loop's next turn. */
    public ServerStats stats() {
        ServerStats sum = new ServerStats().add(blocks);
        for (Home home : homes) sum.add(stats(home));
        synchronized (listeners) {
            for (TlsContext tls : secured) sum.add(tls.counters());
        }
        return sum;
    }

    private static ServerStats stats(Home home) {
        CompletableFuture<ServerStats> counted = new CompletableFuture<>();
        try {
            home.loop().execute(() -> counted.complete(new ServerStats().add(home)));
        } catch (RejectedExecutionException ended) {
            return new ServerStats().add(home); // Nobody counts there any more.
        }
        return counted.join();
    }

    /**
     * Stops listening, lets open requests finish for at most {@link ServerConfig#drainTimeout}, then ends what is left.
     * Waits for all of that. Twice is once.
     */
    @Override
    public void close() {
        close(config.drainTimeout());
    }

    /** As {@link #close()}, but waits for open requests as long as {@code patience}. */
    public void close(Duration patience) {
        if (!closing.compareAndSet(false, true)) {
            closed.join();
            return;
        }
        synchronized (listeners) {
            for (Listener listener : listeners) listener.close();
        }
        long begun = System.nanoTime();
        long end = begun + patience.toNanos();
        // First nobody listens any more, on any loop: who is told to go and comes again would meet a listener about to
        // close.
        long soon = begun + Math.min(patience.toNanos(), LONGEST_TURN);
        turn(soon);
        turn(soon); // What was accepted last may be told a turn later.
        for (Home home : homes) inLoop(home, home::drain);
        for (Home home : homes) home.awaitEmpty(end);
        for (Home home : homes) {
            inLoop(home, home::abort);
            home.loop().close();
        }
        if (watch != null) watch.close();
        closed.complete(null);
    }

    /** Has each loop make a turn, and waits for that until {@code end}. */
    private void turn(long end) {
        CountDownLatch left = new CountDownLatch(homes.size());
        for (Home home : homes) if (!inLoop(home, left::countDown)) left.countDown();
        try {
            left.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it will run: a loop that has died has lost all its connections. */
    private static boolean inLoop(Home home, Runnable task) {
        try {
            home.loop().execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            return false;
        }
    }

    /**
     * Whether one of the loops has failed. The server then says so, stops listening, lets the requests on its other loops
     * finish, and closes: what is left of it would serve some and leave others unanswered.
     */
    public boolean hasFailed() {
        return failed;
    }

    /** A loop's faults, told to whoever hears of the handlers' faults. */
    private final class Failures implements LoopFailures {
        private final FaultReport faults;

        Failures(FaultReport faults) {
            this.faults = faults;
        }

        @Override
        public void taskFailed(EventLoop loop, Throwable fault) {
            faults.report("a task of " + Thread.currentThread().getName(), fault);
        }

        @Override
        public void loopFailed(EventLoop loop, Throwable fault) {
            failed = true;
            Thread.ofPlatform().name("hawser-closing").daemon(true).start(Server.this::close);
            faults.report(
                    Thread.currentThread().getName() + " has died, and with it its connections; the server closes",
                    fault);
        }
    }

    /** Waits until the server has been closed. */
    public void awaitClosed() {
        closed.join();
    }
}
