package dev.hawser.wire.h2;

import dev.hawser.bytes.BufList;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.wire.WireConnection;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.Session.Phase;
import dev.hawser.wire.h2.StreamState.Input;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP/2 connection (RFC 9113) in either role, without a socket. See {@link WireConnection} for how it is driven.
 *
 * <p>{@link Outgoing} checks what its caller asks for. {@link Session} holds the streams and how they come and go,
 * {@link Receiver} cuts and checks frames, {@link ContentReceiver}, {@link HeadReceiver} and {@link ControlReceiver} know
 * what they mean, {@link Sender} commits frames, {@link Intake} keeps the windows that the peer sends into.
 */
public final class H2Connection extends Outgoing {

    private final Deadlines deadlines;

    private H2Connection(boolean server, H2Config config, @Nullable DateField date, long now) {
        super(server, config, date, now);
        this.deadlines = session.deadlines;
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
        intake.giveCredit(sender.control, session.now());
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
        sender.awaitGreeting();
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
                    // A request whose HEADERS were never committed can be made again elsewhere.
                    boolean unprocessed = s.state == StreamState.IDLE;
                    session.dropAndTell(
                            s, ErrorCode.CANCEL, true, unprocessed, "the connection was closed by the peer");
                }
                s = following;
            }
        }
        dropStarved();
    }

    /** No credit comes any more: content that waits for some will never leave. */
    private void dropStarved() {
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; ) {
                H2Stream following = s.nextInSlot;
                if (sender.isStalled(s)) {
                    session.dropAndTell(
                            s, ErrorCode.CANCEL, true, false, "the peer has gone before it gave credit for all of it");
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
    public void fill(BufList out, long target) {
        if (!session.isOver() && intake.hasCredit()) intake.giveCredit(sender.control, session.now());
        runMarks(out);
        sender.fill(out, target);
        if (peerEnded) dropStarved();
    }

    @Override
    public boolean wantsOutput() {
        return sender.hasOutput() || hasMarks() || (!session.isOver() && intake.hasCredit());
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
    public void abandon() {
        session.abandon();
        abandonMarks();
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

    @Override
    public String toString() {
        return session.toString();
    }
}
