package dev.hawser.wire.h2;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.Fields;
import dev.hawser.wire.WireConnection;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One stream: its state, its windows, and what waits to be sent on it. Nothing here is committed; it can still be
 * reordered, or dropped. Objects are used again for later streams of the same connection.
 */
final class H2Stream {

    /** Where a stream waits. */
    enum Place {
        /** Nothing to send, or not allowed to. */
        NOWHERE,
        /** Something that no window holds back: a head, trailers, the mere end. */
        HEADS,
        /** Content, and room in the stream's window. */
        CONTENT
    }

    static final long NO_LENGTH = -1;

    int id;
    StreamState state = StreamState.IDLE;
    Place place = Place.NOWHERE;
    int priority = Priority.DEFAULT;

    // Sending. RFC 9113 6.9.2: the window may be negative.
    long sendWindow;
    boolean finalHeadSent;
    /** The content is to be counted and not sent: HEAD, 204, 304. */
    boolean withoutContent;

    boolean endQueued;
    boolean aboveHigh;
    /** The window ran out with content waiting, so that credit may come in crumbs. */
    boolean exhausted;
    /** Waits for more credit than it has, so as not to send crumbs. */
    boolean held;

    /** The interim heads that go before {@link #head}. */
    @Nullable
    ArrayDeque<Object> interim;

    /** The head to be sent next: ResponseHead or RequestHead. */
    @Nullable
    Object head;

    /** What the content-length of a head that was given leaves to be queued; negative if it says nothing. */
    long declaredLeft = NO_LENGTH;

    /** The content-length to add to {@link #head}. */
    long addedLength = NO_LENGTH;

    @Nullable
    Fields trailers;

    /** The first piece of content: Bytes, FileRegion or Runnable (a mark). */
    private @Nullable Object first;

    private long firstFrom;
    private @Nullable ArrayDeque<Object> more;

    /** Octets of content that are not committed. */
    long queued;

    /** Hears of what is dropped. */
    WireConnection.@Nullable DropWatch dropWatch;

    // Receiving.
    long receiveWindow;
    /** Consumed by the application and not yet given back to the peer. */
    int credit;
    /** Delivered to the application and not yet consumed. */
    int unreleased;
    /** What content-length says is still to come; negative if it says nothing. */
    long contentLeft = NO_LENGTH;

    boolean creditListed;
    /** Answered by the connection itself; the application has never heard of it. */
    boolean muted;
    /** Client role: the answer has no content whatever its fields say. */
    boolean answerWithoutContent;

    /** A CONNECT, extended or not, whose content is not measured by content-length (RFC 9110 9.3.6). */
    boolean tunnel;

    /** Client role: the final response's head has come. */
    boolean finalHeadReceived;

    /** When content last came or went, or could have. */
    long movedAt;

    /** Since when the pace of announced content is measured, and what was to come then; negative before it is. */
    long paceSince;

    long paceLeft = NO_LENGTH;

    // Links of the table, the ring and the list of credit.
    @Nullable
    H2Stream nextInSlot;

    @Nullable
    H2Stream previous;

    @Nullable
    H2Stream next;

    @Nullable
    H2Stream nextCredit;

    void open(int newId, long newSendWindow, long newReceiveWindow) {
        id = newId;
        sendWindow = newSendWindow;
        receiveWindow = newReceiveWindow;
    }

    /** Makes the object ready for another stream. */
    void recycle() {
        id = 0;
        state = StreamState.IDLE;
        place = Place.NOWHERE;
        priority = Priority.DEFAULT;
        finalHeadSent = withoutContent = endQueued = aboveHigh = exhausted = held = false;
        interim = null;
        head = null;
        dropWatch = null;
        declaredLeft = NO_LENGTH;
        addedLength = NO_LENGTH;
        trailers = null;
        first = null;
        firstFrom = 0;
        more = null;
        queued = 0;
        credit = 0;
        unreleased = 0;
        contentLeft = NO_LENGTH;
        paceLeft = NO_LENGTH;
        muted = answerWithoutContent = tunnel = finalHeadReceived = false;
    }

    /** Whether anything of the message is still to be committed: a head, content, or the end. */
    boolean isUncommitted() {
        return queued != 0 || endQueued || hasHead();
    }

    boolean hasHead() {
        return head != null || interim != null;
    }

    void queueInterim(Object interimHead) {
        ArrayDeque<Object> heads = interim;
        if (heads == null) interim = heads = new ArrayDeque<>(2);
        heads.add(interimHead);
    }

    /** The head to be sent now, taken out of the queue. */
    Object takeHead() {
        ArrayDeque<Object> heads = interim;
        Object taken;
        if (heads != null) {
            taken = heads.remove();
            if (heads.isEmpty()) interim = null;
        } else {
            taken = Objects.requireNonNull(head);
            head = null;
        }
        return taken;
    }

    void queue(Object piece, long length) {
        queued += length;
        if (first == null) {
            first = piece;
            firstFrom = 0;
            return;
        }
        ArrayDeque<Object> rest = more;
        if (rest == null) more = rest = new ArrayDeque<>(8);
        rest.add(piece);
    }

    /** Whether everything queued is one small array-like piece, so that a frame of it can be written in one go. */
    @Nullable
    Bytes onlyPiece() {
        return more == null && firstFrom == 0 && first instanceof Bytes bytes ? bytes : null;
    }

    void dropOnlyPiece() {
        first = null;
        queued = 0;
    }

    /**
     * Moves the first {@code octets} of the content to {@code out}: pieces of at least {@code threshold} where they
     * lie, also when a frame takes but little of one; others by copy. Returns how many were copied.
     */
    long moveContent(BufList out, long octets, int threshold) {
        queued -= octets;
        long copied = 0;
        while (octets > 0) {
            Object piece = first;
            if (piece instanceof Bytes bytes) {
                int from = (int) firstFrom;
                int n = (int) Math.min(octets, bytes.length() - from);
                if (bytes.length() >= threshold) {
                    out.append(bytes, from, from + n);
                } else {
                    out.packCopy(bytes, from, n);
                    copied += n;
                }
                octets -= n;
                passed(n, bytes.length());
            } else if (piece instanceof FileRegion region) {
                long n = Math.min(octets, region.length() - firstFrom);
                out.append(region, firstFrom, n);
                octets -= n;
                passed(n, region.length());
            } else {
                out.mark((Runnable) Objects.requireNonNull(piece));
                nextPiece();
            }
        }
        // Marks behind the end wait for it where it is not this content's last frame.
        if (trailers == null) passMarks(out);
        return copied;
    }

    /** Marks behind content that is all committed go out with it. */
    void passMarks(BufList out) {
        while (first instanceof Runnable mark) {
            out.mark(mark);
            nextPiece();
        }
    }

    private void passed(long octets, long length) {
        firstFrom += octets;
        if (firstFrom == length) nextPiece();
    }

    private void nextPiece() {
        ArrayDeque<Object> rest = more;
        firstFrom = 0;
        if (rest == null) {
            first = null;
            return;
        }
        first = rest.poll();
        if (rest.isEmpty()) more = null;
    }

    /** Drops all content: nothing of it will ever be in a list. Returns the marks in it, to be run; null for none. */
    @Nullable
    ArrayDeque<Runnable> dropContent() {
        queued = 0;
        ArrayDeque<Runnable> marks = null;
        while (first != null) {
            if (first instanceof Runnable mark) {
                if (marks == null) marks = new ArrayDeque<>(4);
                marks.add(mark);
            }
            nextPiece();
        }
        return marks;
    }

    @Override
    public String toString() {
        return "stream " + id + " " + state + ", " + queued + " queued, window " + sendWindow;
    }
}
