package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Status;

/** What a reverse proxy says by itself. Nothing in it tells clients of addresses behind the proxy. */
final class ProxyAnswers {

    private static final FieldName PROXY_STATUS = FieldName.of("Proxy-Status");

    static final Response OPTIONS_OF_ALL = Response.status(Status.NO_CONTENT).empty();
    static final Response BAD_TARGET = Response.text(Status.BAD_REQUEST, "The target is no URI\n");
    static final Response NO_TRACE = Response.text(Status.NOT_IMPLEMENTED, "TRACE is not answered here\n");
    static final Response DOT_SEGMENT =
            Response.text(Status.BAD_REQUEST, "The path has a segment of one or two dots\n");
    static final Response NO_CONNECTION =
            gateway(Status.BAD_GATEWAY, "destination_unavailable", "Bad gateway: no upstream could be reached\n");
    static final Response LOST =
            gateway(Status.BAD_GATEWAY, "connection_terminated", "Bad gateway: the upstream ended without an answer\n");
    static final Response MALFORMED =
            gateway(Status.BAD_GATEWAY, "http_protocol_error", "Bad gateway: the upstream's answer is no HTTP\n");
    static final Response NO_ROOM = gateway(
            Status.GATEWAY_TIMEOUT,
            "connection_limit_reached",
            "Gateway timeout: no connection to the upstream was free\n");
    static final Response LATE = gateway(
            Status.GATEWAY_TIMEOUT, "http_response_timeout", "Gateway timeout: the upstream did not answer in time\n");

    private ProxyAnswers() {}

    /** RFC 9209: which intermediary failed, and how. */
    private static Response gateway(Status status, String error, String text) {
        return Response.status(status)
                .field(PROXY_STATUS, "hawser; error=" + error)
                .field(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")
                .body(text);
    }

    /** What is said in place of an answer that did not come. */
    static Response of(CallException why) {
        return switch (why) {
            case CallException.Unreachable _ -> NO_CONNECTION;
            case CallException.TimedOut late ->
                late.phase() == CallException.TimedOut.Phase.CONNECTION ? NO_ROOM : LATE;
            case CallException.Malformed _ -> MALFORMED;
            case CallException.Reset _, CallException.Lost _, CallException.Cancelled _ -> LOST;
        };
    }
}
