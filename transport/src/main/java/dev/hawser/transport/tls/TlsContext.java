package dev.hawser.transport.tls;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.tls.TlsProvider.Side;
import java.io.IOException;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/**
 * What the secure connections of a listener or of a client share: certificates, trust, remembered sessions, counters.
 * Any thread.
 *
 * <p>{@link #replace} changes all of it for connections yet to come; those that live go on as they are. Sessions of
 * before are not taken up again after it, so what was revoked does not come back by a ticket.
 */
public final class TlsContext {

    private final Side side;
    private final TlsCounters counters = new TlsCounters();
    private volatile TlsParts parts;

    private TlsContext(Side side, TlsConfig config) {
        this.side = side;
        this.parts = new TlsParts(config, side);
    }

    /**
     * For accepting connections.
     *
     * @throws IllegalArgumentException when {@code config} has no certificate, or names what its provider does not have
     */
    public static TlsContext server(TlsConfig config) {
        return new TlsContext(Side.SERVER, config);
    }

    /**
     * For opening connections.
     *
     * @throws IllegalArgumentException when {@code config} names what its provider does not have
     */
    public static TlsContext client(TlsConfig config) {
        return new TlsContext(Side.CLIENT, config);
    }

    /** Uses {@code config} for every connection that comes from now on. Fails, and changes nothing, as the factories do. */
    public void replace(TlsConfig config) {
        parts = new TlsParts(config, side);
    }

    /** What new connections use. */
    public TlsConfig config() {
        return parts.config();
    }

    /** What has been counted since this was made, over all configurations. */
    public TlsCounters counters() {
        return counters;
    }

    /** Secures what is accepted and hands it to {@code next} once the handshake is done. */
    public Acceptor acceptor(Acceptor next) {
        return acceptor(next, failure -> {});
    }

    /**
     * As {@link #acceptor(Acceptor)}; {@code failed} is told, in the loop's thread, of every connection whose handshake
     * failed. The message says why, and not whose it was.
     */
    public Acceptor acceptor(Acceptor next, Consumer<? super IOException> failed) {
        if (side == Side.CLIENT) throw new IllegalStateException("acceptor() of a context for clients");
        ConnectHandler above = new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                return next.accept(channel);
            }

            @Override
            public void failed(IOException cause) {
                failed.accept(cause);
            }
        };
        return channel -> {
            TlsParts now = parts;
            return new TlsChannel(channel, now.serverEngine(), now, counters, above).begin();
        };
    }

    /**
     * Secures a connection that has been opened to {@code host} and hands it to {@code next} once the handshake is done.
     * The host is what the server is asked for (SNI) and checked against.
     *
     * @param host a name, or an address in digits
     */
    public ConnectHandler connector(String host, int port, ConnectHandler next) {
        if (side == Side.SERVER) throw new IllegalStateException("connector() of a context for servers");
        return new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                TlsParts now = parts;
                SSLEngine engine;
                try {
                    engine = now.clientEngine(host, port);
                } catch (RuntimeException e) {
                    channel.close();
                    next.failed(new IOException("no TLS with " + host + ": " + e.getMessage(), e));
                    return ChannelHandler.unwanted();
                }
                return new TlsChannel(channel, engine, now, counters, next).begin();
            }

            @Override
            public void failed(IOException cause) {
                next.failed(cause);
            }
        };
    }
}
