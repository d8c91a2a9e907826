package dev.hawser.bench.peers;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;

/** Vert.x on one event loop with the native transport. It sends no Date field by itself. */
public final class VertxPeer {

    private static final Buffer CONTENT = Buffer.buffer(Route.content());
    private static final Buffer HELLO = Buffer.buffer(Route.HELLO);
    private static final CharSequence TEXT = HttpHeaders.createOptimized("text/plain");
    private static final CharSequence OCTETS = HttpHeaders.createOptimized("application/octet-stream");

    private VertxPeer() {}

    public static void main(String[] args) throws ExecutionException, InterruptedException {
        Path root = Path.of(args[1]);
        Vertx vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(Integer.parseInt(args[0]))
                        .setAcceptBacklog(4096)
                        .setHttp2ConnectionWindowSize(16 << 20)
                        .setInitialSettings(new Http2Settings()
                                .setInitialWindowSize(1 << 20)
                                .setMaxConcurrentStreams(1000)))
                .requestHandler(request -> answer(root, request))
                .listen()
                .toCompletionStage()
                .toCompletableFuture()
                .get();
    }

    private static void answer(Path root, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        switch (Route.of(request.path())) {
            case Route.Plain() ->
                response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT).end(HELLO);
            case Route.Fixed(int length) ->
                response.putHeader(HttpHeaders.CONTENT_TYPE, OCTETS)
                        .end(length == Route.MOST ? CONTENT : CONTENT.slice(0, length));
            case Route.Chunks(int count, int size) -> {
                response.putHeader(HttpHeaders.CONTENT_TYPE, OCTETS).setChunked(true);
                for (int i = 0; i < count; i++) {
                    response.write(CONTENT.slice(0, size));
                }
                response.end();
            }
            case Route.File file -> {
                Path path = Route.file(root, file);
                if (Files.isRegularFile(path)) {
                    response.putHeader(HttpHeaders.CONTENT_TYPE, OCTETS).sendFile(path.toString());
                } else {
                    response.setStatusCode(404).end();
                }
            }
            case Route.Sink() -> {
                long[] count = new long[1];
                request.handler(buffer -> count[0] += buffer.length());
                request.endHandler(end ->
                        response.putHeader(HttpHeaders.CONTENT_TYPE, TEXT).end(Long.toString(count[0])));
            }
            case Route.Unknown() -> response.setStatusCode(404).end();
        }
    }
}
