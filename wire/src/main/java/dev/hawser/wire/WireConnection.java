package dev.hawser.wire;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection without a socket: octets and time go in, events and octets come out.
 *
 * <p>Single-threaded: confined to whoever drives it (a loop, a test script, a fuzzer). No sockets, clocks, locks,
 * threads or loggers. An <em>exchange</em> is one request with its response; its number is the stream identifier in
 * HTTP/2 and a running number from 1 in HTTP/1.1, where several may be open at once when the peer pipelines: answers
 * leave in order whatever the order they are given in.
 *
 * <p>A turn: {@link #receive}, then {@link #poll} until it says null (answering in between is fine), then
 * {@link #fill}, then write what the list holds.
 *
 * <p>A peer's fault is an event ({@link WireEvent.ExchangeReset}, {@link WireEvent.ConnectionFailed}) and the frames
 * or the status that tell the peer; a caller's fault throws {@link IllegalStateException} or
 * {@link IllegalArgumentException} and changes nothing. Sending on an exchange that the peer has reset, or that is
 * over, is neither: it is a race that every caller can lose, so it is ignored (bodies given are dropped).
 */
public interface WireConnection {

    /**
     * Takes octets from the peer. Borrows {@code array} until {@link #poll} has returned null, or until the next
     * call of {@code receive}; what is incomplete by then has been kept by copy.
     *
     * @param now the time, as {@link System#nanoTime} counts it
     */
    void receive(byte[] array, int from, int to, long now);

    /** The peer has closed its side. Events may follow. */
    void receiveEnd(long now);

    /** The next event, or null when more octets, more credit or more answers are needed first. */
    @Nullable
    WireEvent poll();

    /** Whether the driver should go on reading. Always true for HTTP/2; HTTP/1.1 says no when a body meets no reader. */
    boolean wantsInput();

    /** Sends an interim response (RFC 9110 15.2), before the final one. 101 is refused: use {@link #sendUpgrade}. */
    void sendInformational(int exchange, ResponseHead head);

    /** Sends a final response head; its content follows with {@link #sendBody} and ends with {@link #endBody}. */
    void sendResponse(int exchange, ResponseHead head);

    /**
     * Sends a whole response. Adds content-length when the head has none and the status allows one; for a response to
     * HEAD the content is counted and not sent. Shares {@code body} until it is on the wire.
     */
    void sendResponse(int exchange, ResponseHead head, Bytes body);

    /** Sends a whole request and returns its exchange number. Client role only. */
    int sendRequest(RequestHead head, Bytes body);

    /** Sends a request head and returns its exchange number; content follows as in a response. Client role only. */
    int sendRequest(RequestHead head);

    /** Whether a further request may be opened now (the peer's stream limit, GOAWAY, closing). Client role only. */
    boolean canOpen();

    /** What is known of whether the peer takes extended CONNECT (RFC 8441 3), which it says in its SETTINGS. */
    enum ExtendedConnect {
        UNKNOWN,
        REFUSED,
        TAKEN
    }

    /** Whether the peer takes extended CONNECT. Client role of HTTP/2. */
    default ExtendedConnect extendedConnect() {
        return ExtendedConnect.REFUSED;
    }

    /** Queues content. Shares {@code piece} until it is on the wire; small pieces are copied when their frame is cut. */
    void sendBody(int exchange, Bytes piece);

    /** Queues content that is still in a file. Shares the channel until it is on the wire. */
    void sendBody(int exchange, FileRegion piece);

    /** Ends the content. */
    void endBody(int exchange);

    /** Ends the content with trailers (dropped where the framing has no place for them). */
    void endBody(int exchange, Fields trailers);

    /** Runs {@code action} when everything queued on the exchange so far has left the list it was filled into, or was dropped. */
    void markBody(int exchange, Runnable action);

    /** Hears that content which was queued will not leave. */
    @FunctionalInterface
    interface DropWatch {
        /** The exchange has ended early; {@code octets} of its content, head and end apart, were still queued. Nothing is called back. */
        void dropped(long octets);
    }

    /**
     * Has {@code watch} told when the exchange ends before all that was queued on it has left for a list, with marks that are
     * dropped being run only then. At most one for an exchange; never told of one that is over.
     */
    void watchDrops(int exchange, DropWatch watch);

    /**
     * Accepts an upgrade or tunnel: sends the head (101, or 200 for CONNECT and extended CONNECT). From then on the
     * exchange's content both ways is the tunnel's octets.
     */
    void sendUpgrade(int exchange, ResponseHead head);

    /**
     * Gives the exchange up. HTTP/2: RST_STREAM with {@code code}; content that is not committed is dropped, a frame
     * that is already committed is finished. HTTP/1.1: the connection ends once earlier answers are out.
     */
    void reset(int exchange, ErrorCode code);

    /** Gives credit back: the application has consumed {@code octets} of this exchange's content. */
    void release(int exchange, int octets);

    /** Octets queued on the exchange and not yet filled into a list. What a producer's watermark is held against. */
    long queued(int exchange);

    /** Octets queued on all exchanges and not yet filled into a list. O(open exchanges) at most. */
    long queued();

    /**
     * Whether the exchange's producer should wait: more is queued on it than its high watermark, or more on all exchanges
     * than their common one. If so, {@link WireEvent.BodyDrained} will tell when it may go on.
     */
    boolean isCongested(int exchange);

    /**
     * Moves what may be sent into {@code out} until it holds {@code target} octets or nothing more is ready. Frames
     * are cut, field blocks encoded and windows debited here and nowhere else. Overshoots by at most one frame.
     */
    void fill(BufList out, long target);

    /** Whether {@link #fill} would add anything now. Cheap. */
    boolean wantsOutput();

    /** The next time {@link #expire} must be called, on {@link System#nanoTime}'s scale; {@link Long#MAX_VALUE} for never. */
    long deadline();

    /** Acts on every limit of time that {@code now} has passed. Events may follow. */
    void expire(long now);

    /** Begins to end gracefully: no new exchanges (GOAWAY in two phases; Connection: close), open ones finish. */
    void shutdown();

    /**
     * Whether this side has said its last octet while the peer may go on: a tunnel of HTTP/1.1 of which only our direction
     * has ended. Once the list is empty the driver ends the channel's output and reads on.
     */
    default boolean isOutputEnded() {
        return false;
    }

    /** Whether the connection is over: once its list is empty the driver closes the socket. */
    boolean isFinished();

    /**
     * The channel is gone: drops what is queued on every exchange and runs its marks. What is sent afterwards is ignored,
     * and marks run at once.
     */
    void abandon();

    /** Open exchanges. */
    int exchanges();

    /** Running counts, for metrics and limits. Never null; the same object always. */
    WireCounters counters();
}
