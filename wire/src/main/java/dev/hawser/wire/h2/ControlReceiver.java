package dev.hawser.wire.h2;

import dev.hawser.message.ErrorCode;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.Session.Phase;
import org.jspecify.annotations.Nullable;

/** What control frames mean: the peer's settings, its credit, its questions and the answers to ours. */
final class ControlReceiver {

    static final long SHUTDOWN_PING = 0x6861_7773_6572_5348L;

    private static final long KEEP_ALIVE_PING = 0x6861_7773_6572_4b41L;

    /** A client may open so many streams until the server says how many (RFC 9113 6.5.2 recommends no less). */
    private static final int STREAMS_BEFORE_SETTINGS = 100;

    private static final int EARLY_PRIORITIES = 16;

    private final Session session;
    private final Sender sender;
    private final Intake intake;
    private final Deadlines deadlines;
    private final Bandwidth bandwidth;

    private int unacknowledgedSettings;
    private boolean acknowledged;

    /** The peer's SETTINGS_MAX_CONCURRENT_STREAMS. */
    long peerStreams = STREAMS_BEFORE_SETTINGS;

    boolean peerTakesExtendedConnect;

    /** The peer has sent GOAWAY. */
    boolean peerGoesAway;

    /** Pairs of stream and priority that came before their streams (RFC 9218 7.1). */
    private int @Nullable [] earlyPriorities;

    private int earlyPriorityCount;

    ControlReceiver(Session session) {
        this.session = session;
        this.sender = session.sender;
        this.intake = session.intake;
        this.deadlines = session.deadlines;
        H2Config config = session.config;
        this.bandwidth = new Bandwidth(config.streamWindow, config.growWindows ? config.maxWindow : 0);
    }

    /** SETTINGS of ours were sent. */
    void settingsSent() {
        unacknowledgedSettings++;
        deadlines.settingsSent(session.now());
    }

    /** Whether the peer has ever acknowledged SETTINGS, so that it knows our limits. */
    boolean isAcknowledged() {
        return acknowledged;
    }

    /** Nothing was heard for long: asks, or gives up when nobody has answered. */
    void keepAlive() {
        if (deadlines.keepAlivePending) {
            session.pending(session.fail(ErrorCode.NO_ERROR, "no answer to PING"));
            return;
        }
        sender.control.ping(KEEP_ALIVE_PING);
        deadlines.keepAliveAsked(session.now());
    }

    @Nullable
    WireEvent settings(byte[] payload, int from, int to) {
        if (!session.limits.reply(session.now(), sender.control.replies())) return session.calm("replies");
        WireEvent failure = applySettings(payload, from, to);
        if (failure == null) sender.control.settingsAck();
        return failure;
    }

    @Nullable
    WireEvent applySettings(byte[] payload, int from, int to) {
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
                if (value > (session.isServer() ? 1 : 0)) return badSetting("ENABLE_PUSH", value);
            }
            case Frames.SETTINGS_MAX_CONCURRENT_STREAMS -> peerStreams = value;
            case Frames.SETTINGS_INITIAL_WINDOW_SIZE -> {
                if (value > Frames.MOST_WINDOW) {
                    return session.fail(ErrorCode.FLOW_CONTROL_ERROR, "SETTINGS_INITIAL_WINDOW_SIZE of " + value);
                }
                if (!sender.limitStreams(session.streams, value)) {
                    return session.fail(
                            ErrorCode.FLOW_CONTROL_ERROR, "a stream's window beyond its maximum by SETTINGS");
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
        return session.fail(ErrorCode.PROTOCOL_ERROR, "SETTINGS_%s of %d".formatted(name, value));
    }

    /** False if there was nothing to acknowledge. */
    boolean settingsAcknowledged() {
        if (unacknowledgedSettings == 0) return false;
        unacknowledgedSettings--;
        acknowledged = true;
        deadlines.settingsAck = Deadlines.NEVER;
        if (unacknowledgedSettings != 0) deadlines.settingsSent(session.now());
        return true;
    }

    @Nullable
    WireEvent ping(long payload) {
        if (!session.limits.pingReply(session.now(), sender.control.replies())) return session.calm("replies");
        sender.control.pingAck(payload);
        return null;
    }

    /** False if it answers nothing that was asked. */
    boolean pingAnswered(long payload) {
        if (payload == Bandwidth.PING) {
            int before = intake.streamWindow();
            int window = bandwidth.answered(session.now());
            if (window > before) {
                intake.widen(window, session.streams, sender.control);
                settingsSent();
            }
            return true;
        }
        if (payload == KEEP_ALIVE_PING && deadlines.keepAlivePending) {
            deadlines.keepAliveAnswered(session.now());
            return true;
        }
        if (payload == SHUTDOWN_PING && session.phase == Phase.CLOSING) {
            session.drain();
            return true;
        }
        return false;
    }

    /** Counts content that came, for the windows' growth. */
    void measure(int octets) {
        if (bandwidth.received(octets, session.now())) sender.control.ping(Bandwidth.PING);
    }

    @Nullable
    WireEvent goAway(int last, ErrorCode code, String debug) {
        // RFC 9113 6.8: a second one lowers the first; more have nothing to say.
        if (peerGoesAway && !session.limits.idleFrame(session.now())) return session.calm("idle-frames");
        peerGoesAway = true;
        if (!session.isServer()) {
            for (int slot = 0; slot < session.streams.slots(); slot++) {
                for (H2Stream s = session.streams.inSlot(slot); s != null; ) {
                    H2Stream following = s.nextInSlot;
                    // RFC 9113 6.8: nothing is opened any more, so what has not left does not either.
                    if (s.id > last || s.state == StreamState.IDLE) {
                        session.dropAndTell(s, code, true, true, "above the last stream of GOAWAY");
                    }
                    s = following;
                }
            }
        }
        return new WireEvent.GoAwayReceived(last, code, debug);
    }

    @Nullable
    WireEvent widen(int increment) {
        if (increment == 0) return session.fail(ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of 0");
        if (sender.widen(increment)) return null;
        return session.fail(
                ErrorCode.FLOW_CONTROL_ERROR, "WINDOW_UPDATE of %d beyond the maximum".formatted(increment));
    }

    @Nullable
    WireEvent widen(int id, int increment) {
        H2Stream s = session.streams.get(id);
        if (increment == 0) return session.streamFault(id, ErrorCode.PROTOCOL_ERROR, "WINDOW_UPDATE of %d", 0);
        // RFC 9113 5.1: on a closed stream it may have been under way.
        if (s == null || sender.widen(s, increment)) return null;
        return session.resetByFault(
                s, ErrorCode.FLOW_CONTROL_ERROR, "WINDOW_UPDATE of %d beyond the maximum".formatted(increment));
    }

    void reprioritize(int id, int priority) {
        H2Stream s = session.streams.get(id);
        if (s != null) {
            sender.scheduler.change(s, priority);
        } else if (session.isIdle(id)) {
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
}
