package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.CallException.TimedOut;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.transport.Timer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a call answered: the place where the caller's thread and the event loop meet. It is its own task and
 * its own timer, so that a small request costs one object here.
 *
 * <pre>
 * NEW -> QUEUED -> AWAITING_HEAD -> RECEIVING -> OVER
 *          |             |              |-> DISCARDING -> OVER     closed early on HTTP/1.1, little left
 *          |             `-> TUNNEL -> SPEAKING -> OVER           an upgrade or CONNECT that was accepted
 *          `-------------`--------------`-> OVER                  failed, late, or given up
 * </pre>
 */
final class ClientExchange extends Timer implements Runnable {

    private enum Stage {
        NEW,
        /** Waits for a connection, or for room on one. */
        QUEUED,
        AWAITING_HEAD,
        RECEIVING,
        /** Both directions of a tunnel, or the server's alone, are open. */
        TUNNEL,
        /** The server's direction of a tunnel has ended, ours has not. */
        SPEAKING,
        DISCARDING,
        OVER
    }

    /**
     * Limits of time in nanoseconds; {@link Long#MAX_VALUE} for none.
     *
     * @param end when all of it has to be over, on {@link System#nanoTime}'s scale
     */
    record Patience(long connection, long head, long content, long end) {}

    /** Credit below this waits for company, unless the caller is about to wait. Octets. */
    private static final int CREDIT_STEP = 16 * 1024;

    /** What is read off to keep an HTTP/1.1 connection whose reply was closed early. Octets, and nanoseconds. */
    private static final long MOST_DISCARDED = 64 * 1024;

    private static final long DISCARD_TIME = TimeUnit.SECONDS.toNanos(1);

    /** How long a server is asked for 100 (Continue) in vain. Nanoseconds. */
    private static final long CONTINUE_TIME = TimeUnit.SECONDS.toNanos(1);

    final RequestHead head;
    final Body body;
    final boolean expectsContinue;

    /** What an upgrade is asked for; null for none. */
    final @Nullable String upgrade;

    private final Pool pool;
    private final Patience patience;

    // Guarded by this.
    private @Nullable Thread reader;
    private @Nullable ResponseHead response;
    private @Nullable Bytes first;
    private @Nullable ArrayDeque<Bytes> more;
    private @Nullable ArrayDeque<ResponseHead> interims;
    private Fields trailers = Fields.EMPTY;
    private @Nullable CallException failure;
    private boolean ended;
    private boolean cancelled;
    private boolean posted;
    private int credit;

    /** Since when the caller has waited for content; 0 while it does not. */
    private long waitingSince;

    /** Whether a connection has been told of it. Written by the loop. */
    private volatile boolean begun;

    /** Whether the writer of the content was called. Written by the loop. */
    private volatile boolean contentBegun;

    // The loop's own.
    private Stage stage = Stage.NEW;
    private @Nullable ClientConnection connection;
    private @Nullable Upload upload;
    private boolean contentHeld;
    private boolean requestEnded;
    private boolean responseEnded;
    private boolean changed;
    private long since;
    private long armedFor = Long.MAX_VALUE;
    private long discarded;

    /** Its number on the connection. */
    int id;

    /** How often the connection had been filled when this began: it is untouched as long as that has not changed. */
    long fillsBefore;

    ClientExchange(Pool pool, RequestHead head, Call call, Patience patience) {
        this.pool = pool;
        this.head = head;
        this.body = call.body();
        this.expectsContinue = call.expectsContinue();
        this.upgrade = call.upgrade();
        this.patience = patience;
    }

    // ---------------------------------------------------------------- the caller's thread

    /** Sets it going. */
    void begin() throws CallException {
        try {
            pool.loop().execute(this);
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

    /** The next piece of content; waits for it. Null at the end. */
    @Nullable
    Bytes read() throws CallException {
        while (true) {
            Bytes piece;
            boolean ask = false;
            synchronized (this) {
                piece = first;
                if (piece != null) {
                    first = more == null ? null : more.poll();
                    credit += piece.length();
                    ask = !ended && !posted && (credit >= CREDIT_STEP || first == null);
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

    private void park(String what) throws CallException {
        LockSupport.park(this);
        if (!Thread.currentThread().isInterrupted()) return;
        cancel();
        throw new CallException.Cancelled("interrupted while waiting for " + what, null, begun);
    }

    /** Whether all of the content has come and been read. */
    synchronized boolean hasEnded() {
        return ended && first == null;
    }

    /** Those of content that has been read to its end. */
    synchronized Fields trailers() {
        return ended && first == null ? trailers : Fields.EMPTY;
    }

    /** The tunnel that it has become, or null. For whoever has been given the head. */
    @Nullable
    Tunnel tunnel() {
        Upload output = upload;
        return output == null || !asksForTunnel() ? null : new Tunnel(new ClientTunnel(this, output));
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

    private void post() {
        try {
            pool.loop().execute(this);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and everything with it.
        }
    }

    /** Whether the writer of the content was called, so that its content cannot be had again. */
    boolean hasContentBegun() {
        return contentBegun;
    }

    // ---------------------------------------------------------------- the loop

    /** Carries out what the caller's thread has asked for. */
    @Override
    public void run() {
        int given;
        boolean stop;
        synchronized (this) {
            given = credit;
            credit = 0;
            posted = false;
            stop = cancelled;
        }
        if (stop) {
            giveUp();
        } else if (stage == Stage.NEW) {
            stage = Stage.QUEUED;
            since = pool.loop().now();
            pool.submit(this);
            if (stage == Stage.QUEUED) watch();
        } else if (given != 0 && (stage == Stage.RECEIVING || stage == Stage.TUNNEL)) {
            ClientConnection on = connection();
            on.wire().release(id, given);
            on.touch();
        }
    }

    private ClientConnection connection() {
        return Objects.requireNonNull(connection);
    }

    /** Whether it still waits for a connection. */
    boolean isQueued() {
        return stage == Stage.QUEUED;
    }

    /** {@code on} is about to send it. */
    void begins(ClientConnection on) {
        connection = on;
        stage = Stage.AWAITING_HEAD;
        begun = true;
        since = pool.loop().now();
    }

    /** Its head has been queued: sends the content. */
    void sendContent() {
        contentHeld = expectsContinue;
        if (!contentHeld) releaseContent();
        watch();
    }

    /** All of the request has been queued. */
    void requestEnds() {
        requestEnded = true;
        since = pool.loop().now();
        if (stage == Stage.SPEAKING) responseEnds();
        else watch();
    }

    // ---------------------------------------------------------------- tunnels; on the loop

    /** Whether it is to become a tunnel. */
    boolean asksForTunnel() {
        return upgrade != null || head.method().equals(Method.CONNECT);
    }

    /** Its head has been queued, and nothing else will be before the server has agreed. */
    void awaitTunnel() {
        watch();
    }

    private boolean isTunnel() {
        return upload != null && asksForTunnel();
    }

    private void settleTunnel(ResponseHead complete) {
        ClientConnection on = connection();
        boolean anySuccess = on.isMultiplexed() || upgrade == null;
        boolean accepted = anySuccess
                ? complete.status().isSuccessful()
                : complete.status().code() == 101;
        if (accepted) {
            stage = Stage.TUNNEL;
            upload = new Upload(this, on, body);
        } else {
            if (on.isMultiplexed()) on.wire().endBody(id);
            requestEnded = true;
        }
    }

    /** The caller has closed the tunnel. What it has written still leaves; what comes is read off for a moment. */
    private void leaveTunnel() {
        stage = Stage.DISCARDING;
        synchronized (this) {
            if (failure == null) failure = new CallException.Cancelled("the tunnel was closed", null, true);
        }
        discard();
        wake();
    }

    private void releaseContent() {
        contentHeld = false;
        ClientConnection on = connection();
        if (body instanceof Body.Octets octets) {
            on.wire().sendBody(id, octets.bytes());
            on.wire().endBody(id);
            requestEnds();
            on.touch();
        } else {
            contentBegun = true;
            Upload begins = new Upload(this, on, body);
            upload = begins;
            pool.startThread(begins::write);
        }
    }

    /** Content has moved on: the time for the head counts anew. */
    void uploads() {
        since = pool.loop().now();
    }

    void informed(ResponseHead interim) {
        if (interim.status().code() == 100) {
            if (contentHeld) releaseContent();
            return;
        }
        synchronized (this) {
            if (interims == null) interims = new ArrayDeque<>(2);
            if (interims.size() < 16) interims.add(interim);
        }
        change();
    }

    void responded(ResponseHead complete, boolean last) {
        if (asksForTunnel()) settleTunnel(complete);
        synchronized (this) {
            response = complete;
            if (last) ended = true;
        }
        change();
        if (stage == Stage.AWAITING_HEAD) stage = Stage.RECEIVING;
        since = pool.loop().now();
        if (last) responseEnds();
        else watch();
    }

    void received(byte[] array, int offset, int length, boolean last) {
        since = pool.loop().now();
        if (stage == Stage.DISCARDING) {
            connection().wire().release(id, length);
            discarded += length;
            if (last) responseEnds();
            else if (discarded > MOST_DISCARDED && requestEnded) reset();
            return;
        }
        synchronized (this) {
            if (length != 0) add(Bytes.copyOf(array, offset, length));
            if (last) ended = true;
        }
        change();
        if (last) responseEnds();
    }

    private void add(Bytes piece) {
        if (first == null) {
            first = piece;
        } else {
            if (more == null) more = new ArrayDeque<>(4);
            more.add(piece);
        }
    }

    void receivedTrailers(Fields fields) {
        synchronized (this) {
            trailers = fields;
            ended = true;
        }
        change();
        responseEnds();
    }

    private void responseEnds() {
        if (isTunnel() && !requestEnded) {
            stage = Stage.SPEAKING;
            return;
        }
        responseEnded = true;
        stage = Stage.OVER;
        pool.loop().cancel(this);
        ClientConnection on = connection();
        if (!requestEnded) {
            // RFC 9113 8.1, RFC 9112 9.5: the answer did not need the rest of the request.
            stopUpload("the server has answered without reading all of it");
            on.wire().reset(id, ErrorCode.CANCEL);
        }
        on.ended(this);
    }

    /** Whether the reply is complete, whatever else happens. */
    boolean hasResponse() {
        return responseEnded;
    }

    boolean hasHead() {
        return switch (stage) {
            case RECEIVING, TUNNEL, SPEAKING, DISCARDING -> true;
            case NEW, QUEUED, AWAITING_HEAD, OVER -> false;
        };
    }

    /** There is room again in the queue of content. */
    void drained() {
        Upload going = upload;
        if (going != null) going.relieved();
    }

    private void stopUpload(String why) {
        Upload going = upload;
        if (going != null) going.stop(why);
    }

    /** It has ended without a complete reply. */
    void fail(CallException why) {
        if (stage == Stage.OVER) return;
        stage = Stage.OVER;
        pool.loop().cancel(this);
        stopUpload(String.valueOf(why.getMessage()));
        synchronized (this) {
            if (failure == null && !ended) failure = why;
        }
        change();
        if (connection == null) wake();
    }

    /** The caller's own content could not be had. */
    void contentFailed(Throwable cause) {
        if (stage == Stage.OVER) return;
        ClientConnection on = connection();
        on.wire().reset(id, ErrorCode.CANCEL);
        on.ended(this);
        fail(new CallException.Cancelled("the request's content failed: " + cause, cause, true));
        on.settle();
    }

    private void giveUp() {
        switch (stage) {
            case NEW, QUEUED -> {
                fail(new CallException.Cancelled("given up before it was sent", null, false));
                pool.abandoned();
            }
            case AWAITING_HEAD -> reset();
            case RECEIVING -> {
                if (connection().isMultiplexed() || !requestEnded) {
                    reset();
                } else {
                    stage = Stage.DISCARDING;
                    discard();
                }
            }
            case TUNNEL -> leaveTunnel();
            case SPEAKING, DISCARDING, OVER -> {}
        }
    }

    private void discard() {
        long held = 0;
        synchronized (this) {
            if (first != null) held += first.length();
            first = null;
            if (more != null) {
                for (Bytes piece : more) held += piece.length();
                more = null;
            }
        }
        connection().wire().release(id, (int) held);
        since = pool.loop().now();
        watch();
        connection().touch();
    }

    private void reset() {
        ClientConnection on = connection();
        on.wire().reset(id, ErrorCode.CANCEL);
        on.ended(this);
        fail(new CallException.Cancelled("given up by the caller", null, true));
        on.settle();
    }

    // ---------------------------------------------------------------- telling the caller

    /** Something is there for the caller, which is told once when the connection's input has been looked through. */
    private void change() {
        ClientConnection on = connection;
        if (changed || on == null) return;
        changed = true;
        on.changed(this);
    }

    void wake() {
        changed = false;
        Thread sleeper;
        synchronized (this) {
            sleeper = reader;
            reader = null;
            waitingSince = 0;
        }
        if (sleeper != null) LockSupport.unpark(sleeper);
    }

    // ---------------------------------------------------------------- time

    private void watch() {
        long next = deadline();
        if (next >= armedFor) return;
        armedFor = next;
        pool.loop().schedule(this, next);
    }

    private long deadline() {
        long phase = switch (stage) {
            case QUEUED -> after(since, patience.connection());
            case AWAITING_HEAD -> contentHeld ? since + CONTINUE_TIME : after(since, patience.head());
            case RECEIVING -> contentDeadline();
            case DISCARDING -> since + DISCARD_TIME;
            // What is spoken there has its own idea of time.
            case NEW, TUNNEL, SPEAKING, OVER -> Long.MAX_VALUE;
        };
        return isTunnel() ? phase : Math.min(phase, patience.end());
    }

    private long contentDeadline() {
        long waiting;
        synchronized (this) {
            waiting = waitingSince;
        }
        // Content that the caller does not ask for is not late: it is held back by the window.
        long from = waiting == 0 ? pool.loop().now() : Math.max(waiting, since);
        return after(from, patience.content());
    }

    private static long after(long from, long nanos) {
        return nanos == Long.MAX_VALUE ? Long.MAX_VALUE : from + nanos;
    }

    @Override
    protected void fire(long now) {
        armedFor = Long.MAX_VALUE;
        if (stage == Stage.OVER) return;
        if (deadline() - now > 0) watch();
        else if (contentHeld && now - patience.end() < 0) continueWithout();
        else if (stage == Stage.DISCARDING) reset();
        else late(now);
    }

    private void continueWithout() {
        since = pool.loop().now();
        releaseContent();
        watch();
    }

    private void late(long now) {
        TimedOut why = switch (stage) {
            case QUEUED -> tooLate(now, TimedOut.Phase.CONNECTION, "no connection", patience.connection());
            case AWAITING_HEAD -> tooLate(now, TimedOut.Phase.HEAD, "no response", patience.head());
            case RECEIVING -> tooLate(now, TimedOut.Phase.CONTENT, "no more content", patience.content());
            case NEW, TUNNEL, SPEAKING, DISCARDING, OVER -> throw new AssertionError(stage);
        };
        ClientConnection on = connection;
        if (on == null) {
            fail(why);
            pool.abandoned();
            return;
        }
        long silence = since;
        on.wire().reset(id, ErrorCode.CANCEL);
        on.ended(this);
        fail(why);
        on.doubt(silence);
        on.settle();
    }

    private TimedOut tooLate(long now, TimedOut.Phase phase, String what, long nanos) {
        boolean whole = now - patience.end() >= 0;
        String text = whole
                ? "not answered in full within the time for the whole call"
                : "%s within %d ms".formatted(what, TimeUnit.NANOSECONDS.toMillis(nanos));
        return new TimedOut(
                whole ? TimedOut.Phase.WHOLE : phase, text + ": " + head.method() + " " + pool.origin(), begun);
    }

    boolean isHead() {
        return head.method().equals(Method.HEAD);
    }
}
