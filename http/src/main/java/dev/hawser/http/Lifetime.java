package dev.hawser.http;

import dev.hawser.transport.Channel;
import dev.hawser.wire.WireConnection;

/**
 * When and how an accepted connection ends: by itself, by the clock, or because the server closes. It is the connection's one
 * timer. Confined to its loop.
 *
 * <p>A connection that ends in order says all it has to say, then FIN, and is read a while longer: what arrives at a closed
 * socket would be answered with RST, which could overtake what the peer has not read yet.
 */
final class Lifetime extends Deadline {

    /** The part of lingerTime that is as long as a request may be on its way. */
    private static final int LAST_CALL = 10;

    private enum Phase {
        OPEN,
        /** Everything is said and FIN is sent; what the peer still sends is read and dropped, so that it can read us. */
        LINGERING,
        CLOSED
    }

    private final ServerConnection connection;
    private final Channel channel;
    private final ExchangeTable exchanges;
    private final WriteStall stall;
    private final ServerConfig config;
    private Phase phase = Phase.OPEN;

    /** When a connection that is asked to end does so without having been asked for anything more. */
    private long lastCall = Long.MAX_VALUE;

    /** Since when an HTTP/2 connection has no exchange; HTTP/1.1's machine watches its own idle time. */
    private long idleSince = Long.MAX_VALUE;

    Lifetime(
            ServerConnection connection,
            Channel channel,
            ExchangeTable exchanges,
            WriteStall stall,
            ServerConfig config) {
        super(channel.loop());
        this.connection = connection;
        this.channel = channel;
        this.exchanges = exchanges;
        this.stall = stall;
        this.config = config;
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    // ---------------------------------------------------------------- the clock

    /** Sees to it that {@link #late} comes when it must, now that a turn has ended. */
    void watch(WireConnection wire) {
        long next = Math.min(Math.min(wire.deadline(), lastCall), stall.deadline());
        if (!connection.isMultiplexed() || wire.exchanges() != 0) {
            idleSince = Long.MAX_VALUE;
        } else {
            if (idleSince == Long.MAX_VALUE) idleSince = connection.loop().now();
            next = Math.min(next, idleSince + config.idleTimeout().toNanos());
        }
        if (next != Long.MAX_VALUE) meet(next);
    }

    @Override
    void late(long now) {
        switch (phase) {
            case CLOSED -> {}
            case LINGERING -> channel.close();
            case OPEN -> {
                if (stall.isOver(now, channel.out().remaining())) {
                    channel.abort();
                    return;
                }
                if (lastCall <= now) shutdown();
                connection.expire(now);
                if (idleSince != Long.MAX_VALUE
                        && now - idleSince >= config.idleTimeout().toNanos()) {
                    idleSince = now;
                    connection.wire().shutdown();
                }
                connection.touch();
            }
        }
    }

    // ---------------------------------------------------------------- the end

    /**
     * Begins to end: open exchanges finish, new ones are refused. A connection of HTTP/1.1 on which nothing is open is
     * given a last call, because a request may be on its way and only its answer can say that it is the last.
     */
    void drain() {
        if (phase != Phase.OPEN || lastCall != Long.MAX_VALUE) return;
        exchanges.happens(Hooks.Moment.DRAINING);
        if (connection.isMultiplexed() || connection.wire().exchanges() != 0) shutdown();
        else lastCall = connection.loop().now() + config.lingerTime().toNanos() / LAST_CALL;
        connection.touch();
    }

    /**
     * A request has come. It may have its answer, or be given up, before the turn ends, and the connection was not idle all
     * the same. After a last call it is the last.
     */
    void requested() {
        idleSince = Long.MAX_VALUE;
        if (lastCall != Long.MAX_VALUE) shutdown();
    }

    private void shutdown() {
        lastCall = Long.MAX_VALUE;
        connection.wire().shutdown();
        connection.touch();
    }

    /**
     * Everything is said and has left.
     *
     * @param inputEnded whether the peer, too, has said that it is through
     * @param paused whether the channel is not read now
     */
    void finish(boolean inputEnded, boolean paused) {
        phase = Phase.LINGERING;
        if (inputEnded) {
            channel.close();
            return;
        }
        if (paused) channel.resumeReading();
        channel.shutdownOutput();
        await(connection.loop().now() + config.lingerTime().toNanos());
    }

    /** The peer is through. Whether that was all that was waited for: then the connection is closed. */
    boolean inputEnds() {
        if (phase != Phase.LINGERING) return false;
        channel.close();
        return true;
    }

    /** The channel has closed. */
    void closed() {
        phase = Phase.CLOSED;
        cancel();
    }
}
