package dev.hawser.wire.h2;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.h2.Session.Phase;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What an application says on its streams: checked, and put into their queues. Nothing is committed here; {@link Sender}
 * does that when the driver fills its list.
 */
abstract sealed class Outgoing implements WireConnection permits H2Connection {

    final Session session;
    final boolean server;
    final H2Config config;
    final StreamTable streams;
    final Sender sender;
    final Intake intake;
    final ControlReceiver control;

    /** The peer has closed its side. */
    boolean peerEnded;

    /** Marks that no content precedes. */
    private @Nullable ArrayDeque<Runnable> marks;

    private boolean abandoned;

    Outgoing(boolean server, H2Config config, @Nullable DateField date, long now) {
        this.session = new Session(server, config, date, now);
        this.server = server;
        this.config = config;
        this.streams = session.streams;
        this.sender = session.sender;
        this.intake = session.intake;
        this.control = session.control;
    }

    @Override
    public final void sendInformational(int exchange, ResponseHead head) {
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
    public final void sendResponse(int exchange, ResponseHead head) {
        H2Stream s = sendingResponse(exchange, head);
        if (s == null) return;
        ResponsePlan plan = ResponsePlan.of(head);
        queueHead(s, head, plan);
        // RFC 9110 8.6: in 304 it tells about the representation.
        if (!head.status().forbidsContent()) s.declaredLeft = plan.contentLength;
        sender.activate(s);
    }

    @Override
    public final void sendResponse(int exchange, ResponseHead head, Bytes body) {
        H2Stream s = sendingResponse(exchange, head);
        if (s == null) return;
        ResponsePlan plan = ResponsePlan.of(head);
        boolean forbidden = head.status().forbidsContent();
        // An answer to HEAD may announce what it does not have with it.
        if (!forbidden && !(s.withoutContent && body.isEmpty())) checkLength(plan.contentLength, body);
        queueHead(s, head, plan);
        if (plan.contentLength < 0 && !forbidden) s.addedLength = body.length();
        if (!s.withoutContent && !body.isEmpty()) queue(s, body, body.length());
        s.endQueued = true;
        sender.activate(s);
    }

    private void queueHead(H2Stream s, ResponseHead head, ResponsePlan plan) {
        s.head = head;
        s.finalHeadSent = true;
        if (head.status().forbidsContent()) s.withoutContent = true;
        if (plan.priority != null) sender.scheduler.change(s, Priority.parse(plan.priority, s.priority));
    }

    @Override
    public final int sendRequest(RequestHead head, Bytes body) {
        long contentLength = head.fields().contentLength();
        checkLength(contentLength, body);
        H2Stream s = openRequest(head);
        if (!body.isEmpty()) {
            queue(s, body, body.length());
            if (contentLength < 0) s.addedLength = body.length();
        }
        s.endQueued = true;
        sender.activate(s);
        return s.id;
    }

    @Override
    public final int sendRequest(RequestHead head) {
        long contentLength = head.fields().contentLength();
        H2Stream s = openRequest(head);
        // RFC 9110 9.3.6: what goes through a tunnel is no content.
        if (!s.tunnel) s.declaredLeft = contentLength;
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
    public final boolean canOpen() {
        return !server
                && session.phase == Phase.OPEN
                && !control.peerGoesAway
                && !peerEnded
                && streams.size() < control.peerStreams
                && session.highestStream < Integer.MAX_VALUE - 2;
    }

    @Override
    public final ExtendedConnect extendedConnect() {
        if (control.peerTakesExtendedConnect) return ExtendedConnect.TAKEN;
        return session.receiver.isGreeted() ? ExtendedConnect.REFUSED : ExtendedConnect.UNKNOWN;
    }

    @Override
    public final void sendBody(int exchange, Bytes piece) {
        H2Stream s = sendingBody(exchange);
        if (s != null && !piece.isEmpty()) queuePiece(s, piece, piece.length());
    }

    @Override
    public final void sendBody(int exchange, FileRegion piece) {
        H2Stream s = sendingBody(exchange);
        if (s != null && piece.length() != 0) queuePiece(s, piece, piece.length());
    }

    private void queuePiece(H2Stream s, Object piece, long length) {
        if (s.declaredLeft >= 0) {
            if (length > s.declaredLeft) {
                throw new IllegalStateException("%d octets of content on stream %d: Content-Length leaves %d"
                        .formatted(length, s.id, s.declaredLeft));
            }
            s.declaredLeft -= length;
        }
        if (s.withoutContent) return;
        if (s.queued == 0) s.movedAt = session.now();
        queue(s, piece, length);
        noteCongestion(s);
        sender.activate(s);
    }

    private void queue(H2Stream s, Object piece, long length) {
        s.queue(piece, length);
        session.queued += length;
    }

    /**
     * Whether a stream's producer is to wait. When much is queued on all streams together each may have little, but no
     * stream is shut out, since those that hold the connection's share may be waiting for credit.
     */
    private boolean noteCongestion(H2Stream s) {
        boolean crowded = session.queued > config.maxQueuedOctets;
        boolean congested = s.queued > (crowded ? config.lowWatermark : config.highWatermark);
        if (congested) s.aboveHigh = true;
        return congested;
    }

    @Override
    public final void endBody(int exchange) {
        endBody(exchange, Fields.EMPTY);
    }

    @Override
    public final void endBody(int exchange, Fields trailers) {
        H2Stream s = sendingBody(exchange);
        if (s == null) return;
        if (s.declaredLeft > 0 && !s.withoutContent) {
            throw new IllegalStateException(
                    "an end on stream %d: Content-Length asks for %d octets more".formatted(exchange, s.declaredLeft));
        }
        if (!trailers.isEmpty() && !s.withoutContent) s.trailers = trailers;
        s.endQueued = true;
        sender.activate(s);
    }

    @Override
    public final void markBody(int exchange, Runnable action) {
        H2Stream s = streams.get(exchange);
        if (s == null || !s.isUncommitted()) {
            // Everything is in the list already, or dropped; the list's own order says when it has left.
            afterCommitted(action);
            return;
        }
        s.queue(action, 0);
    }

    @Override
    public final void watchDrops(int exchange, DropWatch watch) {
        H2Stream s = streams.get(exchange);
        if (s != null) s.dropWatch = watch;
    }

    @Override
    public final void sendUpgrade(int exchange, ResponseHead head) {
        if (!head.status().isSuccessful()) {
            throw new IllegalArgumentException("a tunnel over HTTP/2 is accepted with 2xx, not " + head.status());
        }
        sendResponse(exchange, head);
        // RFC 9110 9.3.6: what goes through a tunnel is no content.
        H2Stream s = streams.get(exchange);
        if (s != null) s.declaredLeft = H2Stream.NO_LENGTH;
    }

    @Override
    public final void reset(int exchange, ErrorCode code) {
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
    public final void release(int exchange, int octets) {
        if (octets < 0) throw new IllegalArgumentException("release of %d octets".formatted(octets));
        H2Stream s = streams.get(exchange);
        if (s == null) return;
        intake.released(s, octets);
        s.movedAt = session.now();
    }

    @Override
    public final long queued(int exchange) {
        H2Stream s = streams.get(exchange);
        return s == null ? 0 : s.queued;
    }

    @Override
    public final long queued() {
        return session.queued;
    }

    @Override
    public final boolean isCongested(int exchange) {
        H2Stream s = streams.get(exchange);
        return s != null && noteCongestion(s);
    }

    // ---- marks that no content precedes

    final boolean hasMarks() {
        return marks != null;
    }

    private void afterCommitted(Runnable action) {
        if (abandoned) {
            action.run();
            return;
        }
        ArrayDeque<Runnable> all = marks;
        if (all == null) marks = all = new ArrayDeque<>(4);
        all.add(action);
    }

    /** No list will ever hold anything: runs the marks that no content precedes, from now on at once. */
    final void abandonMarks() {
        abandoned = true;
        ArrayDeque<Runnable> all = marks;
        marks = null;
        if (all == null) return;
        for (Runnable mark = all.poll(); mark != null; mark = all.poll()) mark.run();
    }

    /** Moves the marks that no content precedes behind what is in the list. */
    final void runMarks(BufList out) {
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

    /** RFC 9113 8.1.1: a message whose content is not as long as it says is malformed. */
    private static void checkLength(long announced, Bytes body) {
        if (announced >= 0 && announced != body.length()) {
            throw new IllegalArgumentException(
                    "%d octets of content, Content-Length says %d".formatted(body.length(), announced));
        }
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
}
