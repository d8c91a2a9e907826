package dev.hawser.wire.h2;

import dev.hawser.message.ResponseHead;

/**
 * A response's head with what the connection needs to know of it. Immutable, so that equal blocks can share one.
 *
 * @param head the head, final or interim
 * @param contentLength what content-length says, or -1
 */
record DecodedResponse(ResponseHead head, long contentLength) {}
