package dev.hawser.wire.h1;

/** How the end of a message's content is found (RFC 9112 6.3). */
enum BodyFraming {
    /** There is no content. */
    NONE,
    /** A number of octets. */
    FIXED,
    /** Chunks and a trailer section. */
    CHUNKED,
    /** All that comes until the connection ends. Responses only. */
    UNTIL_CLOSE,
    /** No message any more: octets of a tunnel or of another protocol. */
    TUNNEL
}
