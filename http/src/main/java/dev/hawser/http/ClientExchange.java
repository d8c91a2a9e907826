package dev.hawser.http;

import dev.hawser.http.CallException.TimedOut;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.transport.EventLoop;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to have a call answered, as the event loop sees it; what the caller sees is above. It is its own task and its
 * own timer, so that a small request costs one object here. Confined to the loop, but for what says otherwise.
 *
 * <pre>
 * NEW -> QUEUED -> AWAITING_HEAD -> RECEIVING -> OVER
 *          |             |              |-> DISCARDING -> OVER     closed early on HTTP/1.1, little left
 *          |             `-> TUNNEL -> SPEAKING -> OVER           an upgrade or CONNECT that was accepted
 *          `-------------`--------------`-> OVER                  failed, late, or given up
 * </pre>
 */
final class ClientExchange extends CallerSide {

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

    /** Whether the writer of the content was called. Written by the loop. */
    private volatile boolean contentBegun;

    // The loop's own.
    private Stage stage = Stage.NEW;
    private @Nullable ClientConnection connection;
    private @Nullable Upload upload;
    private boolean contentHeld;
    private boolean requestEnded;
    private boolean changed;
    private long since;
    private long armedFor = Long.MAX_VALUE;
    private long discarded;

    /** Octets of the request that waited when it was last asked. */
    private long unsent;

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

    /** The tunnel that it has become, or null. For whoever has been given the head. */
    @Nullable
    Tunnel tunnel() {
        Upload output = upload;
        return output == null || !asksForTunnel() ? null : new Tunnel(new ClientTunnel(this, output));
    }

    /** The connection it went by. For whoever has been given the head. */
    ReplyConnection by() {
        return connection().face;
    }

    /** Whether the writer of the content was called, so that its content cannot be had again. */
    boolean hasContentBegun() {
        return contentBegun;
    }

    // ---------------------------------------------------------------- the loop

    /** Carries out what the caller's thread has asked for. */
    @Override
    public void run() {
        int given = takeCredit();
        if (isAborted()) {
            breakOff();
        } else if (isCancelled()) {
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

    @Override
    EventLoop loop() {
        return pool.loop();
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
        hasBegun();
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
        unsent = connection().unsent(this);
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
        tellInterim(interim);
        change();
    }

    void responded(ResponseHead complete, boolean last) {
        if (complete.status().code() == 101 && !asksForTunnel()) {
            end(new CallException.Malformed("the server switches protocols, and nobody has asked for that", null));
            return;
        }
        if (asksForTunnel()) settleTunnel(complete);
        tellHead(complete, last);
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
        BodyTaker taker = length == 0 ? null : taker();
        if (taker != null) {
            give(taker, array, offset, length, last);
            return;
        }
        tellContent(array, offset, length, last);
        change();
        if (last) responseEnds();
    }

    /** Gives content to whom the caller has left it. */
    private void give(BodyTaker taker, byte[] array, int offset, int length, boolean last) {
        try {
            taker.take(array, offset, offset + length);
        } catch (Exception | StackOverflowError | AssertionError fault) {
            end(new CallException.Cancelled("what takes the content failed: " + fault, fault, true));
            return;
        }
        tellTaken(length);
        if (last) {
            tellContent(array, offset, 0, true);
            change();
            responseEnds();
        } else {
            connection().wire().release(id, length);
        }
    }

    void receivedTrailers(Fields fields) {
        tellTrailers(fields);
        change();
        responseEnds();
    }

    private void responseEnds() {
        if (stage == Stage.TUNNEL && !requestEnded) {
            stage = Stage.SPEAKING;
            return;
        }
        stage = Stage.OVER;
        pool.loop().cancel(this);
        ClientConnection on = connection();
        if (!requestEnded || (on.isMultiplexed() && on.wire().queued(id) != 0)) {
            // RFC 9113 8.1, RFC 9112 9.5: the answer did not need the rest of the request.
            stopUpload("the server has answered without reading all of it");
            on.wire().reset(id, ErrorCode.CANCEL);
        }
        on.ended(this);
    }

    /** Whether the reply is complete, or will never be. */
    boolean isOver() {
        return stage == Stage.OVER;
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
        tellFailure(why);
        change();
        if (connection == null) wake();
    }

    /** The caller's own content could not be had. */
    void contentFailed(Throwable cause) {
        if (stage == Stage.OVER) return;
        end(new CallException.Cancelled("the request's content failed: " + cause, cause, mayHaveLeft()));
    }

    /** Ends on this side, in the middle of it. */
    private void end(CallException why) {
        ClientConnection on = connection();
        on.wire().reset(id, ErrorCode.CANCEL);
        on.ended(this);
        fail(why);
        on.settle();
    }

    private void giveUp() {
        switch (stage) {
            case NEW -> fail(new CallException.Cancelled("given up before it was sent", null, false));
            case QUEUED -> {
                fail(new CallException.Cancelled("given up before it was sent", null, false));
                pool.abandoned();
            }
            case AWAITING_HEAD -> reset();
            case RECEIVING -> {
                if (connection().isMultiplexed() || !requestEnded) {
                    reset();
                } else {
                    discard("the reply was closed");
                }
            }
            case TUNNEL -> discard("the tunnel was closed"); // What it has written still leaves.
            case SPEAKING, DISCARDING, OVER -> {}
        }
    }

    /** Nothing is read any more, which whoever still reads is told; what comes is dropped for a moment. */
    private void discard(String why) {
        stage = Stage.DISCARDING;
        tellFailure(new CallException.Cancelled(why, null, true));
        wake();
        connection().wire().release(id, dropContent());
        since = pool.loop().now();
        watch();
        connection().touch();
    }

    /** The other side of a tunnel is to see a break and no end. */
    private void breakOff() {
        switch (stage) {
            case TUNNEL, SPEAKING, DISCARDING -> {
                ClientConnection on = connection();
                reset();
                if (!on.isMultiplexed()) on.abort();
            }
            case NEW, QUEUED, AWAITING_HEAD, RECEIVING, OVER -> giveUp();
        }
    }

    private boolean mayHaveLeft() {
        ClientConnection on = connection;
        return on != null && !on.isUnsent(this);
    }

    private void reset() {
        end(new CallException.Cancelled("given up by the caller", null, mayHaveLeft()));
    }

    // ---------------------------------------------------------------- telling the caller

    /** Something is there for the caller, which is told once when the connection's input has been looked through. */
    private void change() {
        ClientConnection on = connection;
        if (changed || on == null) return;
        changed = true;
        on.changed(this);
    }

    /** Wakes the caller. */
    void wake() {
        changed = false;
        wakeCaller();
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
        long waiting = waitingSince();
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
        else if (stage == Stage.AWAITING_HEAD && contentHeld && now - patience.end() < 0) continueWithout();
        else if (stage == Stage.AWAITING_HEAD && isTakingContent()) watch();
        else if (stage == Stage.DISCARDING) reset();
        else late(now);
    }

    /** Whether the server has taken some of the request since this was last asked: then it is not late with its answer. */
    private boolean isTakingContent() {
        long left = connection().unsent(this);
        boolean takes = left < unsent;
        unsent = left;
        if (takes) since = pool.loop().now();
        return takes && patience.end() - since > 0;
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
        String last = phase == TimedOut.Phase.CONNECTION ? pool.lastFailure() : "";
        if (!last.isEmpty()) what = "%s (%s)".formatted(what, last);
        String text = whole
                ? "not answered in full within the time for the whole call"
                : "%s within %d ms".formatted(what, TimeUnit.NANOSECONDS.toMillis(nanos));
        return new TimedOut(
                whole ? TimedOut.Phase.WHOLE : phase, text + ": " + head.method() + " " + pool.origin(), mayHaveLeft());
    }

    boolean isHead() {
        return head.method().equals(Method.HEAD);
    }
}
