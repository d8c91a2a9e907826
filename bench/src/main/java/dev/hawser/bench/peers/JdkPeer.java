package dev.hawser.bench.peers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** The JDK's own server, a virtual thread per request; with another provider on the class path also that one. */
public final class JdkPeer {

    private static final byte[] CONTENT = Route.content();

    private JdkPeer() {}

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 4096);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(root, exchange);
            }
        });
        server.start();
    }

    private static void answer(Path root, HttpExchange exchange) throws IOException {
        switch (Route.of(exchange.getRequestURI().getPath())) {
            case Route.Plain() -> send(exchange, "text/plain", Route.HELLO, Route.HELLO.length);
            case Route.Fixed(int length) -> send(exchange, "application/octet-stream", CONTENT, length);
            case Route.Chunks(int count, int size) -> {
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, 0);
                try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < count; i++) {
                        out.write(CONTENT, 0, size);
                    }
                }
            }
            case Route.File file -> {
                Path path = Route.file(root, file);
                if (!Files.isRegularFile(path)) {
                    exchange.sendResponseHeaders(404, -1);
                    return;
                }
                exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
                exchange.sendResponseHeaders(200, Files.size(path));
                try (OutputStream out = exchange.getResponseBody()) {
                    Files.copy(path, out);
                }
            }
            case Route.Sink() -> {
                long count = 0;
                byte[] buffer = new byte[16 << 10];
                try (InputStream in = exchange.getRequestBody()) {
                    for (int n; (n = in.read(buffer)) >= 0; ) {
                        count += n;
                    }
                }
                byte[] text = Long.toString(count).getBytes(StandardCharsets.US_ASCII);
                send(exchange, "text/plain", text, text.length);
            }
            case Route.Unknown() -> exchange.sendResponseHeaders(404, -1);
        }
    }

    private static void send(HttpExchange exchange, String type, byte[] content, int length) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(content, 0, length);
        }
    }
}
