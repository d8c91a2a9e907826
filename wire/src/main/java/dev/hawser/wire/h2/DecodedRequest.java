package dev.hawser.wire.h2;

import dev.hawser.message.RequestHead;

/**
 * A request's head with what the connection needs to know of it. Immutable, so that equal blocks can share one.
 *
 * @param head the head
 * @param contentLength what content-length says, or -1
 * @param priority of the priority field, or the default
 * @param expectsContinue whether the peer waits for 100 (Continue)
 */
record DecodedRequest(RequestHead head, long contentLength, int priority, boolean expectsContinue) {}
