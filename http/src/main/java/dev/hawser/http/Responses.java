package dev.hawser.http;

import dev.hawser.message.Status;

/** What the server says by itself. */
final class Responses {

    static final Response NOT_FOUND = Response.text(Status.NOT_FOUND, "Not found\n");
    static final Response CONTENT_TOO_LARGE = Response.text(Status.of(413), "Content too large\n");
    static final Response INTERNAL_SERVER_ERROR =
            Response.text(Status.INTERNAL_SERVER_ERROR, "Internal server error\n");

    static final Response SERVICE_UNAVAILABLE = Response.text(Status.SERVICE_UNAVAILABLE, "Service unavailable\n");
    static final Response NO_TUNNEL = Response.text(Status.NOT_IMPLEMENTED, "No tunnel\n");

    private Responses() {}
}
