package dev.hawser.http;

import dev.hawser.message.HttpVersion;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * One connection, opened by hand, over whatever transport its loop has: sockets, a socket in the file system, memory. It is
 * what a {@link Client} has many of, without the pool: nothing is retried or redirected, and when it has ended, it has
 * ended.
 *
 * <p>Over HTTP/1.1 calls take turns; over HTTP/2 they run side by side up to the server's limit, and the first waits for
 * the server's SETTINGS. Any thread but the loop's.
 */
public final class DirectConnection implements AutoCloseable {

    private final EventLoop loop;
    private final Preparation preparation;
    private final Pool pool;
    private final ClientConnection connection;

    private DirectConnection(EventLoop loop, ClientConfig config, Pool pool, ClientConnection connection) {
        this.loop = loop;
        this.preparation = new Preparation(config);
        this.pool = pool;
        this.connection = connection;
    }

    /**
     * Connects to {@code address} by way of {@code loop}, which has been started and outlives the connection. Waits until the
     * connection stands.
     *
     * @param base its scheme says whether there is TLS, its host whom the certificate has to name; for both, versions as the
     *     config has them
     * @param config limits, TLS, versions; what concerns pools, proxies, names, retries and redirections is not looked at
     * @throws CallException.Unreachable when there is no connection to be had
     */
    public static DirectConnection open(EventLoop loop, SocketAddress address, URI base, ClientConfig config)
            throws IOException {
        if (loop.inLoop()) throw new IllegalStateException("a connection is waited for on the loop that is to open it");
        LazyTls tls = new LazyTls(config, false);
        ClientHome home = new ClientHome(
                config, null, loop, Thread.ofVirtual().name("hawser-call-", 0).factory(), tls, tls);
        Target.Origin origin = Target.of(base).origin();
        Opening opening = new Opening(new Pool(home, origin, Pool.Use.ONE, null));
        ConnectOptions options =
                ConnectOptions.builder().timeout(config.connectTimeout()).build();
        loop.connect(address, options, origin.secure() ? home.secure(origin, false, opening) : opening);
        return new DirectConnection(loop, config, opening.pool, opening.await(origin));
    }

    /** Waits for the connection. */
    private static final class Opening implements ConnectHandler {
        private final Pool pool;
        private final CompletableFuture<ClientConnection> result = new CompletableFuture<>();

        Opening(Pool pool) {
            this.pool = pool;
        }

        @Override
        public ChannelHandler connected(Channel channel) {
            ClientConnection connection = pool.adopt(channel);
            // Whoever waited may have been interrupted meanwhile.
            if (!result.complete(connection)) connection.abort();
            return connection;
        }

        @Override
        public void failed(IOException cause) {
            result.completeExceptionally(cause);
        }

        ClientConnection await(Target.Origin origin) throws IOException {
            try {
                return result.get();
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                throw new CallException.Unreachable(
                        "cannot connect to %s: %s".formatted(origin, cause == null ? e : cause.getMessage()), cause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                // It stands already, and nobody will have it.
                if (!result.completeExceptionally(e)) pool.loop().execute(pool::close);
                throw new CallException.Cancelled("interrupted while waiting for a connection", e, false);
            }
        }
    }

    /** The protocol that is spoken. */
    public HttpVersion version() {
        return connection.isMultiplexed() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
    }

    /**
     * Sends {@code call}, whose URL says what is asked and not whom, and waits for the head of the reply.
     *
     * @throws CallException when there is no reply; it says whether the server may have acted all the same
     */
    public Reply send(Call call) throws IOException {
        ClientExchange exchange =
                new ClientExchange(pool, preparation.head(call), call, preparation.patience(Preparation.end(call)));
        return preparation.answered(call, exchange);
    }

    /** Takes no further calls, and closes once those that are under way have ended. Returns at once. */
    public void closeWhenIdle() {
        onLoop(connection::retire);
    }

    /** Ends it and every call that is under way. Returns at once. */
    @Override
    public void close() {
        onLoop(pool::close);
    }

    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and the connection with it.
        }
    }
}
