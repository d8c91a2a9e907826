package dev.hawser.wire.h2;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.wire.WireCounters;
import dev.hawser.wire.WriteStrategy;
import dev.hawser.wire.h2.H2Stream.Place;
import dev.hawser.wire.h2.StreamState.Input;
import dev.hawser.wire.hpack.HpackEncoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The committing half of a connection: what is queued on streams becomes frames here and nowhere else. Cutting a frame,
 * encoding its field block and debiting both windows is one step; until then everything can be reordered or dropped.
 */
final class Sender {

    /** Less than this is not sent when more was asked for and the window is what cuts it short: it would be a crumb. */
    private static final int CRUMB = 1024;

    /** How long a crumb waits for more credit. */
    private static final long CRUMB_NANOS = 50_000_000L;

    /** Up to this size, a whole content leaves together with its head. */
    private static final int SMALL = 1024;

    /** Frames up to this size are written in one go; every pack array holds them. */
    private static final int TINY = 64;

    final ControlFrames control = new ControlFrames();
    final Scheduler scheduler = new Scheduler();
    final HeadWriter heads;

    private final Session session;
    private final WireCounters counters;
    private final int ownFrameSize;
    private final int threshold;
    private final boolean oneLargeFrame;
    private final int lowWatermark;

    /** The connection's window (RFC 9113 6.9). Belongs to no stream before a frame of it is cut. */
    private long window = Frames.DEFAULT_WINDOW;

    private boolean exhausted;
    private boolean held;

    /** After an upgrade, until the client has spoken HTTP/2: what is not control waits. */
    private boolean silent;

    private long heldUntil = Long.MAX_VALUE;

    /** The peer's SETTINGS_INITIAL_WINDOW_SIZE. */
    private long streamWindow = Frames.DEFAULT_WINDOW;

    private int frameSize;
    private int peerFrameSize = Frames.DEFAULT_FRAME_SIZE;

    Sender(Session session, H2Config config, @Nullable DateField date) {
        this.session = session;
        this.counters = session.counters;
        this.heads = new HeadWriter(new HpackEncoder(HpackEncoder.MOST_TABLE_OCTETS), date);
        this.ownFrameSize = config.frameSize;
        this.frameSize = Math.min(ownFrameSize, peerFrameSize);
        this.threshold = config.writeStrategy == WriteStrategy.FLATTEN ? Integer.MAX_VALUE : config.gatherThreshold;
        this.oneLargeFrame = config.writeStrategy == WriteStrategy.FRAME;
        this.lowWatermark = config.lowWatermark;
    }

    long streamWindow() {
        return streamWindow;
    }

    /** Takes the peer's SETTINGS_MAX_FRAME_SIZE. */
    void limitFrames(int octets) {
        peerFrameSize = octets;
        frameSize = Math.min(ownFrameSize, octets);
    }

    /** Takes the peer's SETTINGS_INITIAL_WINDOW_SIZE. False if a stream's window would pass its maximum. */
    boolean limitStreams(StreamTable streams, long size) {
        long change = size - streamWindow;
        streamWindow = size;
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; s = s.nextInSlot) {
                if (!widen(s, change)) return false;
            }
        }
        return true;
    }

    /** Takes credit for the session. False if its window would pass its maximum (RFC 9113 6.9.1). */
    boolean widen(long increment) {
        if (window + increment > Frames.MOST_WINDOW) return false;
        window += increment;
        if (window >= CRUMB) exhausted = held = false;
        return true;
    }

    /**
     * Takes credit for a stream, or a change of the initial window. False if its window would pass its maximum. RFC 9113
     * 6.9.2: a lowered initial window may push it below zero, so there is no clamp.
     */
    boolean widen(H2Stream s, long increment) {
        if (s.sendWindow + increment > Frames.MOST_WINDOW) return false;
        s.sendWindow += increment;
        if (s.sendWindow >= CRUMB) s.exhausted = false;
        if (s.sendWindow <= 0) {
            if (s.place == Place.CONTENT) {
                scheduler.remove(s);
                s.exhausted = true;
            }
        } else {
            s.held = false;
            activate(s);
        }
        return true;
    }

    /** Puts a stream where its turn will come, if it has something to send and is allowed to. */
    void activate(H2Stream s) {
        if (s.place != Place.NOWHERE) return;
        if (s.hasHead()) {
            scheduler.addHead(s);
        } else if (!s.finalHeadSent) {
            return;
        } else if (s.queued > 0) {
            if (s.sendWindow > 0 && !s.held) scheduler.addContent(s);
            else counters.flowStalls++;
        } else if (s.endQueued) {
            scheduler.addHead(s);
        }
    }

    /** Whether a stream's content waits for nothing but the peer's credit. */
    boolean isStalled(H2Stream s) {
        return s.queued > 0 && s.finalHeadSent && !s.hasHead() && (s.sendWindow <= 0 || window <= 0);
    }

    /**
     * Keeps streams back until {@link #greeted}. RFC 7540 3.2 lets a server answer right behind its 101, but clients that
     * then change from one reader to another lose octets that come meanwhile: the JDK's does. Once its preface is here,
     * it has changed.
     */
    void awaitGreeting() {
        silent = true;
    }

    /** The client has spoken HTTP/2. */
    void greeted() {
        silent = false;
    }

    boolean hasOutput() {
        if (silent) return !control.isEmpty();
        return !control.isEmpty() || scheduler.hasHeads() || (window > 0 && !held && scheduler.hasContent());
    }

    void fill(BufList out, long target) {
        if (out.remaining() >= target) return;
        control.moveTo(out);
        if (silent) return;
        commit(out, target);
        // A stream that was ended early is reset behind its last frame.
        control.moveTo(out);
    }

    private void commit(BufList out, long target) {
        while (out.remaining() < target) {
            if (scheduler.hasHeads()) {
                if (commitHead(out, scheduler.takeHead())) return;
            } else if (!scheduler.hasContent() || held) {
                return;
            } else if (window <= 0) {
                stall();
                return;
            } else if (commitContent(out, scheduler.content())) {
                return;
            }
        }
    }

    private void stall() {
        if (!exhausted) counters.flowStalls++;
        exhausted = true;
    }

    /** Commits a head, trailers or a mere end, with a small content if that is all. True to end the batch. */
    private boolean commitHead(BufList out, H2Stream s) {
        if (!s.hasHead()) {
            end(out, s);
            return false;
        }
        Object head = s.takeHead();
        boolean more = s.hasHead();
        boolean last = !more && s.finalHeadSent && s.endQueued && s.queued == 0 && s.trailers == null;
        long length = more || !s.finalHeadSent ? H2Stream.NO_LENGTH : s.addedLength;
        if (head instanceof ResponseHead response) heads.response(response, length);
        else heads.request((RequestHead) head, length);
        headers(out, s, last);
        if (last) {
            s.passMarks(out);
            sentAll(out, s);
            return false;
        }
        if (!more && !s.endQueued) s.passMarks(out);
        if (more) {
            scheduler.addHead(s);
        } else if (isSmallAndWhole(s)) {
            return commitAll(out, s);
        } else {
            activate(s);
        }
        return false;
    }

    private boolean isSmallAndWhole(H2Stream s) {
        long n = s.queued;
        return n <= SMALL
                && n > 0
                && s.endQueued
                && s.trailers == null
                && n <= window
                && n <= s.sendWindow
                && n <= frameSize
                && !scheduler.hasMoreUrgent(s.priority);
    }

    private boolean commitAll(BufList out, H2Stream s) {
        int n = (int) s.queued;
        boolean large = data(out, s, n, true);
        sentAll(out, s);
        return large && oneLargeFrame;
    }

    /** Commits one DATA frame of a stream that has content and window. True to end the batch. */
    private boolean commitContent(BufList out, H2Stream s) {
        long most = Math.min(frameSize, Math.min(window, s.sendWindow));
        long n = Math.min(most, s.queued);
        if (n < s.queued && n < CRUMB && isCrumb(s, n)) return held;
        boolean end = n == s.queued && s.endQueued;
        boolean large = data(out, s, (int) n, end && s.trailers == null);
        scheduler.took();
        if (s.queued == 0) {
            scheduler.remove(s);
            if (end && s.trailers == null) sentAll(out, s);
            else activate(s);
        } else if (s.sendWindow <= 0) {
            scheduler.remove(s);
            s.exhausted = true;
            counters.flowStalls++;
        }
        return large && oneLargeFrame;
    }

    /**
     * Whether {@code n} octets are so few that it is better to wait for more credit: the window ran out before, and the
     * peer gives it back in small pieces. Nothing waits long, and nothing waits where windows are small by intent.
     */
    private boolean isCrumb(H2Stream s, long n) {
        if (n == window && exhausted) {
            held = true;
        } else if (n == s.sendWindow && s.exhausted && streamWindow >= 4 * CRUMB) {
            scheduler.remove(s);
            s.held = true;
        } else {
            return false;
        }
        counters.flowStalls++;
        if (heldUntil == Long.MAX_VALUE) heldUntil = session.now() + CRUMB_NANOS;
        return true;
    }

    long heldUntil() {
        return heldUntil;
    }

    /** Crumbs have waited long enough. */
    void expire(StreamTable streams, long now) {
        if (heldUntil == Long.MAX_VALUE || heldUntil - now > 0) return;
        heldUntil = Long.MAX_VALUE;
        held = exhausted = false;
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; s = s.nextInSlot) {
                if (!s.held) continue;
                s.held = s.exhausted = false;
                activate(s);
            }
        }
    }

    /** Cuts a DATA frame of {@code n} octets. Returns whether part of it is sent from where it lies. */
    private boolean data(BufList out, H2Stream s, int n, boolean last) {
        s.state = next(s, Input.SEND_DATA);
        int flags = last ? Frames.END_STREAM : 0;
        window -= n;
        s.sendWindow -= n;
        s.movedAt = session.now();
        counters.bodyOctetsOut += n;
        session.queued -= n;
        session.limits.sent(n);
        Bytes only = n <= TINY - Frames.HEAD && n == s.queued ? s.onlyPiece() : null;
        if (only != null) {
            byte[] block = out.pack(TINY);
            int at = Frames.head(block, out.packPosition(), n, Frames.DATA, flags, s.id);
            only.copyTo(0, block, at, n);
            out.packed(at + n);
            s.dropOnlyPiece();
            counters.copiedOctets += n;
            lowered(s);
            return false;
        }
        byte[] block = out.pack(Frames.HEAD);
        out.packed(Frames.head(block, out.packPosition(), n, Frames.DATA, flags, s.id));
        long copied = s.moveContent(out, n, threshold);
        counters.copiedOctets += copied;
        lowered(s);
        return copied != n;
    }

    private void lowered(H2Stream s) {
        if (!s.aboveHigh || s.queued > lowWatermark) return;
        s.aboveHigh = false;
        session.drained(s);
    }

    /** Commits trailers, or an empty DATA frame that ends the stream. */
    private void end(BufList out, H2Stream s) {
        Fields trailers = s.trailers;
        if (trailers != null) {
            s.trailers = null;
            heads.trailers(trailers);
            headers(out, s, true);
        } else {
            s.state = next(s, Input.SEND_DATA);
            byte[] block = out.pack(Frames.HEAD);
            out.packed(Frames.head(block, out.packPosition(), 0, Frames.DATA, Frames.END_STREAM, s.id));
        }
        s.passMarks(out);
        sentAll(out, s);
    }

    private void sentAll(BufList out, H2Stream s) {
        counters.messageEnds(out.remaining());
        s.endQueued = false;
        s.state = next(s, Input.SEND_END);
        session.sentAll(s);
    }

    /** Writes the block that {@link #heads} made, cut into frames that the peer accepts (RFC 9113 4.3). */
    private void headers(BufList out, H2Stream s, boolean last) {
        s.state = next(s, Input.SEND_HEADERS);
        int flags = last ? Frames.END_STREAM : 0;
        byte[] source = heads.block;
        int length = heads.length;
        if (length <= TINY - Frames.HEAD) {
            byte[] block = out.pack(TINY);
            int at = out.packPosition();
            at = Frames.head(block, at, length, Frames.HEADERS, flags | Frames.END_HEADERS, s.id);
            System.arraycopy(source, 0, block, at, length);
            out.packed(at + length);
            return;
        }
        int type = Frames.HEADERS;
        int from = 0;
        do {
            int n = Math.min(length - from, peerFrameSize);
            if (from + n == length) flags |= Frames.END_HEADERS;
            byte[] block = out.pack(Frames.HEAD);
            out.packed(Frames.head(block, out.packPosition(), n, type, flags, s.id));
            out.packCopy(source, from, n);
            from += n;
            type = Frames.CONTINUATION;
            flags = 0;
        } while (from < length);
    }

    private static StreamState next(H2Stream s, Input input) {
        StreamState next = StreamState.next(s.state, input);
        if (next == null) throw new AssertionError(input + " on " + s);
        return Objects.requireNonNull(next);
    }
}
