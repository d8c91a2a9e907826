package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One request as a handler sees it. Usable by the handler's thread until its response is complete.
 */
public final class Request {

    private final RequestHead head;
    private final ServerConnection connection;
    private final int exchange;
    private RequestBody body;
    private Parameters parameters = Parameters.NONE;
    private @Nullable Exchange answering;

    Request(RequestHead head, ServerConnection connection, int exchange, RequestBody body) {
        this.head = head;
        this.connection = connection;
        this.exchange = exchange;
        this.body = body;
    }

    /** Method, target and fields as received. Immutable; may be kept. */
    public RequestHead head() {
        return head;
    }

    /** The method. */
    public Method method() {
        return head.method();
    }

    /** The path of the target, still percent-encoded, without the query. */
    public String path() {
        return head.path();
    }

    /** The query of the target without its question mark, still percent-encoded; null when there is none. */
    public @Nullable String query() {
        return head.query();
    }

    /** The fields. */
    public Fields fields() {
        return head.fields();
    }

    /** The first value of the field {@code name}, or null. */
    public @Nullable String field(FieldName name) {
        return head.fields().get(name);
    }

    /** The protocol the request came by. */
    public HttpVersion version() {
        return head.version();
    }

    /** The content. Reading it waits for the peer. */
    public RequestBody body() {
        return body;
    }

    /** Whether the connection is protected by TLS. */
    public boolean isSecure() {
        return connection.isSecure();
    }

    /** The peer's address; null for a transport without addresses. */
    public @Nullable SocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    /** What a router found in the path at {@code name}, percent-decoded; null when the route has no such parameter. */
    public @Nullable String parameter(String name) {
        return parameters.get(name);
    }

    /** Whether the peer asks for a tunnel, which {@link Response#tunnel} accepts and every other response refuses. */
    public boolean asksForTunnel() {
        return ServerTunnel.isAskedFor(head);
    }

    /**
     * The protocol that the peer asks to go on in: the value of Upgrade in HTTP/1.1 (which may list several), that of
     * {@code :protocol} in an extended CONNECT (RFC 8441). Null when it asks for none, and for a plain CONNECT.
     */
    public @Nullable String upgrade() {
        return ServerTunnel.upgrade(head);
    }

    /**
     * Runs {@code action} when the client has gone before its answer was complete: it has reset the request, the connection
     * is lost, or the client has ended its side of an HTTP/1.1 connection, which nearly always means the same. At once if
     * that has happened. On the event loop, so it must not wait; may run twice. Never for a handler that is
     * {@linkplain Handler#nonBlocking non-blocking}.
     */
    public void whenGone(Runnable action) {
        Exchange exchange = answering;
        if (exchange == null) return;
        exchange.when(Hooks.Moment.OVER, action);
        exchange.when(Hooks.Moment.INPUT_ENDED, action);
    }

    /**
     * Runs {@code action} when the server begins to close while this is answered, so that an answer without an end can find
     * one within {@link ServerConfig#drainTimeout}. Where and when as {@link #whenGone} says.
     */
    public void whenDraining(Runnable action) {
        Exchange exchange = answering;
        if (exchange != null) exchange.when(Hooks.Moment.DRAINING, action);
    }

    /** Puts the exchange by whose thread it is answered. */
    void answeredBy(Exchange exchange) {
        answering = exchange;
    }

    /** Puts content that has become complete in place of the one to wait for. */
    Request complete(RequestBody complete) {
        body = complete;
        return this;
    }

    /** Puts what a router found in the path. */
    void found(Parameters parameters) {
        this.parameters = parameters;
    }

    /**
     * Sends an interim response (RFC 9110 15.2) such as 103 (Early Hints) ahead of the final one, at once. Ignored where
     * the peer speaks HTTP/1.0.
     *
     * @throws IllegalArgumentException for a status outside 100..199, or 101
     */
    public void informational(ResponseHead interim) {
        Status status = interim.status();
        if (!status.isInformational() || status.code() == 101) {
            throw new IllegalArgumentException("an interim response with status " + status.code());
        }
        connection.sendInformational(exchange, interim);
    }
}
