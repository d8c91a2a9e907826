package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Body;
import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.RequestBody;
import dev.hawser.http.Response;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;

/**
 * Answers with the request's own content, media type and trailers. What is short comes back in one piece; what is long
 * flows through: it is never in memory as a whole.
 */
final class EchoRoute implements Handler {

    /** Content announced as no longer than that is answered without a thread. Octets. */
    private static final long SHORT = 16 * 1024;

    private static final Response NOTHING = Response.of(Status.OK);
    private static final Response NO_TUNNEL = Response.text(Status.NOT_IMPLEMENTED, "No tunnels here\n");

    private final long atOnce;
    private final Handler nothing = Handler.nonBlocking(request -> NOTHING);
    private final Handler noTunnel = Handler.nonBlocking(request -> NO_TUNNEL);
    private final Handler whole = Handler.nonBlocking(EchoRoute::answerWhole);

    /**
     * An echo.
     *
     * @param maxBuffered octets that the server collects for a handler that does not wait
     */
    EchoRoute(long maxBuffered) {
        this.atOnce = Math.min(SHORT, maxBuffered);
    }

    @Override
    public Handler choose(Request request) {
        // RFC 9110 9.3.6: a 2xx to CONNECT would turn the connection into a tunnel.
        if (request.method() == Method.CONNECT) return noTunnel;
        long length = request.body().length();
        if (length == 0) return nothing;
        return length > 0 && length <= atOnce ? whole : this;
    }

    private static Response answerWhole(Request request) throws IOException {
        RequestBody content = request.body();
        Bytes all = content.readAll((int) SHORT);
        Fields trailers = content.trailers();
        if (trailers.isEmpty()) return described(request).body(all);
        return described(request).writing(all.length(), sink -> {
            sink.write(all);
            sink.trailers(trailers);
        });
    }

    @Override
    public Response handle(Request request) throws IOException {
        RequestBody content = request.body();
        // Read before the answer begins: a client may wait for 100 (Continue), which cannot follow a final head.
        Bytes first = content.read();
        return described(request)
                .end(new Body.Written(
                        sink -> {
                            for (Bytes piece = first; piece != null; piece = content.read()) sink.write(piece);
                            if (!content.trailers().isEmpty()) sink.trailers(content.trailers());
                        },
                        content.length()));
    }

    private static Response.Builder described(Request request) {
        Response.Builder response = Response.status(Status.OK);
        String type = request.field(FieldName.CONTENT_TYPE);
        if (type != null) response.field(FieldName.CONTENT_TYPE, type);
        return response;
    }
}
