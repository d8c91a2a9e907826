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
import dev.hawser.wire.h2.Session.Phase;
import dev.hawser.wire.h2.StreamState.Input;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection (RFC 9113) in either role, without a socket. See {@link WireConnection} for how it is driven.
 *
 * <p>This class checks what its caller asks for. {@link Session} holds the streams and how they come and go,
 * {@link Receiver} cuts and checks frames, {@link HeadReceiver} and {@link ControlReceiver} know what they mean,
 * {@link Sender} commits frames, {@link Intake} keeps the windows that the peer sends into.
 */
public final class H2Connection implements WireConnection {

    final Session session;

    private final boolean server;
    private final H2Config config;
    private final StreamTable streams;
    private final Sender sender;
    private final Intake intake;
    private final Deadlines deadlines;
    private final ControlReceiver control;

    private boolean peerEnded;

    private H2Connection(boolean server, H2Config config, @Nullable DateField date, long now) {
        this.server = server;
        this.config = config;
        this.session = new Session(server, config, date, now);
        this.streams = session.streams;
        this.sender = session.sender;
        this.intake = session.intake;
        this.deadlines = session.deadlines;
        this.control = session.control;
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
        control.settingsSent();
        intake.giveCredit(sender.control);
    }

    private void takeUpgrade(RequestHead head, byte[] http2Settings) {
        WireEvent failure = http2Settings.length % 6 == 0
                ? control.applySettings(http2Settings, 0, http2Settings.length)
                : session.fail(
                        ErrorCode.FRAME_SIZE_ERROR, "HTTP2-Settings of %d octets".formatted(http2Settings.length));
        if (failure != null) {
            session.pending(failure);
            return;
        }
        session.highestStream = 1;
        session.counters.requests++;
        H2Stream s = session.open(1);
        s.withoutContent = head.method().equals(Method.HEAD);
        session.received(s, Input.RECEIVE_HEADERS);
        session.received(s, Input.RECEIVE_END);
        session.pending(new WireEvent.RequestReceived(1, head, true));
    }

    // ---- what the driver calls

    @Override
    public void receive(byte[] array, int from, int to, long time) {
        Objects.checkFromToIndex(from, to, array.length);
        session.now = time;
        if (session.isOver()) return;
        deadlines.heard(time);
        session.receiver.reader.receive(array, from, to);
    }

    @Override
    public void receiveEnd(long time) {
        session.now = time;
        if (session.isOver() || peerEnded) return;
        peerEnded = true;
        deadlines.clear();
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; ) {
                H2Stream following = s.nextInSlot;
                // What the peer has asked for in full can still be answered.
                if (s.state != StreamState.HALF_CLOSED_REMOTE) {
                    session.dropAndTell(s, ErrorCode.CANCEL, true, false, "the connection was closed by the peer");
                }
                s = following;
            }
        }
    }

    @Override
    public @Nullable WireEvent poll() {
        WireEvent first = session.takePending();
        if (first != null || session.isOver()) return first;
        WireEvent event = session.receiver.poll();
        return event != null ? event : session.takePending();
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
            throw new IllegalStateException("sendRequest with %d of %d streams open, %s"
                    .formatted(streams.size(), control.peerStreams, session.phase));
        }
        if (head.protocol() != null && !control.peerTakesExtendedConnect) {
            throw new IllegalStateException("extended CONNECT, which the peer has not offered");
        }
        session.highestStream += session.highestStream == 0 ? 1 : 2;
        session.counters.requests++;
        H2Stream s = session.open(session.highestStream);
        s.head = head;
        s.finalHeadSent = true;
        s.answerWithoutContent = head.method().equals(Method.HEAD);
        s.tunnel = head.method().equals(Method.CONNECT);
        return s;
    }

    @Override
    public boolean canOpen() {
        return !server
                && session.phase == Phase.OPEN
                && !control.peerGoesAway
                && !peerEnded
                && streams.size() < control.peerStreams
                && session.highestStream < Integer.MAX_VALUE - 2;
    }

    @Override
    public ExtendedConnect extendedConnect() {
        if (control.peerTakesExtendedConnect) return ExtendedConnect.TAKEN;
        return session.receiver.isGreeted() ? ExtendedConnect.REFUSED : ExtendedConnect.UNKNOWN;
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
        if (s.queued == 0) s.movedAt = session.now();
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
        if (s == null || !s.isUncommitted()) {
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
        session.counters.resetsByUs++;
        // A request whose HEADERS were never sent does not exist for the peer.
        if (s.state != StreamState.IDLE) session.tellReset(s.id, code);
        session.drop(s);
    }

    @Override
    public void release(int exchange, int octets) {
        if (octets < 0) throw new IllegalArgumentException("release of %d octets".formatted(octets));
        H2Stream s = streams.get(exchange);
        if (s == null) return;
        intake.released(s, octets);
        s.movedAt = session.now();
    }

    @Override
    public long queued(int exchange) {
        H2Stream s = streams.get(exchange);
        return s == null ? 0 : s.queued;
    }

    @Override
    public long queued() {
        return streams.queued();
    }

    @Override
    public void fill(BufList out, long target) {
        if (!session.isOver() && intake.hasCredit()) intake.giveCredit(sender.control);
        runMarks(out);
        sender.fill(out, target);
    }

    @Override
    public boolean wantsOutput() {
        return sender.hasOutput() || marks != null || (!session.isOver() && intake.hasCredit());
    }

    @Override
    public long deadline() {
        return deadlines.next(sender.heldUntil(), session.progress.next());
    }

    @Override
    public void expire(long time) {
        session.now = time;
        sender.expire(streams, time);
        if (session.isOver()) return;
        if (Deadlines.isPast(deadlines.preface, time)) {
            session.pending(session.calm("preface"));
        } else if (Deadlines.isPast(deadlines.settingsAck, time)) {
            session.countLimit("settings-ack");
            session.pending(session.fail(ErrorCode.SETTINGS_TIMEOUT, "SETTINGS were not acknowledged"));
        } else if (Deadlines.isPast(deadlines.frame, time)) {
            session.pending(session.calm("frame"));
        } else if (Deadlines.isPast(deadlines.keepAlive, time)) {
            control.keepAlive();
        }
        if (Deadlines.isPast(deadlines.shutdown, time)) session.drain();
        session.progress.look(session, time);
    }

    @Override
    public void shutdown() {
        session.close();
    }

    @Override
    public boolean isFinished() {
        if (!sender.control.isEmpty()) return false;
        if (session.isOver()) return true;
        if (streams.size() != 0 || sender.hasOutput()) return false;
        if (peerEnded || session.phase == Phase.DRAINING) return true;
        return !server && (session.phase == Phase.CLOSING || control.peerGoesAway);
    }

    @Override
    public int exchanges() {
        return session.exchanges();
    }

    @Override
    public WireCounters counters() {
        return session.counters;
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
        if (exchange <= 0 || session.isIdle(exchange))
            throw new IllegalStateException("stream %d was never open".formatted(exchange));
    }

    @Override
    public String toString() {
        return session.toString();
    }
}
