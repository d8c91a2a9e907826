package dev.hawser.cli;

import dev.hawser.http.AccessLog;
import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Router;
import dev.hawser.http.Server;
import dev.hawser.message.FieldName;
import dev.hawser.message.Status;
import org.jspecify.annotations.Nullable;

/**
 * A server's view of itself: {@code /metrics} for Prometheus, {@code /_hawser/health/} for load balancers, and {@code
 * /_hawser/} for people. The page draws what it reads from the same counts, once a second, and needs nothing from
 * anywhere else.
 */
final class Monitor {

    /** The format is text of version 0.0.4. */
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Response TO_PAGE = Response.status(Status.PERMANENT_REDIRECT)
            .field(FieldName.LOCATION, "/_hawser/")
            .empty();

    private static final Response ALIVE = health(Status.OK, "alive");
    private static final Response READY = health(Status.OK, "ready");
    private static final Response STARTING = health(Status.SERVICE_UNAVAILABLE, "starting");
    private static final Response DRAINING = health(Status.SERVICE_UNAVAILABLE, "draining");

    private volatile @Nullable Server server;
    private volatile @Nullable AccessLog log;
    private volatile Response readiness = STARTING;

    /** Tells whose counts these are: the server is made after its routes. */
    void watch(Server watched, @Nullable AccessLog lines) {
        server = watched;
        log = lines;
    }

    /** From now on the server may be sent requests. */
    void ready() {
        readiness = READY;
    }

    /** From now on requests should go elsewhere. */
    void draining() {
        readiness = DRAINING;
    }

    private static Response health(Status status, String word) {
        return Response.status(status)
                .field(FieldName.CONTENT_TYPE, "text/plain")
                .field(FieldName.CACHE_CONTROL, "no-store")
                .body(word + "\n");
    }

    /** Says whether the process lives and whether it wants requests, for whoever balances load. */
    void addHealthTo(Router.Builder routes) {
        routes.get("/_hawser/health/live", Handler.nonBlocking(request -> ALIVE))
                .get("/_hawser/health/ready", Handler.nonBlocking(request -> readiness));
    }

    void addTo(Router.Builder routes) {
        addHealthTo(routes);
        Response page = Resources.html(Status.OK)
                // Nothing from outside, and nobody may frame it.
                .field(
                        FieldName.CONTENT_SECURITY_POLICY,
                        "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; "
                                + "connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'")
                .body(Resources.bytes("live.html"));
        routes.get("/metrics", this::metrics)
                .get("/_hawser", Handler.nonBlocking(request -> TO_PAGE))
                .get("/_hawser/", Handler.nonBlocking(request -> page))
                .get("/_hawser/metrics", this::metrics);
    }

    /** Waits for each loop's next turn, so it runs on a thread of its own. */
    private Response metrics(Request request) {
        Server watched = server;
        if (watched == null) return Response.text(Status.SERVICE_UNAVAILABLE, "The server is still starting\n");
        return Response.status(Status.OK)
                .field(FieldName.CONTENT_TYPE, TYPE)
                .field(FieldName.CACHE_CONTROL, "no-store")
                .body(watched.stats().toPrometheus() + accessLog());
    }

    private String accessLog() {
        AccessLog lines = log;
        if (lines == null) return "";
        return """
                # HELP hawser_access_log_lines_total Lines written to the access log
                # TYPE hawser_access_log_lines_total counter
                hawser_access_log_lines_total %d
                # HELP hawser_access_log_lost_total Lines lost because the queue or the disk was full
                # TYPE hawser_access_log_lost_total counter
                hawser_access_log_lost_total %d
                """.formatted(lines.written(), lines.lost());
    }
}
