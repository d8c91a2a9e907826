package dev.hawser.wire.h2;

import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.StreamState.Input;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What the halves of a connection share: its streams, how they come and go, what a fault of the peer costs it, and how
 * far the connection is from its end.
 */
final class Session {

    /** RFC 9113 6.8: the first of two GOAWAY frames of a graceful end names the highest stream of all. */
    private static final int ALL_STREAMS = Integer.MAX_VALUE;

    /** Content from so many octets on is no idle frame, whoever wants it. */
    private static final int SUBSTANTIAL = 256;

    private static final ResponseHead TOO_LARGE = ResponseHead.of(Status.REQUEST_HEADER_FIELDS_TOO_LARGE);

    /** How far this connection is from its end. */
    enum Phase {
        OPEN,
        /** The first GOAWAY is out, or in the client role the only one: no new streams of ours. */
        CLOSING,
        /** The final GOAWAY is out: streams above {@link #lastStream} are ignored. */
        DRAINING,
        /** The connection is lost; GOAWAY says why. */
        FAILED
    }

    final H2Config config;
    final WireCounters counters = new WireCounters();
    final Limits limits;
    final StreamTable streams = new StreamTable();
    final Deadlines deadlines;
    final Progress progress;
    final Intake intake;
    final Sender sender;
    final ControlReceiver control;
    final Receiver receiver;

    /** The time that the driver told last. */
    long now;

    /** Octets of content queued on all streams and not committed. */
    long queued;

    /** The highest stream that the peer has opened; in the client role, that this side has opened. */
    int highestStream;

    Phase phase = Phase.OPEN;

    private final boolean server;
    private final ClosedStreams closed = new ClosedStreams();
    private @Nullable ArrayDeque<WireEvent> pending;

    /** Streams that the application does not know of. */
    private int mutedStreams;

    /** The highest stream that is still served once the final GOAWAY is out. */
    private int lastStream = ALL_STREAMS;

    Session(boolean server, H2Config config, @Nullable DateField date, long now) {
        this.server = server;
        this.config = config;
        this.now = now;
        this.limits = new Limits(config);
        this.deadlines = new Deadlines(config, now);
        this.progress = new Progress(config);
        this.intake = new Intake(config);
        this.sender = new Sender(this, config, date);
        this.control = new ControlReceiver(this);
        this.receiver = new Receiver(this, new HeadReceiver(this), control);
    }

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
        H2Stream s = streams.open(id, sender.streamWindow(), intake.streamWindow());
        s.movedAt = now;
        progress.watch(now);
        return s;
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
        if (streams.size() == 0) rest();
    }

    /** A connection that waits holds what it must remember, and no more. */
    private void rest() {
        sender.heads.rest();
        sender.control.rest();
        receiver.rest();
    }

    /** Takes a stream out before its end. What is not committed is dropped; what is, stays in the list. */
    void drop(H2Stream s) {
        queued -= s.queued;
        if (s.state != StreamState.HALF_CLOSED_LOCAL) {
            counters.messagesCut++;
            WireConnection.DropWatch watch = s.dropWatch;
            if (watch != null) watch.dropped(s.queued);
        }
        ArrayDeque<Runnable> marks = s.dropContent();
        s.state = StreamState.CLOSED;
        close(s);
        if (marks == null) return;
        // Whoever waits for the end may ask for another on the same stream: it is gone by now.
        for (Runnable mark = marks.poll(); mark != null; mark = marks.poll()) mark.run();
    }

    private void dropAll() {
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; s = streams.inSlot(slot)) drop(s);
        }
    }

    /** Nobody is left to be told anything. */
    void abandon() {
        phase = Phase.FAILED;
        deadlines.clear();
        receiver.close();
        dropAll();
    }

    void dropAndTell(H2Stream s, ErrorCode code, boolean byPeer, boolean unprocessed, String reason) {
        if (!s.muted) pending(new WireEvent.ExchangeReset(s.id, code, byPeer, unprocessed, reason));
        drop(s);
    }

    void tellReset(int id, ErrorCode code) {
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

    boolean hasPending() {
        return pending != null;
    }

    /** The event that waits longest, or null. */
    @Nullable
    WireEvent takePending() {
        ArrayDeque<WireEvent> events = pending;
        if (events == null) return null;
        WireEvent event = events.poll();
        if (events.isEmpty()) pending = null;
        return event;
    }

    int exchanges() {
        return streams.size() - mutedStreams;
    }

    void countLimit(String name) {
        counters.limitHits++;
        counters.lastLimit = name;
    }

    // ---- the end

    /** Says that the end is near: nothing new is opened, what is open finishes. */
    void close() {
        if (phase != Phase.OPEN) return;
        phase = Phase.CLOSING;
        if (!server) {
            // Nothing comes from a server but answers.
            sender.control.goAway(0, ErrorCode.NO_ERROR, "");
            return;
        }
        sender.control.goAway(ALL_STREAMS, ErrorCode.NO_ERROR, "");
        sender.control.ping(ControlReceiver.SHUTDOWN_PING);
        deadlines.shutdown = now + config.shutdownNanos;
    }

    /** What was under way when the first GOAWAY left has come by now: the final one names it. */
    void drain() {
        deadlines.shutdown = Deadlines.NEVER;
        if (phase != Phase.CLOSING || !server) return;
        phase = Phase.DRAINING;
        lastStream = highestStream;
        sender.control.goAway(lastStream, ErrorCode.NO_ERROR, "");
    }

    // ---- faults of the peer

    /** The connection is lost: GOAWAY tells the peer why, and no stream survives. */
    WireEvent fail(ErrorCode code, String reason) {
        sender.control.goAway(highestStreamOfPeer(), code, reason);
        phase = Phase.FAILED;
        deadlines.clear();
        receiver.close();
        dropAll();
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
        boolean allowed = control.isAcknowledged() ? limits.reset(now) : limits.earlyRefusal();
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
        s.head = TOO_LARGE;
        s.finalHeadSent = true;
        s.addedLength = 0;
        s.endQueued = true;
        sender.activate(s);
        return null;
    }

    /** A frame for a stream that is over, or never was. */
    @Nullable
    WireEvent frameOnClosed(int id, int type, int length) {
        // RFC 9113 5.1: what was under way when this side reset the stream is no fault.
        if (closed.wasReset(id) || isRefusing(id)) {
            // Content costs its sender what it costs us, and a whole window of it may be under way.
            if (type == Frames.DATA && length >= SUBSTANTIAL) return null;
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

    @Override
    public String toString() {
        return "%s, %s, %d streams".formatted(server ? "server" : "client", phase, streams.size());
    }
}
