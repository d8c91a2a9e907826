package dev.hawser.http;

import dev.hawser.bytes.OpenFile;
import dev.hawser.http.Target.Origin;
import dev.hawser.message.HttpVersion;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.wire.WireConnection;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one origin, and the exchanges that wait for one. It lives on one loop, so nothing in it is locked:
 * whichever comes first, a connection that was opened or one that came back, serves who has waited longest.
 */
final class Pool {

    /** What its connections are for. */
    enum Use {
        CALLS,
        /** Upgrades and tunnels have connections of their own: most take one whole. */
        TUNNELS,
        /** One connection that was opened elsewhere, for whatever it takes; it has no successor. */
        ONE
    }

    private enum Speaks {
        UNKNOWN,
        HTTP_1_1,
        HTTP_2
    }

    private final ClientHome home;
    private final Origin origin;
    private final Use use;
    private final LinkedHashSet<ClientConnection> connections = new LinkedHashSet<>();

    /** Those that end with what they have: they are in nobody's way. */
    private final LinkedHashSet<ClientConnection> retiring = new LinkedHashSet<>();

    /** Those with room, the one used last at the end: the rest grow old and close. */
    private final ArrayDeque<ClientConnection> roomy = new ArrayDeque<>();

    private final ArrayDeque<ClientExchange> waiting = new ArrayDeque<>();
    private int dialing;
    private int abandoned;
    private Speaks speaks;
    private boolean closed;

    /** Where callers find it, or null for a pool that has one connection and no successor. */
    private final @Nullable ConcurrentMap<Origin, Pool> known;

    /** Whether its home knows of it: from the first call on, and as long as there is anything here. */
    private boolean isAtHome;

    /** Why the last attempt to open a connection failed; empty when it did not. */
    private String lastFailure = "";

    Pool(ClientHome home, Origin origin, Use use, @Nullable ConcurrentMap<Origin, Pool> known) {
        this.known = known;
        this.home = home;
        this.origin = origin;
        this.use = use;
        this.speaks = foreseen(home.config(), origin, use);
    }

    private static Speaks foreseen(ClientConfig config, Origin origin, Use use) {
        if (use == Use.TUNNELS && config.versions().contains(HttpVersion.HTTP_1_1)) return Speaks.HTTP_1_1;
        if (config.versions().size() == 1) {
            return config.versions().contains(HttpVersion.HTTP_2) ? Speaks.HTTP_2 : Speaks.HTTP_1_1;
        }
        return origin.secure() ? Speaks.UNKNOWN : Speaks.HTTP_1_1;
    }

    Origin origin() {
        return origin;
    }

    /** Whether there may be upgrades among its calls. */
    boolean takesUpgrades() {
        return use != Use.CALLS;
    }

    EventLoop loop() {
        return home.loop();
    }

    ClientConfig config() {
        return home.config();
    }

    OpenFile openFile(Path path) throws IOException {
        return home.openFile(path);
    }

    void startThread(Runnable task) {
        home.startThread(task);
    }

    // ---------------------------------------------------------------- exchanges

    /** Sends {@code exchange} by a connection with room, or lets it wait for one. */
    void submit(ClientExchange exchange) {
        if (closed || home.isClosed()) {
            exchange.fail(new CallException.Cancelled("the client is closed", null, false));
            return;
        }
        if (!isAtHome) settleIn();
        ClientConnection connection = withRoom();
        if (connection != null) {
            connection.start(exchange);
        } else if (waiting.size() - abandoned >= config().maxWaiting()) {
            exchange.fail(new CallException.Unreachable(
                    "%d calls wait for a connection to %s already".formatted(config().maxWaiting(), origin), null));
        } else {
            waiting.add(exchange);
            grow();
        }
    }

    /** Whoever found it before it was forgotten may come later; meanwhile there may be another for the same origin. */
    private void settleIn() {
        isAtHome = true;
        home.add(this);
        if (known != null) known.putIfAbsent(origin, this);
    }

    /** A client that asks many origins, each for a while, does not keep a pool of each. */
    private void forgetIfEmpty() {
        boolean empty = connections.isEmpty() && retiring.isEmpty() && dialing == 0 && waiting.size() == abandoned;
        if (!empty || !isAtHome) return;
        isAtHome = false;
        home.remove(this);
        if (known != null) known.remove(origin, this);
    }

    private @Nullable ClientConnection withRoom() {
        while (true) {
            ClientConnection last = roomy.peekLast();
            if (last == null) return null;
            boolean room = last.hasRoom();
            if (room && last.isMultiplexed()) return last;
            roomy.removeLast();
            last.listed = false;
            if (room) return last;
        }
    }

    /** {@code connection} may have room: those who wait get it first. */
    void offer(ClientConnection connection) {
        while (connection.hasRoom()) {
            ClientExchange exchange = nextWaiting();
            if (exchange == null) {
                if (!connection.listed) {
                    connection.listed = true;
                    roomy.addLast(connection);
                }
                closeSurplus();
                return;
            }
            connection.start(exchange);
        }
    }

    private @Nullable ClientExchange nextWaiting() {
        while (true) {
            ClientExchange exchange = waiting.poll();
            if (exchange == null || exchange.isQueued()) return exchange;
            abandoned--;
        }
    }

    /** One of those that wait has stopped waiting. It is taken out when its turn comes, or when there are many. */
    void abandoned() {
        abandoned++;
        if (abandoned * 2 <= waiting.size()) return;
        waiting.removeIf(exchange -> !exchange.isQueued());
        abandoned = 0;
    }

    private void closeSurplus() {
        int most = config().maxIdleConnections();
        if (roomy.size() <= most) return;
        int idle = 0;
        ClientConnection oldest = null;
        for (ClientConnection connection : roomy) {
            if (!connection.isIdle()) continue;
            if (idle++ == 0) oldest = connection;
        }
        if (oldest != null && idle > most) oldest.retire();
    }

    // ---------------------------------------------------------------- connections

    /** Opens what those who wait are in want of. */
    private void grow() {
        if (use == Use.ONE) {
            // What waits for a connection that has ended would wait for ever.
            if (connections.isEmpty()) notOpened(new IOException("the connection has ended"));
            return;
        }
        int wanted = Math.min(waiting.size() - abandoned - dialing, most() - connections.size() - dialing);
        // One connection may have room for all who wait; a further one is worth it when that was not so.
        if (speaks != Speaks.HTTP_1_1) wanted = Math.min(wanted, dialing == 0 ? 1 : 0);
        for (; wanted > 0; wanted--) dial();
    }

    private int most() {
        return speaks == Speaks.HTTP_2 ? config().maxMultiplexedConnections() : config().maxConnections();
    }

    private void dial() {
        dialing++;
        new Dialing().dialer.begin();
    }

    /** One attempt to open a connection. */
    private final class Dialing implements ConnectHandler {
        private final Dialer dialer = new Dialer(home, origin, use == Use.TUNNELS, this);

        @Override
        public ChannelHandler connected(Channel channel) {
            dialing--;
            return opened(channel, dialer.forwards() ? new RequestHeads.Forwarded(dialer.authorization()) : null);
        }

        @Override
        public void failed(IOException cause) {
            dialing--;
            notOpened(cause);
        }
    }

    /** Takes a connection that was opened elsewhere. */
    ClientConnection adopt(Channel channel) {
        return opened(channel, null);
    }

    private ClientConnection opened(Channel channel, RequestHeads.@Nullable Forwarded forwarded) {
        String agreed = channel.applicationProtocol();
        boolean multiplexed = agreed != null ? agreed.equals("h2") : speaks == Speaks.HTTP_2;
        speaks = multiplexed ? Speaks.HTTP_2 : Speaks.HTTP_1_1;
        WireConnection wire = multiplexed ? home.newMultiplexedMachine() : home.newMachine();
        ClientConnection connection = new ClientConnection(this, channel, wire, multiplexed, forwarded);
        connections.add(connection);
        lastFailure = "";
        home.opened();
        if (closed) {
            channel.close();
            return connection;
        }
        offer(connection);
        connection.touch();
        if (!waiting.isEmpty()) grow();
        return connection;
    }

    private void notOpened(IOException cause) {
        lastFailure = String.valueOf(cause.getMessage());
        // As long as there is a connection, or hope of one, those who wait may still be served.
        if (!connections.isEmpty() || dialing != 0) return;
        String message = lastFailure;
        boolean named = message.startsWith("cannot connect") || cause instanceof UnknownHostException;
        CallException.Unreachable why = new CallException.Unreachable(
                named ? message : "cannot connect to %s: %s".formatted(origin, message), cause);
        for (ClientExchange exchange = nextWaiting(); exchange != null; exchange = nextWaiting()) exchange.fail(why);
        forgetIfEmpty();
    }

    /** Why the last attempt to open a connection failed, for who waits for one in vain; empty when it did not. */
    String lastFailure() {
        return lastFailure;
    }

    /** {@code connection} takes nothing new: another may take its place. */
    void retires(ClientConnection connection) {
        retiring.add(connection);
        takeOut(connection);
    }

    /** {@code connection} has gone. */
    void left(ClientConnection connection) {
        retiring.remove(connection);
        takeOut(connection);
        forgetIfEmpty();
    }

    private void takeOut(ClientConnection connection) {
        connections.remove(connection);
        if (connection.listed) roomy.remove(connection);
        connection.listed = false;
        if (!waiting.isEmpty() && !closed) grow();
    }

    /** Ends everything now. */
    void close() {
        closed = true;
        CallException.Cancelled why = new CallException.Cancelled("the client was closed", null, false);
        for (ClientExchange exchange = nextWaiting(); exchange != null; exchange = nextWaiting()) exchange.fail(why);
        for (ClientConnection connection : List.copyOf(connections)) connection.abort();
        for (ClientConnection connection : List.copyOf(retiring)) connection.abort();
    }

    /** Closes what nobody uses now. */
    void closeIdle() {
        for (ClientConnection connection : new ArrayList<>(connections)) if (connection.isIdle()) connection.retire();
    }

    ClientStats stats() {
        long open = 0;
        long idle = 0;
        for (ClientConnection connection : connections) {
            open += connection.open();
            if (connection.isIdle()) idle++;
        }
        for (ClientConnection connection : retiring) open += connection.open();
        long standing = (long) connections.size() + retiring.size();
        return new ClientStats(0, standing, idle, dialing, open, waiting.size() - abandoned, 0, 0);
    }
}
