package dev.hawser.http.load;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.RequestHead;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.Transport;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * What is asked of whom, and how hard.
 *
 * @param transport the way to the network
 * @param loops event loops, each one thread
 * @param address whom to ask
 * @param layer what lies between the connection and HTTP, such as TLS; {@link UnaryOperator#identity} for nothing
 * @param version HTTP/1.1 or HTTP/2, by prior knowledge where no layer negotiates
 * @param head the request, the same each time
 * @param body its content
 * @param connections connections in all
 * @param streams requests that are under way on one connection at a time: streams, or in HTTP/1.1 a pipeline
 * @param rate requests a second in all, begun on time whether others were answered or not; 0 for no pause
 * @param requests how many requests are measured; {@link Long#MAX_VALUE} for as many as the time allows
 * @param warmUp how long requests are sent before they count
 * @param duration how long requests are measured at most
 * @param patience how long nothing at all may be answered before the run is given up
 */
public record LoadPlan(
        Transport transport,
        int loops,
        SocketAddress address,
        UnaryOperator<ConnectHandler> layer,
        HttpVersion version,
        RequestHead head,
        Bytes body,
        int connections,
        int streams,
        double rate,
        long requests,
        Duration warmUp,
        Duration duration,
        Duration patience) {

    /** Checks the ranges. */
    public LoadPlan {
        if (version == HttpVersion.HTTP_1_0) throw new IllegalArgumentException("load over " + version);
        atLeastOne("connections", connections);
        atLeastOne("streams", streams);
        atLeastOne("requests", requests);
        if (loops < 1 || loops > connections) {
            throw new IllegalArgumentException("%d loops for %d connections".formatted(loops, connections));
        }
        if (!(rate >= 0) || Double.isInfinite(rate)) throw new IllegalArgumentException("a rate of " + rate);
    }

    private static void atLeastOne(String what, long value) {
        if (value < 1) throw new IllegalArgumentException("%s %d, at least 1".formatted(what, value));
    }

    /** Whether the number of requests ends the run, and not the time. */
    boolean isCounted() {
        return requests != Long.MAX_VALUE;
    }
}
