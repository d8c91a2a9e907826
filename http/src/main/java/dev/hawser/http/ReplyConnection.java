package dev.hawser.http;

import java.net.SocketAddress;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The connection that a reply came by: the same object for all that come by the same one. For any thread. */
public final class ReplyConnection {

    private final ClientConnection connection;
    private final @Nullable SocketAddress local;
    private final @Nullable SocketAddress remote;

    ReplyConnection(ClientConnection connection, @Nullable SocketAddress local, @Nullable SocketAddress remote) {
        this.connection = connection;
        this.local = local;
        this.remote = remote;
    }

    /** This side's address, or null where the transport has none. */
    public @Nullable SocketAddress local() {
        return local;
    }

    /** The address that was connected to, that of a proxy where there is one; null where the transport has none. */
    public @Nullable SocketAddress remote() {
        return remote;
    }

    /**
     * Takes it out of use: no call that is made from now on goes by it, what is under way on it is finished, and then it
     * closes. For a server behind a balancer whose answer says that another would be better. Returns at once; twice is
     * once.
     */
    public void retire() {
        try {
            connection.loop().execute(connection::retire);
        } catch (RejectedExecutionException e) {
            // The client is closed, and the connection with it.
        }
    }

    @Override
    public String toString() {
        return local + " to " + remote;
    }
}
