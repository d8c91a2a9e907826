package dev.hawser.wire.h2;

import dev.hawser.message.ErrorCode;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.StreamState.Input;
import org.jspecify.annotations.Nullable;

/** Payloads that are passed on as they come, not when they are whole: content in DATA frames, and what is skipped. */
final class ContentReceiver {

    private final Session session;
    private final FrameReader reader;
    private final ControlReceiver control;
    private final Limits limits;
    private final Intake intake;
    private final Deadlines deadlines;
    private final WireCounters counters;

    private int payloadLeft;
    private int paddingLeft;
    private boolean paddingUnknown;
    private boolean dataEnds;
    private boolean contentChecked;
    private boolean inPayload;
    private boolean isData;

    /** Whose content it is; null when nobody wants it. */
    private @Nullable H2Stream dataStream;

    ContentReceiver(Session session, FrameReader reader, ControlReceiver control) {
        this.session = session;
        this.reader = reader;
        this.control = control;
        this.limits = session.limits;
        this.intake = session.intake;
        this.deadlines = session.deadlines;
        this.counters = session.counters;
    }

    /** Whether the next octets belong to a payload. */
    boolean isInPayload() {
        return inPayload;
    }

    /** Whether more of the payload has to come first. */
    boolean isWaiting() {
        return reader.available() == 0 && (payloadLeft | paddingLeft) != 0;
    }

    /** The stream is gone; the rest of a DATA frame for it is dropped. */
    void forget(H2Stream s) {
        if (dataStream == s) dataStream = null;
    }

    /** A payload that nobody is to see begins. */
    void skip(int length) {
        inPayload = length != 0;
        isData = false;
        payloadLeft = length;
        paddingLeft = 0;
    }

    /** A DATA frame begins. */
    @Nullable
    WireEvent data() {
        int id = reader.stream;
        int length = reader.length;
        if (id == 0) return session.fail(ErrorCode.PROTOCOL_ERROR, "DATA on stream 0");
        boolean padded = (reader.flags & Frames.PADDED) != 0;
        if (padded && length == 0) return session.fail(ErrorCode.FRAME_SIZE_ERROR, "padded DATA of 0 octets");
        // RFC 9113 6.9.1: padding counts.
        if (!intake.debit(length)) {
            return session.fail(
                    ErrorCode.FLOW_CONTROL_ERROR, "DATA of %d octets beyond the connection's window".formatted(length));
        }
        WireEvent event = null;
        H2Stream s = session.stream(id);
        if (s == null) {
            if (session.isIdle(id)) return session.fail(ErrorCode.PROTOCOL_ERROR, "DATA on idle stream " + id);
            event = session.frameOnClosed(id, Frames.DATA, length);
        } else if (StreamState.next(s.state, Input.RECEIVE_DATA) == null) {
            event = session.resetByFault(s, ErrorCode.STREAM_CLOSED, "DATA behind the end of the stream");
            s = null;
        } else if (!s.finalHeadReceived && !session.isServer()) {
            event = session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "DATA before a final response");
            s = null;
        } else if (length > s.receiveWindow) {
            event = session.resetByFault(
                    s,
                    ErrorCode.FLOW_CONTROL_ERROR,
                    "DATA of %d octets, the window is %d".formatted(length, s.receiveWindow));
            s = null;
        } else {
            s.receiveWindow -= length;
        }
        if (session.isOver()) return event;
        isData = true;
        inPayload = true;
        payloadLeft = length;
        paddingLeft = 0;
        paddingUnknown = padded;
        dataEnds = (reader.flags & Frames.END_STREAM) != 0;
        contentChecked = false;
        dataStream = s;
        return event;
    }

    /** Takes what has come of the payload that is due. */
    @Nullable
    WireEvent take() {
        if (!isData) {
            int n = Math.min(payloadLeft, reader.available());
            reader.skip(n);
            payloadLeft -= n;
            inPayload = payloadLeft != 0;
            return null;
        }
        if (paddingUnknown) {
            WireEvent failure = takePadLength();
            if (failure != null) return failure;
        }
        return takeContent();
    }

    private @Nullable WireEvent takePadLength() {
        int padding = reader.array()[reader.position()] & 0xff;
        reader.skip(1);
        paddingUnknown = false;
        payloadLeft--;
        if (padding > payloadLeft) {
            return session.fail(
                    ErrorCode.PROTOCOL_ERROR, "padding of %d in %d octets".formatted(padding, payloadLeft + 1));
        }
        payloadLeft -= padding;
        paddingLeft = padding;
        intake.dropped(padding + 1);
        H2Stream s = dataStream;
        if (s != null) intake.credit(s, padding + 1);
        return null;
    }

    /** Looks at what is known of a DATA frame once its padding is known. */
    private @Nullable WireEvent checkContent() {
        contentChecked = true;
        int content = payloadLeft;
        if (content != 0) {
            // What nobody wants earns nothing.
            if (dataStream != null) limits.content();
        } else if (!dataEnds && !limits.emptyData()) {
            return session.calm("empty-data");
        }
        H2Stream s = dataStream;
        if (s == null || s.contentLeft < 0) return null;
        s.contentLeft -= content;
        // RFC 9113 8.1.1: content of another length than announced is malformed.
        if (s.contentLeft >= 0 && (!dataEnds || s.contentLeft == 0)) return null;
        return session.resetByFault(s, ErrorCode.PROTOCOL_ERROR, "content does not have the length announced");
    }

    private @Nullable WireEvent takeContent() {
        if (!contentChecked) {
            WireEvent event = checkContent();
            if (event != null) return event;
        }
        int n = Math.min(payloadLeft, reader.available());
        int at = reader.position();
        reader.skip(n);
        payloadLeft -= n;
        if (n != 0) deadlines.frame = Deadlines.NEVER;
        H2Stream s = dataStream;
        boolean last = payloadLeft == 0 && dataEnds;
        boolean done = payloadLeft == 0;
        if (done) {
            int padding = Math.min(paddingLeft, reader.available());
            reader.skip(padding);
            paddingLeft -= padding;
            inPayload = paddingLeft != 0;
        }
        if (s == null) {
            intake.dropped(n);
            return null;
        }
        counters.bodyOctetsIn += n;
        if (s.muted) {
            intake.dropped(n);
            intake.credit(s, n);
        } else if (n != 0) {
            s.movedAt = session.now();
            intake.delivered(s, n);
            control.measure(n);
        }
        if (n == 0 && !last) return null;
        int id = s.id;
        boolean muted = s.muted;
        if (last) {
            dataStream = null;
            session.received(s, Input.RECEIVE_END);
        }
        return muted ? null : new WireEvent.DataReceived(id, reader.array(), at, n, last);
    }

    void close() {
        inPayload = false;
        dataStream = null;
    }
}
