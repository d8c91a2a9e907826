package dev.hawser.http;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.OpenFile;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.TurnTask;
import dev.hawser.transport.tls.TlsChannel;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h1.H2cUpgrade;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The driver of one accepted connection: the place where a protocol machine and a channel meet.
 *
 * <p>Confined to its loop, but for what {@link Exchange} posts. A turn: the channel hands over what was read, the
 * machine turns it into events, handlers answer, and when the loop's turn ends everything that is ready leaves in one
 * gathered write.
 */
final class ServerConnection extends TurnTask implements ChannelHandler {

    static final ResponseHead CONTINUE = ResponseHead.of(Status.CONTINUE);

    /** How much content nobody wants is read before an HTTP/1.1 connection is given up instead. Octets. */
    static final long MAX_DISCARDED = 1 << 20;

    /** Writes of one connection in one turn; more would keep the loop from the others. */
    private static final int WRITES_PER_TURN = 4;

    /** The part of lingerTime that is as long as a request may be on its way. */
    private static final int LAST_CALL = 10;

    private enum Phase {
        OPEN,
        /** Everything is said and FIN is sent; what the peer still sends is read and dropped, so that it can read us. */
        LINGERING,
        CLOSED
    }

    private final Home home;
    private final Channel channel;
    private final ExchangeTable exchanges = new ExchangeTable();
    private final Answers answers;
    private final ConnectionRecord record;
    private final WriteStall stall;
    private final Deadline deadline;
    private final WriteTarget target;
    private final ArrayList<Exchange> congested = new ArrayList<>(0);
    private WireConnection wire;
    private Phase phase = Phase.OPEN;
    private boolean multiplexed;
    private boolean reading = true;
    private boolean ended;

    /** When a connection that is asked to end does so without having been asked for anything more. */
    private long lastCall = Long.MAX_VALUE;

    /** Since when an HTTP/2 connection has no exchange; HTTP/1.1's machine watches its own idle time. */
    private long idleSince = Long.MAX_VALUE;

    /** The request whose upgrade to HTTP/2 has been accepted, until the other machine has it. */
    private @Nullable Upgrade upgrade;

    private record Upgrade(RequestHead head, byte[] settings) {}

    ServerConnection(Home home, Channel channel) {
        this.home = home;
        this.channel = channel;
        this.multiplexed = "h2".equals(channel.applicationProtocol()); // RFC 9113 3.2
        this.wire = multiplexed ? home.newMultiplexedMachine() : home.newMachine();
        // Above TLS what a socket does not take would have to be kept encrypted.
        this.answers = new Answers(home, this, exchanges);
        this.record = new ConnectionRecord(this, home.observer());
        this.stall = new WriteStall(home.config().writeTimeout());
        this.deadline = new Deadline(loop()) {
            @Override
            void late(long now) {
                ServerConnection.this.late(now);
            }
        };
        this.target = new WriteTarget(home.config().writeTarget(), isSecure() ? 1 : WriteTarget.GROWTH);
    }

    // ---------------------------------------------------------------- from the channel

    @Override
    public void onRead(byte[] array, int from, int to) {
        if (phase != Phase.OPEN) return;
        wire.receive(array, from, to, loop().now());
        pump();
        touch();
    }

    @Override
    public void onReadEnd() {
        if (phase == Phase.LINGERING) {
            channel.close();
            return;
        }
        ended = true;
        wire.receiveEnd(loop().now());
        pump();
        exchanges.happens(Hooks.Moment.INPUT_ENDED);
        touch();
    }

    @Override
    public void onDrained() {
        stall.ends();
        record.unblocked();
        touch();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        phase = Phase.CLOSED;
        deadline.cancel();
        record.ends(wire, protocol(), channel.out().remaining(), cause);
        // Both tell whoever waits for what was on its way: files are closed, and memory comes back.
        channel.out().clear();
        wire.abandon();
        exchanges.failAll(cause != null ? cause : new IOException("the connection was closed"));
        record.closesAll();
        home.left(this);
    }

    // ---------------------------------------------------------------- events

    /** Acts on every event there is; whether there was any. */
    private boolean pump() {
        boolean any = false;
        for (WireEvent event; (event = wire.poll()) != null; any = true) dispatch(event);
        return any;
    }

    private void dispatch(WireEvent event) {
        switch (event) {
            case WireEvent.RequestReceived(int id, RequestHead head, boolean last) -> begin(id, head, last);
            case WireEvent.DataReceived(int id, byte[] array, int offset, int length, boolean last) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange != null) {
                    home.copiedInbound += length;
                    exchange.received(array, offset, length, last);
                    Collecting collecting = exchange.collecting();
                    if (collecting != null) answers.collect(exchange, collecting, last);
                } else {
                    wire.release(id, length);
                }
            }
            case WireEvent.TrailersReceived(int id, Fields trailers) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange != null) {
                    exchange.receivedTrailers(trailers);
                    Collecting collecting = exchange.collecting();
                    if (collecting != null) answers.collect(exchange, collecting, true);
                }
            }
            case WireEvent.ContinueExpected(int id) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange == null || exchange.collecting() != null) wire.sendInformational(id, CONTINUE);
                else exchange.wantContinue();
            }
            case WireEvent.ExchangeReset(
                    int id,
                    ErrorCode code,
                    boolean byPeer,
                    boolean unprocessed,
                    String reason) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange != null)
                    exchange.over(new IOException((byPeer ? "reset by the peer: " : "reset: ") + code + " " + reason));
            }
            case WireEvent.ProtocolSwitched(String _, byte[] array, int offset, int length) -> {
                switchMachine();
                wire.receive(array, offset, offset + length, loop().now());
            }
            case WireEvent.ConnectionFailed(ErrorCode code, String reason) ->
                exchanges.failAll(new IOException("connection error " + code + ": " + reason));
            case WireEvent.GoAwayReceived _ -> {
                // The peer opens nothing further; what is open finishes, and the machine says when that is.
            }
            case WireEvent.BodyDrained _ -> touch();
            case WireEvent.ResponseReceived _, WireEvent.InformationalReceived _ ->
                throw new AssertionError("a response came out of a server's machine");
        }
    }

    /** HTTP/2 takes over: because its preface came in place of a request, or because an upgrade was accepted. */
    private void switchMachine() {
        Upgrade accepted = upgrade;
        upgrade = null;
        wire.fill(channel.out(), Long.MAX_VALUE); // What HTTP/1.1 has still to say: 101 at most.
        record.switches(wire);
        home.switched(wire.counters());
        wire = accepted == null
                ? home.newMultiplexedMachine()
                : home.newMultiplexedMachine(accepted.head(), accepted.settings());
        multiplexed = true;
    }

    /** Whether the request asks to go on in HTTP/2 (RFC 7540 3.2) and that can be granted: then it is. */
    private boolean upgrades(int id, RequestHead head) {
        if (multiplexed || isSecure() || wire.exchanges() != 1) return false;
        byte[] settings = H2cUpgrade.settings(head);
        if (settings == null) return false;
        upgrade = new Upgrade(head, settings);
        wire.sendUpgrade(id, H2cUpgrade.ACCEPTANCE);
        return true;
    }

    private void begin(int id, RequestHead head, boolean last) {
        if (last && head.fields().contains(FieldName.UPGRADE) && upgrades(id, head)) return;
        home.requests++;
        Account account = record.begins(head);
        if (account != null) wire.watchDrops(id, account);
        if (lastCall != Long.MAX_VALUE) shutdown();
        answers.begin(id, head, last, account);
    }

    void report(String what, Throwable fault) {
        home.report(what, fault);
    }

    // ---------------------------------------------------------------- the end of a turn

    /** Asks for this connection to be looked at when the turn ends. On the loop. */
    void touch() {
        loop().atTurnEnd(this);
    }

    @Override
    public void turnEnds() {
        if (phase != Phase.OPEN) return;
        write();
        record.looksAt(wire);
        if (!congested.isEmpty()) relieve();
        if (phase != Phase.OPEN) return;
        if (wire.isFinished() && channel.out().isEmpty()) {
            finish();
            return;
        }
        if (wire.isOutputEnded() && channel.out().isEmpty()) channel.shutdownOutput();
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
            boolean moved = false;
            if (wire.wantsOutput()) {
                wire.fill(out, target.octets());
                moved = pump(); // An answer that has left may be what the next request in the pipeline waited for.
            }
            if (out.isEmpty() && !moved) return;
            if (writes == WRITES_PER_TURN) {
                touch();
                return;
            }
            long offered = out.remaining();
            channel.flush();
            if (phase != Phase.OPEN) return;
            target.wrote(offered, channel.isBlocked());
        }
        if (stall.begins(loop().now(), out.remaining())) record.blocked(out.remaining());
    }

    private void relieve() {
        for (int i = congested.size() - 1; i >= 0; i--) {
            Exchange exchange = congested.get(i);
            if (wire.queued(exchange.id) > home.config().lowWatermark()) continue;
            congested.set(i, congested.get(congested.size() - 1));
            congested.remove(congested.size() - 1);
            exchange.relieved();
        }
    }

    private void finish() {
        phase = Phase.LINGERING;
        if (ended) {
            channel.close();
            return;
        }
        if (!reading) channel.resumeReading();
        channel.shutdownOutput();
        deadline.await(loop().now() + home.config().lingerTime().toNanos());
    }

    // ---------------------------------------------------------------- time

    private void watch() {
        long next = Math.min(Math.min(wire.deadline(), lastCall), stall.deadline());
        if (!multiplexed || wire.exchanges() != 0) {
            idleSince = Long.MAX_VALUE;
        } else {
            if (idleSince == Long.MAX_VALUE) idleSince = loop().now();
            next = Math.min(next, idleSince + home.config().idleTimeout().toNanos());
        }
        if (next != Long.MAX_VALUE) deadline.meet(next);
    }

    private void late(long now) {
        switch (phase) {
            case CLOSED -> {}
            case LINGERING -> channel.close();
            case OPEN -> {
                if (stall.isOver(now, channel.out().remaining())) {
                    channel.abort();
                    return;
                }
                if (lastCall <= now) shutdown();
                if (wire.deadline() <= now) {
                    wire.expire(now);
                    pump();
                }
                if (idleSince != Long.MAX_VALUE
                        && now - idleSince >= home.config().idleTimeout().toNanos()) {
                    idleSince = now;
                    wire.shutdown();
                }
                touch();
            }
        }
    }

    // ---------------------------------------------------------------- what exchanges and the server ask

    Answers answers() {
        return answers;
    }

    ConnectionRecord record() {
        return record;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    EventLoop loop() {
        return channel.loop();
    }

    WireConnection wire() {
        return wire;
    }

    HandOver handOver() {
        return home.handOver();
    }

    /** Octets that wait for windows or for the socket. On the loop. */
    long queued() {
        return wire.queued() + channel.out().remaining();
    }

    long highWatermark() {
        return home.config().highWatermark();
    }

    boolean isMultiplexed() {
        return multiplexed;
    }

    boolean isSecure() {
        return channel instanceof TlsChannel;
    }

    /** Whether a file may go out by the kernel's own hand: plain HTTP/1.1. */
    boolean sendsFilesWhole() {
        return !multiplexed && !isSecure();
    }

    /** Whether a file may be given to the transport to be cut into frames: HTTP/2 in the clear. */
    boolean sendsFilesInFrames() {
        return multiplexed && !isSecure();
    }

    @Nullable
    SocketAddress remoteAddress() {
        return channel.remote();
    }

    /** Opens a file in the way that lets the transport send it best. Blocking; on the exchange's thread. */
    OpenFile openFile(Path path) throws IOException {
        return home.open(path);
    }

    FileBlocks fileBlocks() {
        return home.fileBlocks();
    }

    void congested(Exchange exchange) {
        congested.add(exchange);
    }

    void forget(Exchange exchange) {
        if (exchanges.get(exchange.id) == exchange) exchanges.remove(exchange.id);
    }

    /** Sends an interim response. Any thread. */
    void sendInformational(int id, ResponseHead interim) {
        if (loop().inLoop()) {
            wire.sendInformational(id, interim);
            touch();
        } else {
            loop().execute(() -> sendInformational(id, interim));
        }
    }

    /**
     * Begins to end: open exchanges finish, new ones are refused. A connection of HTTP/1.1 on which nothing is open is
     * given a last call, because a request may be on its way and only its answer can say that it is the last. On the loop.
     */
    void drain() {
        if (phase != Phase.OPEN || lastCall != Long.MAX_VALUE) return;
        exchanges.happens(Hooks.Moment.DRAINING);
        if (multiplexed || wire.exchanges() != 0) shutdown();
        else lastCall = loop().now() + home.config().lingerTime().toNanos() / LAST_CALL;
        touch();
    }

    private void shutdown() {
        lastCall = Long.MAX_VALUE;
        wire.shutdown();
        touch();
    }

    /** Ends at once. On the loop. */
    void abort() {
        channel.abort();
    }

    HttpVersion protocol() {
        return multiplexed ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
    }
}
