package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.http.HttpEvents.RequestEvent;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.wire.WireConnection;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request, for whoever watches: the access log and the flight recorder. Exists only while somebody
 * does. Confined to the loop.
 */
final class Account implements Runnable, WireConnection.DropWatch {

    private final ServerConnection connection;
    private final @Nullable RequestObserver observer;
    private final RequestHead head;
    private final @Nullable RequestEvent event;
    private final long startedAt;

    /** Asked for while there is somebody to ask about: a connection that is gone has no address any more. */
    private final @Nullable SocketAddress remote;

    /** Where the connection keeps it. */
    int slot;

    private int status;
    private long octets;
    private boolean complete;
    private boolean closed;

    private Account(
            ServerConnection connection,
            @Nullable RequestObserver observer,
            RequestHead head,
            @Nullable RequestEvent event) {
        this.connection = connection;
        this.observer = observer;
        this.head = head;
        this.event = event;
        this.startedAt = connection.loop().now();
        this.remote = connection.remoteAddress();
    }

    /** Opens an account of a request whose head has come, or none when nobody watches. */
    static @Nullable Account open(ServerConnection connection, @Nullable RequestObserver observer, RequestHead head) {
        RequestEvent event = HttpEvents.request();
        if (observer == null && event == null) return null;
        Account account = new Account(connection, observer, head, event);
        connection.record().opened(account);
        return account;
    }

    /** A command of its exchange is carried out. */
    void note(Command command) {
        switch (command) {
            case Command.Whole(ResponseHead start, Bytes content) -> {
                responded(start.status().code());
                sent(content.length());
                completed();
            }
            case Command.Start(ResponseHead start) -> responded(start.status().code());
            case Command.OpenTunnel(ResponseHead start) ->
                responded(start.status().code());
            case Command.Piece(Bytes piece) -> sent(piece.length());
            case Command.FromFile(FileRegion region) -> sent(region.length());
            case Command.End _ -> completed();
            case Command.Interim _, Command.Mark _, Command.Abort _, Command.LeaveTunnel _, Command.Broken _ -> {}
        }
    }

    void responded(int code) {
        status = code;
    }

    void sent(long more) {
        if (head.method() != Method.HEAD) octets += more;
    }

    /** The response is handed over to its end; {@link #run} follows when it has left. */
    void completed() {
        complete = true;
    }

    /** The response ends early: this much of what was handed over has not left. */
    @Override
    public void dropped(long unsent) {
        complete = false;
        octets = Math.max(0, octets - unsent);
    }

    /** It is over. Twice is once. */
    @Override
    public void run() {
        if (closed) return;
        closed = true;
        connection.record().closed(this);
        RequestEvent recorded = event;
        if (recorded != null) recorded.end();
        if (recorded != null && recorded.shouldCommit()) {
            recorded.method = head.method().name();
            recorded.target = head.target();
            recorded.status = status;
            recorded.octets = octets;
            recorded.complete = complete;
            recorded.commit();
        }
        if (observer == null) return;
        long nanos = connection.loop().now() - startedAt;
        observer.served(new Served(head, remote, status, octets, complete, System.currentTimeMillis(), nanos));
    }
}
