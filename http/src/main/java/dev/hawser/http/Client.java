package dev.hawser.http;

import dev.hawser.http.CallException.TimedOut;
import dev.hawser.http.Target.Origin;
import dev.hawser.message.ErrorCode;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import dev.hawser.transport.tls.TlsContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 and HTTP/2 client that keeps its connections.
 *
 * <p>{@link #send} blocks, and is meant for virtual threads; {@link #sendAsync} is for fan-out. Safe for use by any number
 * of threads. Make one and keep it. Closing it ends every call that is under way.
 */
public final class Client implements AutoCloseable {

    /** How often a call goes on to another connection because a server ends one after the other. */
    private static final int MOST_MOVES = 100;

    private final ClientConfig config;
    private final Preparation preparation;
    private final Transport transport;
    private final List<ClientHome> homes = new ArrayList<>();
    private final ConcurrentHashMap<Origin, Pool> pools = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Origin, Pool> tunnelPools = new ConcurrentHashMap<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final LongAdder retried = new LongAdder();
    private final ThreadFactory threads =
            Thread.ofVirtual().name("hawser-call-", 0).factory();

    private Client(ClientConfig config, Transport transport) {
        this.config = config;
        this.preparation = new Preparation(config);
        this.transport = transport;
        Supplier<TlsContext> tls = new LazyTls(config, false);
        Supplier<TlsContext> tunnelTls = new LazyTls(config, true);
        for (int i = 0; i < config.loops(); i++) {
            LoopOptions options = LoopOptions.builder()
                    .name("hawser-client-" + i)
                    .packBlock(config.writeTarget())
                    .build();
            homes.add(new ClientHome(config, transport, transport.newLoop(options), threads, tls, tunnelTls));
        }
        for (ClientHome home : homes) home.loop().start();
    }

    /** A client with every default. */
    public static Client create() {
        return create(ClientConfig.defaults());
    }

    /** A client that behaves as {@code config} says. */
    public static Client create(ClientConfig config) {
        return new Client(config, Transports.named(config.transport()));
    }

    /** The name of the transport in use. */
    public String transport() {
        return transport.name();
    }

    // ---------------------------------------------------------------- asking

    /**
     * Sends {@code call} and waits for the head of its response; the content comes while it is read. Follows redirections
     * and sends again what was surely not seen, as the config says. Any status is a reply.
     *
     * @throws CallException when there is no reply; it says whether the server may have acted all the same
     */
    public Reply send(Call call) throws IOException {
        long end = Preparation.end(call);
        Call now = call;
        for (int redirected = 0; ; redirected++) {
            Reply reply = sendOnce(now, end);
            Call next = redirected < config.maxRedirects() ? Redirection.of(now, reply, config.redirects()) : null;
            if (next == null) return reply;
            reply.close();
            now = next;
        }
    }

    /** {@link #send} of GET. */
    public Reply get(String url) throws IOException {
        return send(Call.get(url));
    }

    /**
     * {@link #send} on a virtual thread of its own. Cancelling the future gives the call up. A reply is to be read or
     * closed by whoever gets it.
     */
    public CompletableFuture<Reply> sendAsync(Call call) {
        Pending pending = new Pending(this, call);
        threads.newThread(pending).start();
        return pending;
    }

    /** A call on a thread of its own, which its future interrupts when it is cancelled. */
    private static final class Pending extends CompletableFuture<Reply> implements Runnable {
        private final Client client;
        private final Call call;
        private volatile @Nullable Thread thread;

        Pending(Client client, Call call) {
            this.client = client;
            this.call = call;
        }

        @Override
        public void run() {
            thread = Thread.currentThread();
            if (isDone()) return;
            try {
                Reply reply = client.send(call);
                if (!complete(reply)) reply.close();
            } catch (IOException | RuntimeException | Error e) {
                completeExceptionally(e);
            }
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            Thread caller = thread;
            if (cancelled && caller != null) caller.interrupt();
            return cancelled;
        }
    }

    private Reply sendOnce(Call call, long end) throws IOException {
        Call.Prepared prepared = prepare(call);
        int moved = 0;
        for (int tries = 0; ; ) {
            ClientExchange exchange =
                    new ClientExchange(prepared.pool(), prepared.head(), call, preparation.patience(end));
            try {
                return preparation.answered(call, exchange);
            } catch (CallException e) {
                if (!mayRepeat(call, exchange, e)) throw e;
                // A server that ends its connections in order, such as every thousand requests, refuses nobody:
                // those who come too late for one go on to the next, and not only as often as after a failure.
                boolean moves = isMoved(e) && moved++ < MOST_MOVES;
                if (!moves && tries++ >= config.retries()) throw e;
                retried.increment();
            }
        }
    }

    /** Whether the connection was ended in order before it came to this (RFC 9113 6.8). */
    private static boolean isMoved(CallException e) {
        return e instanceof CallException.Reset reset
                && reset.code() == ErrorCode.NO_ERROR
                && !reset.mayHaveBeenProcessed();
    }

    /** RFC 9110 9.2.2, and RFC 9113 8.7. */
    private boolean mayRepeat(Call call, ClientExchange exchange, CallException e) {
        if (exchange.hasContentBegun() && !(call.body() instanceof Body.Stretch)) return false;
        // A connection that never worked says something about the server, and asking again would not change it.
        if (!e.isOnProvenConnection()) return false;
        return switch (e) {
            case CallException.Reset reset -> !reset.mayHaveBeenProcessed();
            case CallException.Lost lost ->
                !lost.mayHaveBeenProcessed()
                        || (config.retriesIdempotent() && call.method().isIdempotent());
            case CallException.Unreachable _, TimedOut _, CallException.Malformed _, CallException.Cancelled _ -> false;
        };
    }

    // ---------------------------------------------------------------- preparing

    private Call.Prepared prepare(Call call) throws IOException {
        Call.Prepared before = call.prepared;
        if (before != null
                && config.cookies() == null
                && pools(call).get(call.target().origin()) == before.pool()) return before;
        Call.Prepared prepared = new Call.Prepared(pool(call), preparation.head(call));
        call.prepared = prepared;
        return prepared;
    }

    private ConcurrentHashMap<Origin, Pool> pools(Call call) {
        return call.asksForTunnel() ? tunnelPools : pools;
    }

    private Pool pool(Call call) {
        Origin origin = call.target().origin();
        Pool pool = pools(call).get(origin);
        return pool != null ? pool : pools(call).computeIfAbsent(origin, asked -> newPool(asked, call.asksForTunnel()));
    }

    private Pool newPool(Origin origin, boolean forTunnels) {
        ClientHome home = homes.get(Math.floorMod(turn.getAndIncrement(), homes.size()));
        return new Pool(home, origin, forTunnels ? Pool.Use.TUNNELS : Pool.Use.CALLS, forTunnels ? tunnelPools : pools);
    }

    // ---------------------------------------------------------------- the client as a whole

    /** What it does and has done, as of now. Waits for each loop's next turn. */
    public ClientStats stats() {
        ClientStats sum = new ClientStats(0, 0, 0, 0, 0, 0, 0, retried.sum());
        for (ClientHome home : homes) {
            CompletableFuture<ClientStats> result = new CompletableFuture<>();
            try {
                home.loop().execute(() -> result.complete(home.stats()));
                sum = sum.plus(result.get(5, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return sum;
            } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
                // A loop that has ended has nothing.
            }
        }
        return sum;
    }

    /** Closes the connections that carry nothing now. */
    public void closeIdle() {
        for (ClientHome home : homes) {
            try {
                home.loop().execute(home::closeIdle);
            } catch (RejectedExecutionException e) {
                // It has closed everything.
            }
        }
    }

    /** Ends every call that is under way, closes every connection, and waits for that. Twice is once. */
    @Override
    public void close() {
        for (ClientHome home : homes) {
            EventLoop loop = home.loop();
            try {
                loop.execute(home::close);
            } catch (RejectedExecutionException e) {
                // It was closed before.
            }
            loop.close();
        }
    }
}
