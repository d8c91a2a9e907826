package dev.hawser.http;

import dev.hawser.message.RequestHead;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request that is over: its response has left, or nobody waits for it any more. Immutable.
 *
 * @param head the request
 * @param remote the peer's address; null for a transport without addresses
 * @param status of the response; 0 when the request ended before it had one
 * @param octets content of the response that was handed to the connection, without framing
 * @param complete whether the response was handed over to its end
 * @param endMillis when it was over, in milliseconds of {@link System#currentTimeMillis}
 * @param nanos how long it took from the end of its head
 */
public record Served(
        RequestHead head,
        @Nullable SocketAddress remote,
        int status,
        long octets,
        boolean complete,
        long endMillis,
        long nanos) {}
