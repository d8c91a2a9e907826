package dev.hawser.http;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.OpenFile;
import dev.hawser.http.RequestHeads.Forwarded;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.TurnTask;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireConnection.ExtendedConnect;
import dev.hawser.wire.WireEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The driver of one connection to a server: the place where a protocol machine and a channel meet. Confined to its loop.
 *
 * <p>A turn: callers' requests are queued, the channel hands over what was read, the machine turns it into events, each
 * caller to whom something has come is woken once, and what is ready leaves in one gathered write.
 */
final class ClientConnection extends TurnTask implements ChannelHandler {

    /** Writes of one connection in one turn; more would keep the loop from the others. */
    private static final int WRITES_PER_TURN = 4;

    private enum Phase {
        OPEN,
        /** It takes nothing new, and ends with what it has. */
        RETIRING,
        CLOSED
    }

    private final Pool pool;
    private final Channel channel;
    private final WireConnection wire;
    private final boolean multiplexed;
    private final @Nullable Forwarded forwarded;
    private final ExchangeFailures failures;
    private final ClientExchanges exchanges = new ClientExchanges();
    private final ArrayList<ClientExchange> changed = new ArrayList<>();
    private final Deadline deadline;
    private final WriteStall stall;
    private final ClientConfig config;

    /** What callers see of it. */
    final ReplyConnection face;

    private Phase phase = Phase.OPEN;
    private boolean reading = true;
    private boolean inputEnded;

    /** Whether anything sensible has ever come by it. */
    private boolean proven;

    private long fills;
    private long heardAt;
    private long idleSince;

    /** Whether the pool has it among those with room. The pool's own. */
    boolean listed;

    /**
     * A connection of {@code pool}.
     *
     * @param forwarded when it leads to a proxy that wants whole URLs, else null
     */
    ClientConnection(
            Pool pool, Channel channel, WireConnection wire, boolean multiplexed, @Nullable Forwarded forwarded) {
        this.pool = pool;
        this.channel = channel;
        this.wire = wire;
        this.multiplexed = multiplexed;
        this.forwarded = forwarded;
        this.failures = new ExchangeFailures(pool.origin(), multiplexed);
        this.config = pool.config();
        this.stall = new WriteStall(config.writeTimeout());
        this.deadline = new Deadline(loop()) {
            @Override
            void late(long now) {
                ClientConnection.this.late(now);
            }
        };
        this.idleSince = loop().now();
        this.heardAt = idleSince;
        this.face = new ReplyConnection(this, channel.local(), channel.remote());
    }

    // ---------------------------------------------------------------- what the pool asks

    /** Whether it takes a further request now. */
    boolean hasRoom() {
        if (phase != Phase.OPEN || !wire.canOpen() || exchanges.size() >= config.maxStreams()) return false;
        // RFC 8441 3: nothing is asked for before the server has said that it takes it.
        return !(multiplexed && pool.takesUpgrades()) || wire.extendedConnect() != ExtendedConnect.UNKNOWN;
    }

    boolean isMultiplexed() {
        return multiplexed;
    }

    boolean isIdle() {
        return exchanges.size() == 0;
    }

    int open() {
        return exchanges.size();
    }

    /** Sends {@code exchange}, for which there is room. */
    void start(ClientExchange exchange) {
        if (exchange.upgrade != null && multiplexed && wire.extendedConnect() != ExtendedConnect.TAKEN) {
            exchange.fail(new CallException.Unreachable(
                    "%s takes no extended CONNECT, which HTTP/2 upgrades by".formatted(pool.origin()), null));
            return;
        }
        exchange.fillsBefore = fills;
        exchange.begins(this);
        boolean whole = exchange.body instanceof Body.Octets && !exchange.expectsContinue;
        try {
            if (exchange.asksForTunnel()) {
                exchange.id = askForTunnel(exchange);
            } else if (whole && exchange.body instanceof Body.Octets(Bytes content)) {
                exchange.id = wire.sendRequest(addressed(exchange.head), content);
            } else {
                RequestHead head =
                        RequestHeads.withLength(exchange.head, ContentLength.of(exchange.head.fields(), exchange.body));
                exchange.id = wire.sendRequest(addressed(head));
            }
        } catch (IllegalArgumentException | IllegalStateException fault) {
            exchange.fail(
                    new CallException.Cancelled("the request cannot be sent: " + fault.getMessage(), fault, false));
            settle();
            return;
        }
        exchanges.put(exchange);
        if (exchange.asksForTunnel()) exchange.awaitTunnel();
        else if (whole) exchange.requestEnds();
        else exchange.sendContent();
        touch();
    }

    private RequestHead addressed(RequestHead head) {
        if (multiplexed) return RequestHeads.named(head);
        return forwarded == null ? head : forwarded.addressed(head);
    }

    private int askForTunnel(ClientExchange exchange) {
        String upgrade = exchange.upgrade;
        if (upgrade == null) return wire.sendRequest(exchange.head); // CONNECT
        if (!multiplexed) return wire.sendRequest(exchange.head, Bytes.empty());
        return wire.sendRequest(RequestHeads.extendedConnect(RequestHeads.named(exchange.head), upgrade));
    }

    /** Octets of {@code exchange}'s request that the socket has not taken; over HTTP/2 those that were not put into frames. */
    long unsent(ClientExchange exchange) {
        return wire.queued(exchange.id) + (multiplexed ? 0 : channel.out().remaining());
    }

    /** Takes nothing new and closes once it is idle. */
    void retire() {
        if (phase != Phase.OPEN) return;
        goAway();
        wire.shutdown();
        touch();
    }

    /**
     * An exchange has waited in vain since {@code since}. If nothing else was heard either, the connection may be dead, and
     * new requests go elsewhere; those it has may still be answered.
     */
    void doubt(long since) {
        if (heardAt - since < 0) retire();
    }

    private void goAway() {
        if (phase != Phase.OPEN) return;
        phase = Phase.RETIRING;
        pool.retires(this);
    }

    /** Ends at once. */
    void abort() {
        channel.abort();
    }

    // ---------------------------------------------------------------- from the channel

    @Override
    public void onRead(byte[] array, int from, int to) {
        if (phase == Phase.CLOSED) return;
        heardAt = loop().now();
        wire.receive(array, from, to, heardAt);
        pump();
        // The first octets of an HTTP/2 server are its SETTINGS; had they been nonsense, nothing would be open now.
        if (multiplexed && !wire.isFinished()) proven = true;
        settle();
    }

    @Override
    public void onReadEnd() {
        inputEnded = true;
        wire.receiveEnd(loop().now());
        pump();
        settle();
    }

    @Override
    public void onDrained() {
        stall.ends();
        touch();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        phase = Phase.CLOSED;
        deadline.cancel();
        channel.out().clear();
        wire.abandon();
        failAll(cause);
        wakeChanged();
        pool.left(this);
    }

    private void failAll(@Nullable IOException cause) {
        if (exchanges.size() == 0) return;
        for (ClientExchange exchange : exchanges.takeAll()) {
            if (exchange == null) continue;
            exchange.fail(failures.closed(cause, exchange, isUnsent(exchange)).onProvenConnection(proven));
        }
    }

    /** Whether nothing of it can have left: nothing at all has been filled since it was queued. */
    boolean isUnsent(ClientExchange exchange) {
        return exchange.fillsBefore == fills;
    }

    // ---------------------------------------------------------------- events

    /** Whether there was any event. */
    private boolean pump() {
        WireEvent event = wire.poll();
        if (event == null) return false;
        for (; event != null; event = wire.poll()) dispatch(event);
        return true;
    }

    private void dispatch(WireEvent event) {
        switch (event) {
            case WireEvent.DataReceived(int id, byte[] array, int offset, int length, boolean last) -> {
                ClientExchange exchange = exchanges.get(id);
                if (exchange != null) exchange.received(array, offset, length, last);
                else wire.release(id, length);
            }
            case WireEvent.ResponseReceived(int id, ResponseHead head, boolean last) -> {
                proven = true;
                ClientExchange exchange = exchanges.get(id);
                if (exchange != null) exchange.responded(head, last);
            }
            case WireEvent.InformationalReceived(int id, ResponseHead head) -> {
                proven = true;
                ClientExchange exchange = exchanges.get(id);
                if (exchange != null) exchange.informed(head);
            }
            case WireEvent.TrailersReceived(int id, Fields trailers) -> {
                ClientExchange exchange = exchanges.get(id);
                if (exchange != null) exchange.receivedTrailers(trailers);
            }
            case WireEvent.ExchangeReset reset -> {
                // RST_STREAM is an answer too; what the machine makes of a lost connection is none.
                proven |= multiplexed && reset.byPeer() && !inputEnded;
                ClientExchange exchange = exchanges.get(reset.exchange());
                if (exchange != null) {
                    ended(exchange);
                    CallException why = failures.reset(reset, exchange, isUnsent(exchange), inputEnded);
                    exchange.fail(why.onProvenConnection(proven));
                }
            }
            case WireEvent.ConnectionFailed failed -> {
                goAway();
                boolean silent = isSilence(failed.code());
                for (ClientExchange exchange : exchanges.takeAll()) {
                    if (exchange == null) continue;
                    CallException why = failures.connection(failed, exchange, isUnsent(exchange), silent);
                    exchange.fail(why.onProvenConnection(proven));
                }
            }
            case WireEvent.GoAwayReceived _ -> {
                // What is below its number finishes; for the rest there is a reset each.
                proven = true;
                goAway();
            }
            case WireEvent.BodyDrained drained -> {
                ClientExchange exchange = exchanges.get(drained.exchange());
                if (exchange != null) exchange.drained();
            }
            case WireEvent.RequestReceived _, WireEvent.ContinueExpected _, WireEvent.ProtocolSwitched _ ->
                throw new AssertionError("a request came out of a client's machine: " + event);
        }
    }

    private boolean isSilence(ErrorCode code) {
        return switch (wire.counters().lastLimit) {
            case "frame", "preface", "settings-ack" -> true;
            default -> code == ErrorCode.NO_ERROR;
        };
    }

    /** An exchange is over on this side: its place is free. */
    void ended(ClientExchange exchange) {
        exchanges.remove(exchange);
        if (exchanges.size() == 0) idleSince = loop().now();
    }

    /** Remembers whom to wake. */
    void changed(ClientExchange exchange) {
        changed.add(exchange);
    }

    /** What has come is complete for now: wakes whom it concerns, gives room to who waits for it, and writes. */
    void settle() {
        wakeChanged();
        if (phase == Phase.OPEN) pool.offer(this);
        touch();
    }

    private void wakeChanged() {
        // Waking starts nothing here, so the list does not change meanwhile.
        for (int i = 0; i < changed.size(); i++) changed.get(i).wake();
        changed.clear();
    }

    // ---------------------------------------------------------------- the end of a turn

    void touch() {
        loop().atTurnEnd(this);
    }

    @Override
    public void turnEnds() {
        if (phase == Phase.CLOSED || !channel.isOpen()) return;
        write();
        if (wire.isFinished() && channel.out().isEmpty()) {
            channel.close();
            return;
        }
        if (wire.isOutputEnded()) channel.shutdownOutput();
        boolean wanted = wire.wantsInput();
        if (wanted != reading) {
            reading = wanted;
            if (wanted) channel.resumeReading();
            else channel.pauseReading();
        }
        watch();
    }

    private void write() {
        BufList out = channel.out();
        for (int writes = 0; !channel.isBlocked(); writes++) {
            if (wire.wantsOutput()) {
                wire.fill(out, config.writeTarget());
                fills++;
            }
            if (out.isEmpty()) break;
            if (writes == WRITES_PER_TURN) {
                touch();
                break;
            }
            channel.flush();
            if (!channel.isOpen()) return;
        }
        if (channel.isBlocked()) stall.begins(loop().now(), out.remaining());
        // Filling may have drained an exchange's queue, which its writer waits for, or ended an exchange.
        if (pump() && phase == Phase.OPEN) pool.offer(this);
        wakeChanged();
    }

    // ---------------------------------------------------------------- time

    private void watch() {
        long next = Math.min(wire.deadline(), stall.deadline());
        if (isIdle() && phase == Phase.OPEN)
            next = Math.min(next, idleSince + config.idleTimeout().toNanos());
        if (next != Long.MAX_VALUE) deadline.meet(next);
    }

    private void late(long now) {
        if (phase == Phase.CLOSED) return;
        if (stall.isOver(now, channel.out().remaining())) {
            failAll(new IOException("the server took nothing for " + config.writeTimeout()));
            wakeChanged();
            channel.abort();
            return;
        }
        if (isIdle()
                && phase == Phase.OPEN
                && now - idleSince >= config.idleTimeout().toNanos()) retire();
        if (wire.deadline() <= now) {
            wire.expire(now);
            pump();
        }
        settle();
    }

    // ---------------------------------------------------------------- what exchanges ask

    EventLoop loop() {
        return channel.loop();
    }

    WireConnection wire() {
        return wire;
    }

    long highWatermark() {
        return config.highWatermark();
    }

    /** Whether a file may go out by the kernel's own hand: plain HTTP/1.1. */
    boolean sendsFilesWhole() {
        return !multiplexed && !pool.origin().secure();
    }

    /** Opens a file in the way that lets the transport send it best. Blocking; on the writer's thread. */
    OpenFile openFile(Path path) throws IOException {
        return pool.openFile(path);
    }
}
