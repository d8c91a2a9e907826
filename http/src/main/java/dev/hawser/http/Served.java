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
 * @param octets content of the response that has left, without framing: where it was cut short, what had been framed and put
 *     into the hands of the socket by then
 * @param complete whether all of the response has left: not when the client has reset it or hung up before
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
