package dev.hawser.transport;

import java.io.IOException;

/** Learns how an attempt to connect has ended: exactly one of its methods is called, once, in the loop's thread. */
public interface ConnectHandler {
    /** The connection stands. Returns its handler. */
    ChannelHandler connected(Channel channel);

    /**
     * There is no connection. {@code cause} says in words to where and why not: a {@link java.net.ConnectException}
     * (refused), {@link java.net.NoRouteToHostException}, {@link java.net.SocketTimeoutException},
     * {@link java.net.UnknownHostException}, or another.
     */
    void failed(IOException cause);
}
