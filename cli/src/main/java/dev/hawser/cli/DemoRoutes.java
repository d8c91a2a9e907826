package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.BodyConsumer;
import dev.hawser.http.EventStream;
import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Router;
import dev.hawser.http.ServerSentEvent;
import dev.hawser.http.StaticFiles;
import dev.hawser.http.StaticFilesConfig;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The routes of {@code hawser demo}: small answers, large ones, slow ones, for trying, testing and measuring. */
final class DemoRoutes {

    private static final String TEXT = "text/plain; charset=utf-8";
    private static final long LONGEST_MILLIS = 3_600_000;
    private static final long MOST_EVENTS = 1_000_000_000;

    private static final Response PLAIN = Response.status(Status.OK)
            .field(FieldName.CONTENT_TYPE, "text/plain")
            .body(Bytes.of("Hello, World!"));

    private DemoRoutes() {}

    /**
     * The routes.
     *
     * @param root the folder behind {@code /file/}, or null for none
     * @param maxBuffered octets of content that the server collects for a handler that does not wait
     * @throws IOException when the root cannot be served
     */
    static Router of(@Nullable Path root, long maxBuffered, Monitor monitor) throws IOException {
        SharedContent content = new SharedContent();
        Handler echo = new EchoRoute(maxBuffered);
        Router.Builder routes = Router.builder()
                .get("/plain", Handler.nonBlocking(request -> PLAIN))
                .get("/bytes/{n}", new BytesRoute(content))
                .get("/chunks/{k}/{s}", new ChunksRoute(content))
                .post("/sink", Handler.consuming(request -> new Counting()))
                .get("/slow/{ms}", DemoRoutes::slow)
                .get("/early-hints", DemoRoutes::earlyHints)
                .get("/trailers", DemoRoutes::trailers)
                .get("/events", DemoRoutes::events)
                .methodFallback(echo)
                .fallback(echo);
        monitor.addTo(routes);
        if (root != null) {
            routes.get(
                    "/file/{name*}",
                    StaticFiles.of(
                            StaticFilesConfig.builder(root).mount("/file").build()));
        } else {
            routes.get("/file/{name*}", Handler.nonBlocking(request -> Response.text(Status.NOT_FOUND, "Not Found\n")));
        }
        return routes.build();
    }

    /** Counts the octets of one request. */
    private static final class Counting implements BodyConsumer {

        private long octets;

        @Override
        public void take(byte[] array, int from, int to) {
            octets += to - from;
        }

        @Override
        public Response end(Fields trailers) {
            return Response.ok(Long.toString(octets));
        }
    }

    private static Response slow(Request request) throws Exception {
        long millis = Numbers.inPath(request, "ms", LONGEST_MILLIS);
        if (millis == Numbers.BAD) return Numbers.REFUSE.handle(request);
        Thread.sleep(millis);
        return Response.ok("Waited for " + millis + " ms\n");
    }

    private static Response earlyHints(Request request) {
        request.informational(
                ResponseHead.of(Status.EARLY_HINTS, Fields.of(FieldName.LINK, "</style.css>; rel=preload; as=style")));
        return Response.ok("The hints came first\n");
    }

    private static Response trailers(Request request) {
        return Response.status(Status.OK)
                .field(FieldName.CONTENT_TYPE, TEXT)
                .field(FieldName.TRAILER, "X-Octets, X-Done")
                .writing(sink -> {
                    Bytes text = Bytes.of("Two trailers follow\n");
                    sink.write(text);
                    sink.trailers(Fields.builder()
                            .add("X-Octets", Integer.toString(text.length()))
                            .add("X-Done", "yes")
                            .build());
                });
    }

    /** Server-sent events: {@code ?n=} of them, 0 for no end, every {@code ?ms=} milliseconds. */
    private static Response events(Request request) throws Exception {
        long count = Numbers.inQuery(request, "n", 5, MOST_EVENTS);
        long millis = Numbers.inQuery(request, "ms", 200, LONGEST_MILLIS);
        if (count == Numbers.BAD || millis == Numbers.BAD) return Numbers.REFUSE.handle(request);
        return EventStream.answer(request, events -> {
            for (long i = 1; count == 0 || i <= count; i++) {
                if (i > 1) Thread.sleep(millis);
                events.send(ServerSentEvent.of("{\"n\":" + i + "}")
                        .withId(Long.toString(i))
                        .withEvent("tick"));
            }
        });
    }
}
