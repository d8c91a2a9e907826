package dev.hawser.bench.peers;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http2.Http2Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Helidon: blocking code on virtual threads. TCP_NODELAY is switched on; it is off by default, which costs stalls of 40 ms.
 */
public final class HelidonPeer {

    private static final byte[] CONTENT = Route.content();
    private static final byte[] KIB_16 = Arrays.copyOf(CONTENT, 16 << 10);

    private HelidonPeer() {}

    public static void main(String[] args) {
        Path root = Path.of(args[1]);
        WebServer.builder()
                .host("127.0.0.1")
                .port(Integer.parseInt(args[0]))
                .backlog(4096)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .addProtocol(Http2Config.builder()
                        .initialWindowSize(1 << 20)
                        .maxConcurrentStreams(1000)
                        .build())
                .routing(routing -> routing.any((request, response) -> answer(root, request, response)))
                .build()
                .start();
    }

    private static void answer(Path root, ServerRequest request, ServerResponse response) throws IOException {
        switch (Route.of(request.path().rawPath())) {
            case Route.Plain() ->
                response.header(HeaderNames.CONTENT_TYPE, "text/plain").send(Route.HELLO);
            case Route.Fixed(int length) -> octets(response).send(length == KIB_16.length ? KIB_16 : exactly(length));
            case Route.Chunks(int count, int size) -> {
                try (OutputStream out = octets(response).outputStream()) {
                    for (int i = 0; i < count; i++) {
                        out.write(CONTENT, 0, size);
                    }
                }
            }
            case Route.File file -> {
                Path path = Route.file(root, file);
                if (!Files.isRegularFile(path)) {
                    response.status(Status.NOT_FOUND_404).send();
                    return;
                }
                octets(response).header(HeaderNames.CONTENT_LENGTH, Long.toString(Files.size(path)));
                try (OutputStream out = response.outputStream()) {
                    Files.copy(path, out);
                }
            }
            case Route.Sink() -> {
                long count = 0;
                byte[] buffer = new byte[16 << 10];
                try (InputStream in = request.content().inputStream()) {
                    for (int n; (n = in.read(buffer)) >= 0; ) {
                        count += n;
                    }
                }
                response.header(HeaderNames.CONTENT_TYPE, "text/plain").send(Long.toString(count));
            }
            case Route.Unknown() -> response.status(Status.NOT_FOUND_404).send();
        }
    }

    private static ServerResponse octets(ServerResponse response) {
        return response.header(HeaderNames.CONTENT_TYPE, "application/octet-stream");
    }

    private static byte[] exactly(int length) {
        return length == CONTENT.length ? CONTENT : Arrays.copyOf(CONTENT, length);
    }
}
