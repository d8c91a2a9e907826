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

    private final Home home;
    private final Channel channel;
    private final ExchangeTable exchanges = new ExchangeTable();
    private final Answers answers;
    private final ConnectionRecord record;
    private final WriteStall stall;
    private final WriteTarget target;
    private final Lifetime lifetime;
    private final ArrayList<Exchange> congested = new ArrayList<>(0);
    private WireConnection wire;
    private boolean multiplexed;
    private boolean reading = true;
    private boolean ended;

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
        this.target = new WriteTarget(home.config().writeTarget(), isSecure() ? 1 : WriteTarget.GROWTH);
        this.lifetime = new Lifetime(this, channel, exchanges, stall, home.config());
    }

    // ---------------------------------------------------------------- from the channel

    @Override
    public void onRead(byte[] array, int from, int to) {
        if (!lifetime.isOpen()) return;
        wire.receive(array, from, to, loop().now());
        pump();
        touch();
    }

    @Override
    public void onReadEnd() {
        if (lifetime.inputEnds()) return;
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
        lifetime.closed();
        long unsent = channel.out().remaining();
        home.cutAnswers += record.cutAnswers(wire, unsent);
        record.ends(wire, protocol(), unsent, cause);
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

    /** The events of every request by themselves: linking the switch takes milliseconds, and no first answer waits for it. */
    private void dispatch(WireEvent event) {
        if (event instanceof WireEvent.RequestReceived(int id, RequestHead head, boolean last)) {
            begin(id, head, last);
        } else if (event instanceof WireEvent.BodyDrained) {
            touch();
        } else {
            dispatchRarer(event);
        }
    }

    private void dispatchRarer(WireEvent event) {
        switch (event) {
            case WireEvent.DataReceived(int id, byte[] array, int offset, int length, boolean last) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange == null) {
                    wire.release(id, length);
                    return;
                }
                Consuming consuming = exchange.consuming();
                if (consuming != null) {
                    answers.take(exchange, consuming, array, offset, length, last);
                } else {
                    home.copiedInbound += length;
                    exchange.received(array, offset, length, last);
                }
            }
            case WireEvent.TrailersReceived(int id, Fields trailers) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange == null) return;
                Consuming consuming = exchange.consuming();
                if (consuming != null) answers.takeEnd(exchange, consuming, trailers);
                else exchange.receivedTrailers(trailers);
            }
            case WireEvent.ContinueExpected(int id) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange == null || exchange.consuming() != null) wire.sendInformational(id, CONTINUE);
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
            case WireEvent.RequestReceived _, WireEvent.BodyDrained _ ->
                throw new AssertionError(event); // Dispatched before.
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
        lifetime.requested();
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
        if (!lifetime.isOpen()) return;
        write();
        record.looksAt(wire);
        if (!congested.isEmpty()) relieve();
        if (!lifetime.isOpen()) return;
        if (wire.isFinished() && channel.out().isEmpty()) {
            lifetime.finish(ended, !reading);
            return;
        }
        if (wire.isOutputEnded() && channel.out().isEmpty()) channel.shutdownOutput();
        boolean wanted = wire.wantsInput();
        if (wanted != reading) {
            reading = wanted;
            if (wanted) channel.resumeReading();
            else channel.pauseReading();
        }
        lifetime.watch(wire);
    }

    private void write() {
        BufList out = channel.out();
        for (int writes = 0; !channel.isBlocked(); writes++) {
            boolean moved = false;
            if (wire.wantsOutput()) {
                if (out.isEmpty()) record.fills(wire);
                wire.fill(out, target.octets());
                moved = pump(); // An answer that has left may be what the next request in the pipeline waited for.
            }
            if (out.isEmpty() && !moved) return;
            if (writes == WRITES_PER_TURN) {
                touch();
                return;
            }
            long offered = out.remaining();
            record.offers(offered);
            channel.flush();
            if (!lifetime.isOpen()) return;
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

    // ---------------------------------------------------------------- what exchanges and the server ask

    Lifetime lifetime() {
        return lifetime;
    }

    /** Has the machine act on the limits of time that have passed. On the loop. */
    void expire(long now) {
        if (wire.deadline() > now) return;
        wire.expire(now);
        pump();
    }

    Answers answers() {
        return answers;
    }

    ConnectionRecord record() {
        return record;
    }

    boolean isClosed() {
        return lifetime.isClosed();
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

    /** Ends at once. On the loop. */
    void abort() {
        channel.abort();
    }

    HttpVersion protocol() {
        return multiplexed ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1;
    }
}
