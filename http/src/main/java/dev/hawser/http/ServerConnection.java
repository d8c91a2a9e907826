package dev.hawser.http;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.OpenFile;
import dev.hawser.http.HttpEvents.BlockedEvent;
import dev.hawser.http.HttpEvents.ConnectionEvent;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TurnTask;
import dev.hawser.transport.tls.TlsChannel;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
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
    private final Deadline deadline = new Deadline();
    private final WriteTarget target;
    private final ArrayList<Exchange> congested = new ArrayList<>(0);
    private WireConnection wire;
    private Phase phase = Phase.OPEN;
    private boolean multiplexed;
    private boolean reading = true;
    private boolean ended;

    private long stalledAt = Long.MAX_VALUE;
    private long stalledRemaining;

    /** When a connection that is asked to end does so without having been asked for anything more. */
    private long lastCall = Long.MAX_VALUE;

    private final @Nullable ConnectionEvent recorded = HttpEvents.connection();
    private @Nullable BlockedEvent blocked;
    private final ArrayList<Account> accounts = new ArrayList<>(0);
    private long requests;
    private long seenStalls;
    private long seenLimits;

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
        stalledAt = Long.MAX_VALUE;
        BlockedEvent event = blocked;
        blocked = null;
        if (event != null) event.commit();
        touch();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        phase = Phase.CLOSED;
        loop().cancel(deadline);
        record(cause);
        channel.out().clear();
        exchanges.failAll(cause != null ? cause : new IOException("the connection was closed"));
        while (!accounts.isEmpty()) accounts.getLast().run();
        home.left(this);
    }

    private void record(@Nullable IOException cause) {
        noteTroubles();
        ConnectionEvent event = recorded;
        if (event == null) return;
        event.end();
        if (!event.shouldCommit()) return;
        event.remote = String.valueOf(channel.remote());
        event.protocol = protocol().name();
        event.requests = requests;
        event.cause = cause == null ? null : cause.getMessage();
        event.commit();
    }

    /** Tells the flight recorder what the machine has counted since the last look. */
    private void noteTroubles() {
        WireCounters counters = wire.counters();
        if (counters.flowStalls != seenStalls) {
            HttpEvents.stalled(channel.remote(), counters.flowStalls - seenStalls, wire.queued());
            seenStalls = counters.flowStalls;
        }
        if (counters.limitHits != seenLimits) {
            HttpEvents.limitHit(channel.remote(), counters.lastLimit);
            seenLimits = counters.limitHits;
        }
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
                    if (collecting != null) collect(exchange, collecting, last);
                } else {
                    wire.release(id, length);
                }
            }
            case WireEvent.TrailersReceived(int id, Fields trailers) -> {
                Exchange exchange = exchanges.get(id);
                if (exchange != null) {
                    exchange.receivedTrailers(trailers);
                    Collecting collecting = exchange.collecting();
                    if (collecting != null) collect(exchange, collecting, true);
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
        noteTroubles();
        seenStalls = seenLimits = 0;
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
        requests++;
        Account account = Account.open(this, home.observer(), head);
        if (lastCall != Long.MAX_VALUE) shutdown();
        if (last) {
            Request request = new Request(head, this, id, CompleteBody.NONE);
            Handler chosen = home.handler().choose(request);
            if (chosen.isNonBlocking()) respond(id, head, answer(chosen, request), account);
            else start(new Exchange(this, id, head, true, account), chosen, request);
            return;
        }
        if (head.method().equals(Method.CONNECT)) {
            // RFC 9110 9.3.6: what comes is the tunnel's, if there is to be one, and nobody's content.
            Request request = new Request(head, this, id, CompleteBody.NONE);
            start(new Exchange(this, id, head, false, account), home.handler().choose(request), request);
            return;
        }
        Exchange exchange = new Exchange(this, id, head, false, account);
        Request request = new Request(head, this, id, new Exchange.Inbound(exchange, announced(head)));
        Handler chosen = home.handler().choose(request);
        if (!chosen.isNonBlocking()) {
            start(exchange, chosen, request);
        } else if (announced(head) > home.config().maxBufferedContent()) {
            exchanges.put(exchange);
            respond(id, head, refusal(chosen, request, Status.CONTENT_TOO_LARGE), account);
            exchange.ended();
        } else {
            exchange.collect(chosen, request);
            exchanges.put(exchange);
        }
    }

    private void start(Exchange exchange, Handler handler, Request request) {
        exchanges.put(exchange);
        request.answeredBy(exchange);
        if (home.isDraining()) exchange.happens(Hooks.Moment.DRAINING);
        home.startThread(() -> exchange.serve(handler, request));
    }

    private static long announced(RequestHead head) {
        String length = head.fields().get(FieldName.CONTENT_LENGTH);
        if (length == null) return -1;
        try {
            return Long.parseLong(length.trim());
        } catch (NumberFormatException e) {
            return -1; // A list of equal lengths; the machine has judged it.
        }
    }

    /** A handler that does not wait gets its request once the content is complete. */
    private void collect(Exchange exchange, Collecting collecting, boolean last) {
        if (collecting.octets() > home.config().maxBufferedContent()) {
            exchange.stopCollecting();
            Response refusal = refusal(collecting.handler, collecting.request, Status.CONTENT_TOO_LARGE);
            respond(exchange.id, exchange.head, refusal, exchange.account);
            exchange.ended();
        } else if (last) {
            exchange.stopCollecting();
            exchanges.remove(exchange.id);
            respond(exchange.id, exchange.head, answer(collecting.handler, collecting.complete()), exchange.account);
        } else {
            wire.release(exchange.id, collecting.takeCredit());
        }
    }

    /** Calls the handler and turns whatever goes wrong into a response. On the loop or on the exchange's thread. */
    Response answer(Handler handler, Request request) {
        try {
            Response response = handler.handle(request);
            if (response != null) return opensByAccident(request, response) ? Responses.NO_TUNNEL : response;
            report("handler of " + request.path(), new NullPointerException("the handler returned no response"));
        } catch (ContentTooLargeException e) {
            return refusal(handler, request, Status.CONTENT_TOO_LARGE);
        } catch (ExchangeOverException e) {
            return Responses.INTERNAL_SERVER_ERROR; // Nobody is left to read it.
        } catch (Exception | StackOverflowError | AssertionError fault) {
            report("handler of " + request.path(), fault);
        }
        return refusal(handler, request, Status.INTERNAL_SERVER_ERROR);
    }

    private Response refusal(Handler handler, Request request, Status status) {
        try {
            return handler.refusal(request, status);
        } catch (RuntimeException | StackOverflowError | AssertionError fault) {
            report("error page for " + status.code() + " of " + request.path(), fault);
            return Responses.INTERNAL_SERVER_ERROR;
        }
    }

    /** RFC 9110 9.3.6: any success answers CONNECT by a tunnel, so a handler that knows of none must not succeed. */
    private static boolean opensByAccident(Request request, Response response) {
        return request.method().equals(Method.CONNECT)
                && response.tunnel() == null
                && response.head().status().isSuccessful();
    }

    void report(String what, Throwable fault) {
        home.report(what, fault);
    }

    /** Sends the answer of a handler that ran on the loop. */
    private void respond(int id, RequestHead head, Response response, @Nullable Account account) {
        if (response.tunnel() != null) {
            respondOnThread(id, head, response, account);
            return;
        }
        switch (response.body()) {
            case Body.Octets octets -> {
                wire.sendResponse(id, response.head(), octets.bytes());
                if (account != null)
                    close(account, id, response.head(), octets.bytes().length());
            }
            case Body.Written written -> respondWriting(id, head, response.head(), written, account);
            case Body.Stretch _, Body.Streamed _ -> respondOnThread(id, head, response, account);
        }
    }

    /** Sends what has to wait for files or for the peer. */
    private void respondOnThread(int id, RequestHead head, Response response, @Nullable Account account) {
        Exchange exchange = new Exchange(this, id, head, true, account);
        exchanges.put(exchange);
        home.startThread(() -> exchange.send(response));
    }

    private void respondWriting(
            int id, RequestHead head, ResponseHead start, Body.Written written, @Nullable Account account) {
        wire.sendResponse(id, written.length() < 0 ? start : Exchange.withLength(start, written.length()));
        boolean empty = head.method() == Method.HEAD || start.status().forbidsContent();
        LoopSink sink = new LoopSink(wire, id, empty ? -1 : written.length());
        try {
            if (!empty) written.writer().write(sink);
            sink.end();
            if (account != null) close(account, id, start, sink.written());
        } catch (IOException | RuntimeException fault) {
            report("content of " + head.target(), fault);
            wire.reset(id, ErrorCode.INTERNAL_ERROR);
            if (account != null) account.run();
        }
    }

    /** Keeps an account, so that it is closed with the connection at the latest. */
    void opened(Account account) {
        account.slot = accounts.size();
        accounts.add(account);
    }

    void closed(Account account) {
        Account last = accounts.removeLast();
        if (last == account) return;
        accounts.set(account.slot, last);
        last.slot = account.slot;
    }

    /** All of a response is handed over: the account is closed when it has left. */
    private void close(Account account, int id, ResponseHead head, long octets) {
        account.responded(head.status().code());
        account.sent(octets);
        account.completed();
        wire.markBody(id, account);
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
        noteTroubles();
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
        if (stalledAt == Long.MAX_VALUE) {
            stalledAt = loop().now();
            stalledRemaining = out.remaining();
            BlockedEvent event = HttpEvents.blocked();
            blocked = event;
            if (event != null) {
                event.remote = String.valueOf(channel.remote());
                event.octets = stalledRemaining;
            }
        }
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
        loop().schedule(deadline, loop().now() + home.config().lingerTime().toNanos());
    }

    // ---------------------------------------------------------------- time

    private void watch() {
        long next = Math.min(wire.deadline(), lastCall);
        if (stalledAt != Long.MAX_VALUE)
            next = Math.min(next, stalledAt + home.config().writeTimeout().toNanos());
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
                if (stalledAt != Long.MAX_VALUE
                        && now - stalledAt >= home.config().writeTimeout().toNanos()) {
                    if (channel.out().remaining() == stalledRemaining) {
                        channel.abort();
                        return;
                    }
                    stalledAt = now;
                    stalledRemaining = channel.out().remaining();
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

    /** The one timer of a connection. Moved only to come earlier; one that rings too early just looks again. */
    private final class Deadline extends Timer {

        private long at = Long.MAX_VALUE;

        void meet(long next) {
            if (next >= at) return;
            at = next;
            loop().schedule(this, next);
        }

        @Override
        protected void fire(long now) {
            at = Long.MAX_VALUE;
            late(now);
        }
    }

    // ---------------------------------------------------------------- what exchanges and the server ask

    EventLoop loop() {
        return channel.loop();
    }

    WireConnection wire() {
        return wire;
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
