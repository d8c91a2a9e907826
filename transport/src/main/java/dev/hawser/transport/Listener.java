package dev.hawser.transport;

import java.net.SocketAddress;

/** A bound address where connections are accepted. Any thread. */
public interface Listener extends AutoCloseable {
    /** The address that was bound, with the port that was picked when zero was asked for. */
    SocketAddress address();

    /** Leaves new connections in the system's backlog until {@link #resume}. */
    void pause();

    /** Accepts again. */
    void resume();

    /**
     * Stops listening; connections that were accepted live on. Removes the file of a Unix-domain address. Takes effect
     * when the loop comes to it; when called in the loop, or when the loop has not been started, at once.
     */
    @Override
    void close();
}
