package dev.hawser.wire.h2;

import dev.hawser.message.ErrorCode;

/**
 * Finds streams that do not move by the peer's doing: content that was announced by its length and does not come though
 * there is room for it in the stream's and the connection's window, or comes so slowly that it is meant to hold the
 * stream, content without a length that nobody has heard of for long, and content that waits for credit and gets none.
 * Looks at all streams every few seconds, so that streams that do move pay nothing.
 */
final class Progress {

    private static final long PAUSE = 5_000_000_000L;

    private final long contentNanos;
    private final long stallNanos;
    private final long silenceNanos;
    private final long pause;

    /** What of announced content must come in each {@link #contentNanos}. */
    private final long leastContent;

    private long next = Deadlines.NEVER;

    Progress(H2Config config) {
        this.contentNanos = config.contentNanos;
        this.stallNanos = config.stallNanos;
        this.silenceNanos = config.silenceNanos;
        this.leastContent = (long) (config.contentRate * (contentNanos / 1e9));
        long shortest = Math.min(Math.min(positive(contentNanos), positive(stallNanos)), positive(silenceNanos));
        this.pause = Math.min(PAUSE, shortest);
    }

    private static long positive(long nanos) {
        return nanos == 0 ? Long.MAX_VALUE : nanos;
    }

    /** When {@link #look} is due. */
    long next() {
        return next;
    }

    /** A stream was opened: there is something to look at. */
    void watch(long now) {
        if (next == Deadlines.NEVER && (contentNanos != 0 || stallNanos != 0 || silenceNanos != 0)) next = now + pause;
    }

    /** Resets the streams that have not moved for too long, if it is time to look. */
    void look(Session session, long now) {
        if (!Deadlines.isPast(next, now)) return;
        StreamTable streams = session.streams;
        long unhindered = session.intake.unhindered(now);
        for (int slot = 0; slot < streams.slots(); slot++) {
            for (H2Stream s = streams.inSlot(slot); s != null; ) {
                H2Stream following = s.nextInSlot;
                long still = now - s.movedAt;
                if (contentNanos != 0 && Math.min(still, unhindered) >= contentNanos && isContentDue(s)) {
                    end(session, s, "content-progress", "content does not come");
                } else if (contentNanos != 0 && isTooSlow(s, now, unhindered)) {
                    end(session, s, "content-rate", "content comes too slowly");
                } else if (stallNanos != 0 && still >= stallNanos && session.sender.isStalled(s)) {
                    end(session, s, "stall", "no credit for content");
                } else if (silenceNanos != 0 && Math.min(still, unhindered) >= silenceNanos && isSilent(session, s)) {
                    end(session, s, "silence", "nothing comes, and nothing is answered");
                }
                s = following;
            }
        }
        next = streams.size() == 0 ? Deadlines.NEVER : now + pause;
    }

    /** Judges the content of a whole period, in which the peer could have sent all the time. */
    private boolean isTooSlow(H2Stream s, long now, long unhindered) {
        if (!isContentDue(s) || s.paceLeft < 0 || unhindered < now - s.paceSince) {
            s.paceSince = now;
            s.paceLeft = s.contentLeft;
            return false;
        }
        if (now - s.paceSince < contentNanos) return false;
        boolean slow = s.paceLeft - s.contentLeft < leastContent;
        s.paceSince = now;
        s.paceLeft = s.contentLeft;
        return slow;
    }

    private static boolean isContentDue(H2Stream s) {
        boolean open = s.state == StreamState.OPEN || s.state == StreamState.HALF_CLOSED_LOCAL;
        return open && s.contentLeft > 0 && s.receiveWindow > 0 && s.unreleased == 0;
    }

    /** Whether a request goes on without a length, content and an answer. What is answered may be a talk, with pauses. */
    private static boolean isSilent(Session session, H2Stream s) {
        return session.isServer()
                && s.state == StreamState.OPEN
                && s.contentLeft < 0
                && !s.tunnel
                && !s.finalHeadSent
                && s.receiveWindow > 0
                && s.unreleased == 0;
    }

    private static void end(Session session, H2Stream s, String limit, String reason) {
        session.countLimit(limit);
        session.counters.resetsByUs++;
        session.tellReset(s.id, ErrorCode.CANCEL);
        session.dropAndTell(s, ErrorCode.CANCEL, false, false, reason);
    }
}
