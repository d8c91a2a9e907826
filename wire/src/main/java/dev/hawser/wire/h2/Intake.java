package dev.hawser.wire.h2;

import org.jspecify.annotations.Nullable;

/**
 * The windows that the peer sends into. The connection's credit is given back when content comes, so that a slow reader
 * of one stream does not starve the others; a stream's when the application has consumed it. Credit is gathered until it
 * is half a window, a quarter of one that has grown, and leaves with the next fill.
 */
final class Intake {

    /** Beyond this a window has grown to fill a link: what is held back of it, up to a step, is missing there. */
    private static final int GROWN = 4 << 20;

    private final int mostUnread;

    /** What the peer may still send on the connection, as it knows it. */
    private long window = Frames.DEFAULT_WINDOW;

    private int target;

    /** SETTINGS_INITIAL_WINDOW_SIZE of this side. */
    private int streamTarget;

    /** Credit that is not yet given back. */
    private long owed;

    private long unread;

    /** Whether more was unread than may be since the connection's window was last refilled. */
    private boolean heldBack;

    /** Whether the window was ever refilled only after it had been too narrow for a frame; {@link #refilledAt} then. */
    private boolean hasStarved;

    private long refilledAt;

    /** Streams whose credit is worth a frame, chained by {@link H2Stream#nextCredit}. */
    private @Nullable H2Stream credited;

    Intake(H2Config config) {
        this.mostUnread = config.maxUnreadOctets;
        this.target = config.connectionWindow;
        this.streamTarget = config.streamWindow;
        this.owed = target - window;
    }

    int streamWindow() {
        return streamTarget;
    }

    /** Octets that the application has and has not given back. */
    long unread() {
        return unread;
    }

    /** Debits the connection's window by a whole DATA frame. False if it does not hold so much (RFC 9113 6.9.1). */
    boolean debit(int octets) {
        if (octets > window) return false;
        window -= octets;
        return true;
    }

    /** Octets that nobody waits for: padding, or content of streams that are gone. */
    void dropped(int octets) {
        owed += octets;
    }

    /** Content went to the application. */
    void delivered(H2Stream s, int octets) {
        owed += octets;
        s.unreleased += octets;
        unread += octets;
        if (unread > mostUnread) heldBack = true;
    }

    /** The application has consumed content. Returns how much of it was outstanding. */
    int released(H2Stream s, int octets) {
        int n = Math.min(octets, s.unreleased);
        s.unreleased -= n;
        unread -= n;
        credit(s, n);
        return n;
    }

    /** Gives a stream credit, unless its peer has nothing more to send. */
    void credit(H2Stream s, int octets) {
        if (s.state == StreamState.HALF_CLOSED_REMOTE || s.state == StreamState.CLOSED) return;
        s.credit += octets;
        if (!s.creditListed && isWorthAFrame(s)) {
            s.creditListed = true;
            s.nextCredit = credited;
            credited = s;
        }
    }

    private boolean isWorthAFrame(H2Stream s) {
        return s.credit >= Math.max(1, step(streamTarget));
    }

    /** The stream is gone: what the application still holds of it is no longer counted. */
    void forget(H2Stream s) {
        unread -= s.unreleased;
        s.unreleased = 0;
    }

    /**
     * For how many nanoseconds the connection's window has not kept the peer from sending for want of credit that this
     * side held back: 0 while it does, {@link Long#MAX_VALUE} if it never did.
     */
    long unhindered(long now) {
        if (isStarving()) return 0;
        return hasStarved ? now - refilledAt : Long.MAX_VALUE;
    }

    /** Whether a usual DATA frame does not fit, and for want of credit: some peers rather wait than send a small one. */
    private boolean isStarving() {
        return heldBack && window < Frames.DEFAULT_FRAME_SIZE;
    }

    private static int step(int window) {
        return window > GROWN ? window / 4 : window / 2;
    }

    boolean hasCredit() {
        return credited != null || isConnectionCreditWorthAFrame();
    }

    private boolean isConnectionCreditWorthAFrame() {
        return owed >= step(target) && owed > 0 && unread <= mostUnread;
    }

    /** Queues the WINDOW_UPDATE frames that are worth one. */
    void giveCredit(ControlFrames control, long now) {
        if (isConnectionCreditWorthAFrame()) {
            if (isStarving()) {
                hasStarved = true;
                refilledAt = now;
            }
            heldBack = false;
            int increment = (int) Math.min(owed, Frames.MOST_WINDOW - window);
            control.windowUpdate(0, increment);
            window += increment;
            owed -= increment;
        }
        for (H2Stream s = credited; s != null; ) {
            H2Stream following = s.nextCredit;
            s.nextCredit = null;
            s.creditListed = false;
            boolean open = s.state == StreamState.OPEN || s.state == StreamState.HALF_CLOSED_LOCAL;
            if (open && s.credit > 0) {
                control.windowUpdate(s.id, s.credit);
                s.receiveWindow += s.credit;
                s.credit = 0;
            }
            s = following;
        }
        credited = null;
    }

    /** Widens both windows: all streams' by SETTINGS at once, the connection's by the next fill. */
    void widen(int size, StreamTable streams, ControlFrames control) {
        if (size > target) {
            owed += size - target;
            target = size;
        }
        int change = size - streamTarget;
        if (change <= 0) return;
        streamTarget = size;
        // The peer may use the new size as soon as it has read this, so it is granted from now on.
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; s = s.nextInSlot) s.receiveWindow += change;
        }
        control.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, size);
    }
}
