package dev.hawser.wire.h2;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.StreamState.Input;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection (RFC 9113) in either role, without a socket. See {@link WireConnection} for how it is driven.
 *
 * <p>This class holds what both halves share: the streams and how they come and go. {@link Receiver} cuts and checks
 * frames, {@link HeadReceiver} reads heads, {@link Sender} commits frames, {@link Intake} keeps the windows that the peer
 * sends into.
 */
public final class H2Connection implements WireConnection {

    /** RFC 9113 6.8: the first of two GOAWAY frames of a graceful end names the highest stream of all. */
    private static final int ALL_STREAMS = Integer.MAX_VALUE;

    private static final long KEEP_ALIVE_PING = 0x6861_7773_6572_4b41L;
    private static final long SHUTDOWN_PING = 0x6861_7773_6572_5348L;

    /** A client may open so many streams until the server says how many (RFC 9113 6.5.2 recommends no less). */
    private static final int STREAMS_BEFORE_SETTINGS = 100;

    private static final int EARLY_PRIORITIES = 16;

    final Limits limits;

    private final boolean server;
    private final H2Config config;
    private final WireCounters counters = new WireCounters();
    private final StreamTable streams = new StreamTable();
    private final ClosedStreams closed = new ClosedStreams();
    private final Deadlines deadlines;
    private final Intake intake;
    private final Bandwidth bandwidth;
    private final Receiver receiver;
    private final Sender sender;

    private long now;
    private @Nullable ArrayDeque<WireEvent> pending;

    /** The highest stream that the peer has opened; in the client role, that this side has opened. */
    private int highestStream;

    /** Streams that the application does not know of. */
    private int mutedStreams;

    private int unacknowledgedSettings;
    private boolean settingsEverAcknowledged;
    private long peerStreams = STREAMS_BEFORE_SETTINGS;
    private boolean peerTakesExtendedConnect;

    /** Pairs of stream and priority that came before their streams (RFC 9218 7.1). */
    private int @Nullable [] earlyPriorities;

    private int earlyPriorityCount;

    /** How far this connection is from its end. */
    private enum Phase {
        OPEN,
        /** The first GOAWAY is out, or in the client role the only one: no new streams of ours. */
        CLOSING,
        /** The final GOAWAY is out: streams above {@link #lastStream} are ignored. */
        DRAINING,
        /** The connection is lost; GOAWAY says why. */
        FAILED
    }

    private Phase phase = Phase.OPEN;

    /** The highest stream that is still served once the final GOAWAY is out. */
    private int lastStream = ALL_STREAMS;

    private boolean peerGoesAway;
    private boolean peerEnded;

    private H2Connection(boolean server, H2Config config, @Nullable DateField date, long now) {
        this.server = server;
        this.config = config;
        this.now = now;
        this.limits = new Limits(config);
        this.deadlines = new Deadlines(config, now);
        this.intake = new Intake(config);
        this.bandwidth = new Bandwidth(config.streamWindow, config.growWindows ? config.maxWindow : 0);
        this.sender = new Sender(this, config, date, counters);
        this.receiver = new Receiver(this, config, intake, deadlines, new HeadReceiver(this, config));
    }

    /**
     * The server's side, by prior knowledge or ALPN: expects the client's preface.
     *
     * @param date what Date fields are taken from; the caller ticks it
     */
    public static H2Connection server(H2Config config, DateField date, long now) {
        H2Connection connection = new H2Connection(true, config, date, now);
        connection.sendSettings();
        return connection;
    }

    /**
     * The server's side after an upgrade from HTTP/1.1 (RFC 7540 3.2): {@code head} is stream 1, whose content has ended.
     * The client's preface is still to come.
     *
     * @param http2Settings the payload of a SETTINGS frame, decoded from HTTP2-Settings
     */
    public static H2Connection serverAfterUpgrade(
            H2Config config, DateField date, RequestHead head, byte[] http2Settings, long now) {
        H2Connection connection = server(config, date, now);
        connection.takeUpgrade(head, http2Settings);
        return connection;
    }

    /** The client's side. It speaks first: its preface is in the first fill. */
    public static H2Connection client(H2Config config, long now) {
        H2Connection connection = new H2Connection(false, config, null, now);
        connection.sender.control.preface();
        connection.sendSettings();
        return connection;
    }

    private void sendSettings() {
        if (server) {
            sender.control.settings(
                    Frames.SETTINGS_MAX_CONCURRENT_STREAMS, config.maxConcurrentStreams,
                    Frames.SETTINGS_INITIAL_WINDOW_SIZE, config.streamWindow,
                    Frames.SETTINGS_MAX_FRAME_SIZE, config.maxFrameSize,
                    Frames.SETTINGS_HEADER_TABLE_SIZE, config.headerTableSize,
                    Frames.SETTINGS_MAX_HEADER_LIST_SIZE, config.maxFieldOctets,
                    Frames.SETTINGS_ENABLE_CONNECT_PROTOCOL, config.extendedConnect ? 1 : 0,
                    Frames.SETTINGS_NO_RFC7540_PRIORITIES, 1);
        } else {
            sender.control.settings(
                    Frames.SETTINGS_ENABLE_PUSH, 0,
                    Frames.SETTINGS_INITIAL_WINDOW_SIZE, config.streamWindow,
                    Frames.SETTINGS_MAX_FRAME_SIZE, config.maxFrameSize,
                    Frames.SETTINGS_HEADER_TABLE_SIZE, config.headerTableSize,
                    Frames.SETTINGS_MAX_HEADER_LIST_SIZE, config.maxFieldOctets,
                    Frames.SETTINGS_NO_RFC7540_PRIORITIES, 1);
        }
        settingsSent();
        intake.giveCredit(sender.control);
    }

    private void settingsSent() {
        unacknowledgedSettings++;
        deadlines.settingsSent(now);
    }

    private void takeUpgrade(RequestHead head, byte[] http2Settings) {
        WireEvent failure = http2Settings.length % 6 == 0
                ? applySettings(http2Settings, 0, http2Settings.length)
                : fail(ErrorCode.FRAME_SIZE_ERROR, "HTTP2-Settings of %d octets".formatted(http2Settings.length));
        if (failure != null) {
            pending(failure);
            return;
        }
        highestStream = 1;
        counters.requests++;
        H2Stream s = open(1);
        s.withoutContent = head.method().equals(Method.HEAD);
        received(s, Input.RECEIVE_HEADERS);
        received(s, Input.RECEIVE_END);
        pending(new WireEvent.RequestReceived(1, head, true));
    }

    // ---- what the driver calls

    @Override
    public void receive(byte[] array, int from, int to, long time) {
        Objects.checkFromToIndex(from, to, array.length);
        now = time;
        if (phase == Phase.FAILED) return;
        deadlines.heard(time);
        receiver.reader.receive(array, from, to);
    }

    @Override
    public void receiveEnd(long time) {
        now = time;
        if (phase == Phase.FAILED || peerEnded) return;
        peerEnded = true;
        deadlines.clear();
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; ) {
                H2Stream following = s.nextInSlot;
                // What the peer has asked for in full can still be answered.
                if (s.state != StreamState.HALF_CLOSED_REMOTE) {
                    dropAndTell(s, ErrorCode.CANCEL, true, false, "the connection was closed by the peer");
                }
                s = following;
            }
        }
    }

    @Override
    public @Nullable WireEvent poll() {
        ArrayDeque<WireEvent> first = pending;
        if (first != null) {
            WireEvent event = first.poll();
            if (first.isEmpty()) pending = null;
            if (event != null) return event;
        }
        if (phase == Phase.FAILED) return null;
        WireEvent event = receiver.poll();
        if (event != null || pending == null) return event;
        return poll();
    }

    @Override
    public boolean wantsInput() {
        return true;
    }

    @Override
    public void sendInformational(int exchange, ResponseHead head) {
        if (!head.status().isInformational() || head.status().equals(Status.SWITCHING_PROTOCOLS)) {
            throw new IllegalArgumentException("interim response %s on stream %d".formatted(head.status(), exchange));
        }
        H2Stream s = sending(exchange);
        if (s == null) return;
        if (s.finalHeadSent) throw new IllegalStateException("interim response behind the final on stream " + exchange);
        s.queueInterim(head);
        sender.activate(s);
    }

    @Override
    public void sendResponse(int exchange, ResponseHead head) {
        H2Stream s = sendingResponse(exchange, head);
        if (s == null) return;
        queueHead(s, head);
        sender.activate(s);
    }

    @Override
    public void sendResponse(int exchange, ResponseHead head, Bytes body) {
        H2Stream s = sendingResponse(exchange, head);
        if (s == null) return;
        ResponsePlan plan = queueHead(s, head);
        boolean forbidden = s.withoutContent && head.status().forbidsContent();
        if (!plan.hasLength && !forbidden) s.addedLength = body.length();
        if (!s.withoutContent && !body.isEmpty()) s.queue(body, body.length());
        s.endQueued = true;
        sender.activate(s);
    }

    private ResponsePlan queueHead(H2Stream s, ResponseHead head) {
        ResponsePlan plan = ResponsePlan.of(head);
        s.head = head;
        s.finalHeadSent = true;
        if (head.status().forbidsContent()) s.withoutContent = true;
        if (plan.priority != null) sender.scheduler.change(s, Priority.parse(plan.priority, s.priority));
        return plan;
    }

    @Override
    public int sendRequest(RequestHead head, Bytes body) {
        H2Stream s = openRequest(head);
        if (!body.isEmpty()) {
            s.queue(body, body.length());
            if (!head.fields().contains(FieldName.CONTENT_LENGTH)) s.addedLength = body.length();
        }
        s.endQueued = true;
        sender.activate(s);
        return s.id;
    }

    @Override
    public int sendRequest(RequestHead head) {
        H2Stream s = openRequest(head);
        sender.activate(s);
        return s.id;
    }

    private H2Stream openRequest(RequestHead head) {
        if (server) throw new IllegalStateException("sendRequest in the server role");
        if (!canOpen()) {
            throw new IllegalStateException(
                    "sendRequest with %d of %d streams open, %s".formatted(streams.size(), peerStreams, phase));
        }
        if (head.protocol() != null && !peerTakesExtendedConnect) {
            throw new IllegalStateException("extended CONNECT, which the peer has not offered");
        }
        highestStream += highestStream == 0 ? 1 : 2;
        counters.requests++;
        H2Stream s = open(highestStream);
        s.head = head;
        s.finalHeadSent = true;
        s.answerWithoutContent = head.method().equals(Method.HEAD);
        s.tunnel = head.method().equals(Method.CONNECT);
        return s;
    }

    @Override
    public boolean canOpen() {
        return !server
                && phase == Phase.OPEN
                && !peerGoesAway
                && !peerEnded
                && streams.size() < peerStreams
                && highestStream < Integer.MAX_VALUE - 2;
    }

    @Override
    public void sendBody(int exchange, Bytes piece) {
        H2Stream s = sendingBody(exchange);
        if (s != null && !piece.isEmpty()) queuePiece(s, piece, piece.length());
    }

    @Override
    public void sendBody(int exchange, FileRegion piece) {
        H2Stream s = sendingBody(exchange);
        if (s != null && piece.length() != 0) queuePiece(s, piece, piece.length());
    }

    private void queuePiece(H2Stream s, Object piece, long length) {
        if (s.withoutContent) return;
        s.queue(piece, length);
        if (s.queued > config.highWatermark) s.aboveHigh = true;
        sender.activate(s);
    }

    @Override
    public void endBody(int exchange) {
        H2Stream s = sendingBody(exchange);
        if (s == null) return;
        s.endQueued = true;
        sender.activate(s);
    }

    @Override
    public void endBody(int exchange, Fields trailers) {
        H2Stream s = sendingBody(exchange);
        if (s == null) return;
        if (!trailers.isEmpty() && !s.withoutContent) s.trailers = trailers;
        s.endQueued = true;
        sender.activate(s);
    }

    @Override
    public void markBody(int exchange, Runnable action) {
        H2Stream s = streams.get(exchange);
        if (s == null || s.queued == 0) {
            // Everything is in the list already, or dropped; the list's own order says when it has left.
            afterCommitted(action);
            return;
        }
        s.queue(action, 0);
    }

    @Override
    public void sendUpgrade(int exchange, ResponseHead head) {
        if (!head.status().isSuccessful()) {
            throw new IllegalArgumentException("a tunnel over HTTP/2 is accepted with 2xx, not " + head.status());
        }
        sendResponse(exchange, head);
    }

    @Override
    public void reset(int exchange, ErrorCode code) {
        H2Stream s = streams.get(exchange);
        if (s == null) {
            checkKnown(exchange);
            return;
        }
        counters.resetsByUs++;
        // A request whose HEADERS were never sent does not exist for the peer.
        if (s.state != StreamState.IDLE) tellReset(s.id, code);
        drop(s);
    }

    @Override
    public void release(int exchange, int octets) {
        if (octets < 0) throw new IllegalArgumentException("release of %d octets".formatted(octets));
        H2Stream s = streams.get(exchange);
        if (s == null) return;
        intake.released(s, octets);
    }

    @Override
    public long queued(int exchange) {
        H2Stream s = streams.get(exchange);
        return s == null ? 0 : s.queued;
    }

    @Override
    public void fill(BufList out, long target) {
        if (phase != Phase.FAILED && intake.hasCredit()) intake.giveCredit(sender.control);
        runMarks(out);
        sender.fill(out, target);
    }

    @Override
    public boolean wantsOutput() {
        return sender.hasOutput() || marks != null || (phase != Phase.FAILED && intake.hasCredit());
    }

    @Override
    public long deadline() {
        return deadlines.next(sender.heldUntil());
    }

    @Override
    public void expire(long time) {
        now = time;
        sender.expire(streams, time);
        if (phase == Phase.FAILED) return;
        if (Deadlines.isPast(deadlines.preface, time)) {
            pendingFailure(calm("preface"));
        } else if (Deadlines.isPast(deadlines.settingsAck, time)) {
            countLimit("settings-ack");
            pendingFailure(fail(ErrorCode.SETTINGS_TIMEOUT, "SETTINGS were not acknowledged"));
        } else if (Deadlines.isPast(deadlines.frame, time)) {
            pendingFailure(calm("frame"));
        } else if (Deadlines.isPast(deadlines.keepAlive, time)) {
            keepAlive();
        }
        if (Deadlines.isPast(deadlines.shutdown, time)) drain();
    }

    private void keepAlive() {
        if (deadlines.keepAlivePending) {
            pendingFailure(fail(ErrorCode.NO_ERROR, "no answer to PING"));
            return;
        }
        sender.control.ping(KEEP_ALIVE_PING);
        deadlines.keepAliveAsked(now);
    }

    @Override
    public void shutdown() {
        if (phase != Phase.OPEN) return;
        phase = Phase.CLOSING;
        if (!server) {
            // Nothing comes from a server but answers.
            sender.control.goAway(0, ErrorCode.NO_ERROR, "");
            return;
        }
        sender.control.goAway(ALL_STREAMS, ErrorCode.NO_ERROR, "");
        sender.control.ping(SHUTDOWN_PING);
        deadlines.shutdown = now + config.shutdownNanos;
    }

    /** What was under way when the first GOAWAY left has come by now: the final one names it. */
    private void drain() {
        deadlines.shutdown = Deadlines.NEVER;
        if (phase != Phase.CLOSING || !server) return;
        phase = Phase.DRAINING;
        lastStream = highestStream;
        sender.control.goAway(lastStream, ErrorCode.NO_ERROR, "");
    }

    @Override
    public boolean isFinished() {
        if (!sender.control.isEmpty() || pending != null) return false;
        if (phase == Phase.FAILED) return true;
        if (streams.size() != 0 || sender.hasOutput()) return false;
        return peerEnded || phase == Phase.DRAINING || (phase == Phase.CLOSING && !server) || (!server && peerGoesAway);
    }

    @Override
    public int exchanges() {
        return streams.size() - mutedStreams;
    }

    @Override
    public WireCounters counters() {
        return counters;
    }

    // ---- marks that no content precedes

    private @Nullable ArrayDeque<Runnable> marks;

    private void afterCommitted(Runnable action) {
        ArrayDeque<Runnable> all = marks;
        if (all == null) marks = all = new ArrayDeque<>(4);
        all.add(action);
    }

    private void runMarks(BufList out) {
        ArrayDeque<Runnable> all = marks;
        if (all == null) return;
        marks = null;
        for (Runnable mark = all.poll(); mark != null; mark = all.poll()) out.mark(mark);
    }

    // ---- checks of what the caller asks

    /** The stream to send on; null if it is over, which is a race that every caller can lose. */
    private @Nullable H2Stream sending(int exchange) {
        H2Stream s = streams.get(exchange);
        if (s == null) {
            checkKnown(exchange);
            return null;
        }
        if (s.endQueued || s.state == StreamState.HALF_CLOSED_LOCAL) {
            throw new IllegalStateException("sending on stream %d, which was ended".formatted(exchange));
        }
        return s;
    }

    private @Nullable H2Stream sendingResponse(int exchange, ResponseHead head) {
        if (!server) throw new IllegalStateException("sendResponse in the client role");
        if (head.status().isInformational()) {
            throw new IllegalArgumentException("%s as the final response".formatted(head.status()));
        }
        H2Stream s = sending(exchange);
        if (s != null && s.finalHeadSent) {
            throw new IllegalStateException("a second final response on stream " + exchange);
        }
        return s;
    }

    private @Nullable H2Stream sendingBody(int exchange) {
        H2Stream s = sending(exchange);
        if (s != null && !s.finalHeadSent) {
            throw new IllegalStateException("content before a response on stream " + exchange);
        }
        return s;
    }

    private void checkKnown(int exchange) {
        if (exchange <= 0 || isIdle(exchange))
            throw new IllegalStateException("stream %d was never open".formatted(exchange));
    }

    // ---- what both halves ask and tell

    boolean isServer() {
        return server;
    }

    long now() {
        return now;
    }

    boolean isOver() {
        return phase == Phase.FAILED;
    }

    @Nullable
    H2Stream stream(int id) {
        return streams.get(id);
    }

    /** Whether a stream has not been opened yet. Server push being refused, even ones never are. */
    boolean isIdle(int id) {
        return (id & 1) == 0 || id > highestStream;
    }

    boolean isFull() {
        return streams.size() >= config.maxConcurrentStreams;
    }

    /** Whether new streams are ignored, since the final GOAWAY said so. */
    boolean isRefusing(int id) {
        return phase == Phase.DRAINING && id > lastStream;
    }

    void peerOpened(int id) {
        closed.addGap(highestStream, id);
        highestStream = id;
    }

    H2Stream open(int id) {
        return streams.open(id, sender.streamWindow(), intake.streamWindow());
    }

    /** Moves a stream on; takes it out when both sides have ended. */
    void received(H2Stream s, Input input) {
        StreamState next = StreamState.next(s.state, input);
        if (next == null) throw new AssertionError(input + " on " + s);
        s.state = next;
        if (next == StreamState.CLOSED) close(s);
    }

    /** This side of the stream is all committed. */
    void sentAll(H2Stream s) {
        if (s.state == StreamState.CLOSED) {
            close(s);
        } else if (s.muted) {
            // RFC 9113 8.1: the answer did not need the rest of the request.
            tellReset(s.id, ErrorCode.NO_ERROR);
            drop(s);
        }
    }

    private void close(H2Stream s) {
        sender.scheduler.remove(s);
        receiver.forget(s);
        intake.forget(s);
        if (s.muted) mutedStreams--;
        streams.remove(s);
    }

    /** Takes a stream out before its end. What is not committed is dropped; what is, stays in the list. */
    private void drop(H2Stream s) {
        s.dropContent();
        s.state = StreamState.CLOSED;
        close(s);
    }

    private void dropAndTell(H2Stream s, ErrorCode code, boolean byPeer, boolean unprocessed, String reason) {
        if (!s.muted) pending(new WireEvent.ExchangeReset(s.id, code, byPeer, unprocessed, reason));
        drop(s);
    }

    private void tellReset(int id, ErrorCode code) {
        closed.addReset(id);
        sender.control.reset(id, code);
    }

    void drained(H2Stream s) {
        pending(new WireEvent.BodyDrained(s.id));
    }

    void useful() {
        limits.useful();
    }

    void pending(WireEvent event) {
        ArrayDeque<WireEvent> events = pending;
        if (events == null) pending = events = new ArrayDeque<>(4);
        events.add(event);
    }

    private void pendingFailure(WireEvent failure) {
        pending(failure);
    }

    boolean hasPending() {
        return pending != null;
    }

    void countLimit(String name) {
        counters.limitHits++;
        counters.lastLimit = name;
    }

    // ---- faults of the peer

    /** The connection is lost: GOAWAY tells the peer why, and no stream survives. */
    WireEvent fail(ErrorCode code, String reason) {
        sender.control.goAway(highestStreamOfPeer(), code, reason);
        phase = Phase.FAILED;
        deadlines.clear();
        receiver.close();
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; ) {
                H2Stream following = s.nextInSlot;
                drop(s);
                s = following;
            }
        }
        return new WireEvent.ConnectionFailed(code, reason);
    }

    private int highestStreamOfPeer() {
        return server ? Math.min(highestStream, lastStream) : 0;
    }

    /** A limit was passed. */
    WireEvent calm(String limit) {
        countLimit(limit);
        return fail(ErrorCode.ENHANCE_YOUR_CALM, "limit: " + limit);
    }

    /** The peer broke a rule on an open stream. */
    @Nullable
    WireEvent resetByFault(H2Stream s, ErrorCode code, String reason) {
        counters.resetsByUs++;
        if (!limits.reset(now)) return calm("resets");
        int id = s.id;
        boolean muted = s.muted;
        tellReset(id, code);
        drop(s);
        return muted ? null : new WireEvent.ExchangeReset(id, code, false, false, reason);
    }

    /** The peer tried to open a stream against the rules; nobody has heard of it. */
    @Nullable
    WireEvent refuseByFault(int id, ErrorCode code, String reason) {
        counters.resetsByUs++;
        if (!limits.reset(now)) return calm("resets");
        tellReset(id, code);
        return null;
    }

    /** The peer opened more streams than it may. */
    @Nullable
    WireEvent refuse(int id) {
        counters.resetsByUs++;
        countLimit("streams");
        boolean allowed = settingsEverAcknowledged ? limits.reset(now) : limits.earlyRefusal();
        if (!allowed) return calm("streams");
        tellReset(id, ErrorCode.REFUSED_STREAM);
        return null;
    }

    /** A request whose field list is too large is answered, since a reset would not say why (RFC 6585 5). */
    @Nullable
    WireEvent answerTooLarge(int id, boolean ends) {
        countLimit("fields");
        counters.requests++;
        H2Stream s = open(id);
        s.muted = true;
        mutedStreams++;
        received(s, Input.RECEIVE_HEADERS);
        if (ends) received(s, Input.RECEIVE_END);
        sendResponse(id, ResponseHead.of(Status.REQUEST_HEADER_FIELDS_TOO_LARGE), Bytes.empty());
        return null;
    }

    /** A frame for a stream that is over, or never was. */
    @Nullable
    WireEvent frameOnClosed(int id, int type) {
        // RFC 9113 5.1: what was under way when this side reset the stream is no fault.
        if (closed.wasReset(id) || isRefusing(id)) {
            return limits.idleFrame(now) ? null : calm("idle-frames");
        }
        String what = "%s on closed stream %d".formatted(Frames.name(type), id);
        if (type == Frames.HEADERS) {
            // RFC 9113 5.1.1: identifiers only rise; 5.1: the end of a stream is final.
            return closed.wasSkipped(id) ? fail(ErrorCode.PROTOCOL_ERROR, what) : fail(ErrorCode.STREAM_CLOSED, what);
        }
        return refuseByFault(id, ErrorCode.STREAM_CLOSED, what);
    }

    /** A fault on a stream in whatever state. */
    @Nullable
    WireEvent streamFault(int id, ErrorCode code, String reason, int detail) {
        String text = reason.formatted(detail);
        if (isIdle(id)) return fail(code, text);
        H2Stream s = streams.get(id);
        return s == null ? refuseByFault(id, code, text) : resetByFault(s, code, text);
    }

    // ---- what control frames mean

    @Nullable
    WireEvent resetByPeer(H2Stream s, ErrorCode code) {
        counters.resetsByPeer++;
        if (server && !limits.reset(now)) return calm("resets");
        int id = s.id;
        boolean muted = s.muted;
        drop(s);
        return muted
                ? null
                : new WireEvent.ExchangeReset(
                        id, code, true, code == ErrorCode.REFUSED_STREAM, "RST_STREAM from the peer");
    }

    @Nullable
    WireEvent settings(byte[] payload, int from, int to) {
        if (!limits.reply(now, sender.control.replies())) return calm("replies");
        WireEvent failure = applySettings(payload, from, to);
        if (failure == null) sender.control.settingsAck();
        return failure;
    }

    private @Nullable WireEvent applySettings(byte[] payload, int from, int to) {
        for (int at = from; at < to; at += 6) {
            long value = Frames.getInt(payload, at + 2) & 0xffff_ffffL;
            WireEvent failure = applySetting(Frames.getShort(payload, at), value);
            if (failure != null) return failure;
        }
        return null;
    }

    private @Nullable WireEvent applySetting(int key, long value) {
        switch (key) {
            case Frames.SETTINGS_HEADER_TABLE_SIZE -> sender.heads.limitTable(value);
            case Frames.SETTINGS_ENABLE_PUSH -> {
                // RFC 9113 6.5.2: a server may only say 0.
                if (value > (server ? 1 : 0)) return badSetting("ENABLE_PUSH", value);
            }
            case Frames.SETTINGS_MAX_CONCURRENT_STREAMS -> peerStreams = value;
            case Frames.SETTINGS_INITIAL_WINDOW_SIZE -> {
                if (value > Frames.MOST_WINDOW) {
                    return fail(ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE of " + value);
                }
                if (!sender.limitStreams(streams, value)) {
                    return fail(ErrorCode.FLOW_CONTROL_ERROR, "a stream's window beyond its maximum by SETTINGS");
                }
            }
            case Frames.SETTINGS_MAX_FRAME_SIZE -> {
                if (value < Frames.DEFAULT_FRAME_SIZE || value > Frames.MOST_FRAME_SIZE) {
                    return badSetting("MAX_FRAME_SIZE", value);
                }
                sender.limitFrames((int) value);
            }
            case Frames.SETTINGS_ENABLE_CONNECT_PROTOCOL -> {
                // RFC 8441 3: it cannot be taken back.
                if (value > 1 || (value == 0 && peerTakesExtendedConnect)) {
                    return badSetting("ENABLE_CONNECT_PROTOCOL", value);
                }
                peerTakesExtendedConnect = value == 1;
            }
            case Frames.SETTINGS_NO_RFC7540_PRIORITIES -> {
                if (value > 1) return badSetting("NO_RFC7540_PRIORITIES", value);
            }
            // RFC 9113 6.5.2: unknown ones are ignored. MAX_HEADER_LIST_SIZE is advice.
            default -> {}
        }
        return null;
    }

    private WireEvent badSetting(String name, long value) {
        return fail(ErrorCode.PROTOCOL_ERROR, "SETTINGS_%s of %d".formatted(name, value));
    }

    /** False if there was nothing to acknowledge. */
    boolean settingsAcknowledged() {
        if (unacknowledgedSettings == 0) return false;
        unacknowledgedSettings--;
        settingsEverAcknowledged = true;
        deadlines.settingsAck = Deadlines.NEVER;
        if (unacknowledgedSettings != 0) deadlines.settingsSent(now);
        return true;
    }

    @Nullable
    WireEvent ping(long payload) {
        if (!limits.reply(now, sender.control.replies())) return calm("replies");
        sender.control.pingAck(payload);
        return null;
    }

    /** False if it answers nothing that was asked. */
    boolean pingAnswered(long payload) {
        if (payload == Bandwidth.PING) {
            int before = intake.streamWindow();
            int window = bandwidth.answered(now);
            if (window > before) {
                intake.widen(window, streams, sender.control);
                settingsSent();
            }
            return true;
        }
        if (payload == KEEP_ALIVE_PING && deadlines.keepAlivePending) {
            deadlines.keepAliveAnswered(now);
            return true;
        }
        if (payload == SHUTDOWN_PING && phase == Phase.CLOSING) {
            drain();
            return true;
        }
        return false;
    }

    /** Counts content that came, for the windows' growth. */
    void measure(int octets) {
        if (bandwidth.received(octets, now)) sender.control.ping(Bandwidth.PING);
    }

    @Nullable
    WireEvent goAway(int last, ErrorCode code, String debug) {
        peerGoesAway = true;
        if (!server) {
            for (int slot = 0; slot < streams.slots(); slot++) {
                for (H2Stream s = streams.inSlot(slot); s != null; ) {
                    H2Stream following = s.nextInSlot;
                    if (s.id > last) dropAndTell(s, code, true, true, "above the last stream of GOAWAY");
                    s = following;
                }
            }
        }
        return new WireEvent.GoAwayReceived(last, code, debug);
    }

    @Nullable
    WireEvent widen(int increment) {
        if (increment == 0) return fail(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0");
        if (sender.widen(increment)) return null;
        return fail(ErrorCode.FLOW_CONTROL_ERROR, "WINDOW_UPDATE of %d beyond the maximum".formatted(increment));
    }

    @Nullable
    WireEvent widen(int id, int increment) {
        H2Stream s = streams.get(id);
        if (increment == 0) return streamFault(id, ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of %d", 0);
        // RFC 9113 5.1: on a closed stream it may have been under way.
        if (s == null || sender.widen(s, increment)) return null;
        return resetByFault(
                s, ErrorCode.FLOW_CONTROL_ERROR, "WINDOW_UPDATE of %d beyond the maximum".formatted(increment));
    }

    void reprioritize(int id, int priority) {
        H2Stream s = streams.get(id);
        if (s != null) {
            sender.scheduler.change(s, priority);
        } else if (isIdle(id)) {
            int[] early = earlyPriorities;
            if (early == null) earlyPriorities = early = new int[2 * EARLY_PRIORITIES];
            int at = 2 * (earlyPriorityCount++ & (EARLY_PRIORITIES - 1));
            early[at] = id;
            early[at + 1] = priority;
        }
    }

    /** RFC 9218 7.1: PRIORITY_UPDATE overrules the priority field, even if it came first. */
    void takeEarlyPriority(H2Stream s) {
        int[] early = earlyPriorities;
        if (early == null) return;
        for (int at = 0; at < early.length; at += 2) {
            if (early[at] != s.id) continue;
            s.priority = early[at + 1];
            early[at] = 0;
        }
    }

    @Override
    public String toString() {
        return "%s, %s, %d streams".formatted(server ? "server" : "client", phase, streams.size());
    }
}
