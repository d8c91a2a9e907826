package dev.hawser.transport;

/** Gives each accepted connection its handler. */
@FunctionalInterface
public interface Acceptor {
    /** Called in the loop's thread. When it throws, the connection is aborted. */
    ChannelHandler accept(Channel channel);
}
