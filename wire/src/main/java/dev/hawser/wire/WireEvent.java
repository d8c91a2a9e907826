package dev.hawser.wire;

import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;

/** What a connection tells its driver. Values, in the order in which they happened. */
public sealed interface WireEvent {

    /**
     * A request's head is complete. Server role.
     *
     * @param exchange its number
     * @param head immutable, detached from the octets it was read from
     * @param last whether there is no content
     */
    record RequestReceived(int exchange, RequestHead head, boolean last) implements WireEvent {}

    /** A final response's head is complete. Client role. */
    record ResponseReceived(int exchange, ResponseHead head, boolean last) implements WireEvent {}

    /** An interim response (1xx). Client role. */
    record InformationalReceived(int exchange, ResponseHead head) implements WireEvent {}

    /**
     * Content. Borrowed: {@code array} is valid until the next call of poll or receive; copy what is to be kept. Every
     * octet must be given back by {@link WireConnection#release} once consumed, or the peer's window runs dry.
     */
    record DataReceived(int exchange, byte[] array, int offset, int length, boolean last) implements WireEvent {}

    /** Trailers: the content has ended. */
    record TrailersReceived(int exchange, Fields trailers) implements WireEvent {}

    /**
     * The exchange ended early: the peer gave it up, or this side did because of the peer's fault.
     *
     * @param unprocessed whether the peer cannot have acted on it (REFUSED_STREAM, above GOAWAY's last identifier,
     *     nothing sent), so that repeating it is safe
     */
    record ExchangeReset(int exchange, ErrorCode code, boolean byPeer, boolean unprocessed, String reason)
            implements WireEvent {}

    /** The exchange's queue has fallen below its low watermark after having been above the high one. */
    record BodyDrained(int exchange) implements WireEvent {}

    /** The peer wants 100 (Continue) before it sends this exchange's content. Answering early is allowed, so is never. */
    record ContinueExpected(int exchange) implements WireEvent {}

    /** The peer will open or accept no further exchanges above {@code lastExchange}. */
    record GoAwayReceived(int lastExchange, ErrorCode code, String debug) implements WireEvent {}

    /**
     * HTTP/1.1 only: the connection now belongs to another protocol. The driver takes over with the octets from
     * {@code offset} on. {@code protocol} is "h2" for the HTTP/2 preface met in place of a request, "h2c" for an upgrade
     * that was accepted, else the name the peer and the handler agreed on.
     */
    record ProtocolSwitched(String protocol, byte[] array, int offset, int length) implements WireEvent {}

    /** The connection is lost by the peer's fault; what tells the peer is in the next fill. No exchange survives. */
    record ConnectionFailed(ErrorCode code, String reason) implements WireEvent {}
}
