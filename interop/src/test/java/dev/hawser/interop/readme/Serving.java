package dev.hawser.interop.readme;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.BodyConsumer;
import dev.hawser.http.ErrorPages;
import dev.hawser.http.EventStream;
import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.ReverseProxy;
import dev.hawser.http.Router;
import dev.hawser.http.ServerSentEvent;
import dev.hawser.http.StaticFiles;
import dev.hawser.http.StaticFilesConfig;
import dev.hawser.http.websocket.Message;
import dev.hawser.http.websocket.WebSocket;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Flow;
import java.util.zip.CRC32;

/** The code of docs/serving.md. */
final class Serving {
    private Serving() {}

    // README
    static Handler files(Path folder) throws IOException {
        return StaticFiles.of(StaticFilesConfig.builder(folder)
                .mount("/files")
                .listing(true)
                .cacheControl("max-age=3600")
                .errorPage(404, "missing.html")
                .build());
    }
    // README

    // README
    static Response checked(Request request) {
        return Response.status(Status.OK).writing(sink -> {
            CRC32 sum = new CRC32();
            for (Bytes piece; (piece = request.body().read()) != null; ) {
                sum.update(piece.toByteArray());
                sink.write(piece);
            }
            sink.trailers(Fields.of(FieldName.of("X-Checksum"), Long.toHexString(sum.getValue())));
        });
    }
    // README

    // README
    static Handler hashing() {
        return Handler.consuming(request -> new BodyConsumer() {
            private final CRC32 sum = new CRC32();

            @Override
            public void take(byte[] array, int from, int to) {
                sum.update(array, from, to - from);
            }

            @Override
            public Response end(Fields trailers) {
                return Response.ok(Long.toHexString(sum.getValue()));
            }
        });
    }
    // README

    // README
    static Response hinted(Request request) {
        Fields links = Fields.of(FieldName.LINK, "</style.css>; rel=preload; as=style");
        request.informational(ResponseHead.of(Status.EARLY_HINTS, links));
        return Response.ok("The page itself, which takes longer\n");
    }
    // README

    // README
    static Response published(Flow.Publisher<Bytes> rows) {
        return Response.status(Status.OK)
                .field(FieldName.CONTENT_TYPE, "application/x-ndjson")
                .publishing(rows);
    }

    static Response mirrored(Request request) {
        return Response.status(Status.OK).publishing(request.body().asPublisher());
    }
    // README

    // README
    static Response clock(Request request) {
        return EventStream.answer(request, events -> {
            String last = events.lastEventId();
            for (long n = last == null ? 0 : Long.parseLong(last) + 1; ; n++) {
                events.send(ServerSentEvent.of("tick").withId(Long.toString(n)));
                Thread.sleep(Duration.ofSeconds(1));
            }
        });
    }
    // README

    // README
    static final Handler CHAT = WebSocket.handler(socket -> {
        for (var message = socket.receive(); message != null; message = socket.receive()) {
            switch (message) {
                case Message.Text(String text) -> socket.send("You said: " + text);
                case Message.Binary(Bytes octets) -> socket.send(octets);
            }
        }
    });
    // README

    // README
    static Response echo(Request request) {
        if (!"echo".equals(request.upgrade())) return Response.of(Status.UPGRADE_REQUIRED);
        return Response.tunnel(tunnel -> {
            for (Bytes piece; (piece = tunnel.read()) != null; ) tunnel.write(piece);
        });
    }
    // README

    // README
    static ReverseProxy shop() {
        return ReverseProxy.builder()
                .upstream("http://10.0.0.1:9000", 2)
                .upstream("http://10.0.0.2:9000")
                .healthCheck("/health", Duration.ofSeconds(2), Duration.ofSeconds(1))
                .stripPrefix("/shop")
                .passHost()
                .build();
    }

    static Router front(ReverseProxy shop, Handler rest) {
        return Router.builder().any("/shop/{path*}", shop).fallback(rest).build();
    }
    // README

    // README
    static ReverseProxy calls() {
        return ReverseProxy.builder()
                .upstream("http://10.0.0.3:9002")
                .client(ReverseProxy.client()
                        .versions(HttpVersion.HTTP_2)
                        .headTimeout(Duration.ofHours(1))
                        .bodyTimeout(Duration.ofHours(1))
                        .build())
                .build();
    }
    // README

    // README
    static Handler withPages(Handler inside) {
        return ErrorPages.around(inside)
                .page(Status.NOT_FOUND, Response.ok("There is no such page. Try the front page.\n"))
                .others((request, status) -> Response.ok("Sorry: " + status.reason() + "\n"))
                .build();
    }
    // README
}
