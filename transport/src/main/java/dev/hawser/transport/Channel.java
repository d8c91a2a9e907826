package dev.hawser.transport;

import dev.hawser.bytes.BufList;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connected byte stream: a socket, an end of a memory pipe, or a secure layer over another channel.
 *
 * <p>Confined to the thread of its {@link #loop}. No method calls the handler before it returns: what becomes of a
 * connection is told later in the same turn.
 */
public interface Channel {
    /** The loop that owns this channel for life. */
    EventLoop loop();

    /** What is to be sent. The owner of the channel appends to it, then calls {@link #flush}. */
    BufList out();

    /**
     * Sends what the socket takes now of {@link #out}, as a rule in one gathering call. The rest follows by itself when
     * the socket has room, and then {@link ChannelHandler#onDrained} is called. Does nothing while {@link #isBlocked} or
     * when the channel is closed.
     */
    void flush();

    /** Whether the last {@link #flush} was short, so that {@link ChannelHandler#onDrained} will come. */
    boolean isBlocked();

    /**
     * Stops delivering octets; soon the peer will be stopped by its window. A reset is told all the same, but on NIO, whose
     * selector watches nothing that is not asked for: there it is told when reading or writing meets it.
     */
    void pauseReading();

    /** Delivers octets again, from the next turn on. */
    void resumeReading();

    /**
     * Ends our direction once {@link #out} has drained: the peer sees the end of the stream. When both directions have
     * ended the channel closes by itself.
     */
    void shutdownOutput();

    /** Closes in order and drops what is unsent. The handler's {@link ChannelHandler#onClosed} follows in this turn. */
    void close();

    /** Closes so that the peer sees a reset. The handler's {@link ChannelHandler#onClosed} follows in this turn. */
    void abort();

    /** Whether neither side has closed the channel and it has not failed. */
    boolean isOpen();

    /** Our address, or null where there is none. */
    @Nullable
    SocketAddress local();

    /** The peer's address, or null where there is none. Ask early: a peer that has gone may have none any more. */
    @Nullable
    SocketAddress remote();

    /** The protocol that was agreed on by ALPN, or null in clear text. */
    @Nullable
    String applicationProtocol();
}
