package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.Timer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange is to the thread that has made the call: a head to wait for, content to read, and a way to give it up.
 * Its monitor guards what the two threads share, and is never held over anything that waits. The loop tells, and wakes
 * the caller once for all that has come in a turn.
 */
abstract sealed class CallerSide extends Timer implements Runnable permits ClientExchange {

    /** Credit below this waits for company, unless the caller is about to wait. Octets. */
    private static final int CREDIT_STEP = 16 * 1024;

    /** Interim responses that a caller may have before it; the rest is dropped. */
    private static final int MOST_INTERIMS = 16;

    // Guarded by this.
    private @Nullable Thread reader;
    private @Nullable ResponseHead response;
    private final ContentQueue content = new ContentQueue();
    private @Nullable ArrayDeque<ResponseHead> interims;
    private Fields trailers = Fields.EMPTY;
    private @Nullable CallException failure;
    private boolean ended;
    private boolean cancelled;
    private boolean aborted;
    private boolean posted;
    private int credit;

    /** Who is given what comes from now on, on the loop. */
    private @Nullable BodyTaker taker;

    /** Octets that were. */
    private long taken;

    /** Since when the caller has waited for content; 0 while it does not. */
    private long waitingSince;

    /** Whether a connection has been told of it. Written by the loop. */
    private volatile boolean begun;

    abstract EventLoop loop();

    // ---------------------------------------------------------------- the caller's thread

    /** Sets it going. */
    void begin() throws CallException {
        try {
            loop().execute(this);
        } catch (RejectedExecutionException e) {
            throw new CallException.Cancelled("the client is closed", e, false);
        }
    }

    /** Waits for the final head; tells {@code listener} of those before it. */
    ResponseHead awaitHead(@Nullable Consumer<? super ResponseHead> listener) throws CallException {
        while (true) {
            ResponseHead interim = null;
            synchronized (this) {
                if (interims != null) interim = interims.poll();
                if (interim == null) {
                    ResponseHead complete = response;
                    if (complete != null) return complete;
                    if (failure != null) throw failure.copy();
                    reader = Thread.currentThread();
                }
            }
            if (interim == null) park("a response");
            else if (listener != null) listener.accept(interim);
        }
    }

    /** The next piece of content, the caller's to keep; waits for it. Null at the end. */
    @Nullable
    Bytes read() throws CallException {
        return next(true);
    }

    /** The next piece of content, the caller's until it asks for another; waits for it. Null at the end. */
    @Nullable
    Bytes lend() throws CallException {
        return next(false);
    }

    private @Nullable Bytes next(boolean keeps) throws CallException {
        while (true) {
            Bytes piece;
            boolean ask = false;
            synchronized (this) {
                piece = keeps ? content.take() : content.lend();
                if (piece != null) {
                    credit += piece.length();
                    ask = !ended && !posted && (credit >= CREDIT_STEP || content.isEmpty());
                    if (ask) posted = true;
                } else {
                    if (failure != null) throw failure.copy();
                    if (ended) return null;
                    reader = Thread.currentThread();
                    waitingSince = System.nanoTime();
                }
            }
            if (ask) post();
            if (piece != null) return piece;
            park("content");
        }
    }

    /** Gives all content to {@code to}, on the loop but for what has come before; waits for its end. Returns its octets. */
    long drainTo(BodyTaker to) throws IOException {
        long before = 0;
        for (Bytes piece; (piece = lendOrLeaveTo(to)) != null; ) before += BodySource.give(piece, to);
        boolean ask;
        synchronized (this) {
            ask = credit != 0 && !ended && !posted;
            if (ask) posted = true;
        }
        if (ask) post();
        while (true) {
            synchronized (this) {
                if (failure != null) throw failure.copy();
                if (ended) {
                    long behind = taken;
                    taken = 0;
                    return before + behind;
                }
                reader = Thread.currentThread();
                waitingSince = System.nanoTime();
            }
            park("content");
        }
    }

    /** A piece that has come already; null once there is none, from when on {@code next} has what comes. */
    private synchronized @Nullable Bytes lendOrLeaveTo(BodyTaker next) {
        Bytes piece = content.lend();
        if (piece == null) taker = next;
        else credit += piece.length();
        return piece;
    }

    private void park(String what) throws CallException {
        LockSupport.park(this);
        if (!Thread.currentThread().isInterrupted()) return;
        cancel();
        throw new CallException.Cancelled("interrupted while waiting for " + what, null, begun);
    }

    /** Whether all of the content has come and been read. */
    final synchronized boolean hasEnded() {
        return ended && content.isEmpty();
    }

    /** Those of content that has been read to its end. */
    synchronized Fields trailers() {
        return ended && content.isEmpty() ? trailers : Fields.EMPTY;
    }

    /** Gives it up. Any thread. */
    void cancel() {
        synchronized (this) {
            if (cancelled || failure != null || ended) return;
            cancelled = true;
            if (posted) return;
            posted = true;
        }
        post();
    }

    /** Breaks it off, whatever has ended already, so that the other side sees no end. Any thread. */
    final void abort() {
        synchronized (this) {
            if (aborted || failure != null) return;
            aborted = true;
            if (posted) return;
            posted = true;
        }
        post();
    }

    private void post() {
        try {
            loop().execute(this);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and everything with it.
        }
    }

    // ---------------------------------------------------------------- the loop

    /** What the caller has read since the last look, in octets. It may ask again from now on. */
    final synchronized int takeCredit() {
        int given = credit;
        credit = 0;
        posted = false;
        return given;
    }

    final synchronized boolean isCancelled() {
        return cancelled;
    }

    final synchronized boolean isAborted() {
        return aborted;
    }

    /** Since when the caller has waited for content, on {@link System#nanoTime}'s scale; 0 while it does not. */
    final synchronized long waitingSince() {
        return waitingSince;
    }

    /** A connection has been told of it. */
    final void hasBegun() {
        begun = true;
    }

    final synchronized void tellInterim(ResponseHead interim) {
        if (interims == null) interims = new ArrayDeque<>(2);
        if (interims.size() < MOST_INTERIMS) interims.add(interim);
    }

    final synchronized void tellHead(ResponseHead complete, boolean last) {
        response = complete;
        if (last) ended = true;
    }

    /** Who is to be given content here and now, or null where it is to be told. */
    final synchronized @Nullable BodyTaker taker() {
        return taker;
    }

    final synchronized void tellTaken(int octets) {
        taken += octets;
    }

    /** Copies the octets. */
    final synchronized void tellContent(byte[] array, int offset, int length, boolean last) {
        if (length != 0) content.add(loop(), array, offset, length);
        if (last) ended = true;
    }

    final synchronized void tellTrailers(Fields fields) {
        trailers = fields;
        ended = true;
    }

    /** Of several failures the first counts, and none behind the end. */
    final synchronized void tellFailure(CallException why) {
        if (failure == null && !ended) failure = why;
    }

    /** Drops what has not been read; returns how many octets that were. */
    final synchronized int dropContent() {
        return content.clear();
    }

    /** Wakes the caller if it waits. */
    final void wakeCaller() {
        Thread sleeper;
        synchronized (this) {
            sleeper = reader;
            reader = null;
            waitingSince = 0;
        }
        if (sleeper != null) LockSupport.unpark(sleeper);
    }
}
