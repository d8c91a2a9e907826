package dev.hawser.bench.peers;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.xnio.Options;

/** Undertow: one I/O thread, its asynchronous sender. Receive windows stay at their default: raised ones stall uploads. */
public final class UndertowPeer {

    private static final ByteBuffer CONTENT = direct(Route.content());
    private static final ByteBuffer HELLO = direct(Route.HELLO);

    private UndertowPeer() {}

    public static void main(String[] args) {
        Path root = Path.of(args[1]);
        Undertow.builder()
                .setIoThreads(1)
                .setSocketOption(Options.BACKLOG, 4096)
                .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, -1L)
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setHandler(exchange -> answer(root, exchange))
                .build()
                .start();
    }

    private static void answer(Path root, HttpServerExchange exchange) throws IOException {
        switch (Route.of(exchange.getRequestPath())) {
            case Route.Plain() -> send(exchange, "text/plain", HELLO.duplicate());
            case Route.Fixed(int length) -> send(exchange, "application/octet-stream", CONTENT.slice(0, length));
            case Route.Chunks(int count, int size) -> {
                exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/octet-stream");
                exchange.getResponseSender().send(CONTENT.slice(0, size), new Chunks(count - 1, size));
            }
            case Route.File file -> file(exchange, Route.file(root, file));
            case Route.Sink() -> sink(exchange);
            case Route.Unknown() -> exchange.setStatusCode(404).endExchange();
        }
    }

    private static void send(HttpServerExchange exchange, String type, ByteBuffer content) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, type);
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, content.remaining());
        exchange.getResponseSender().send(content);
    }

    private static void file(HttpServerExchange exchange, Path path) throws IOException {
        if (exchange.isInIoThread()) {
            // Reading a file may block, which the sender does not do on an I/O thread.
            exchange.dispatch(() -> {
                try {
                    file(exchange, path);
                } catch (IOException e) {
                    exchange.setStatusCode(500).endExchange();
                }
            });
            return;
        }
        if (!Files.isRegularFile(path)) {
            exchange.setStatusCode(404).endExchange();
            return;
        }
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        exchange.addExchangeCompleteListener((done, next) -> {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                next.proceed();
            }
        });
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/octet-stream");
        exchange.getResponseHeaders().put(Headers.CONTENT_LENGTH, channel.size());
        exchange.getResponseSender().transferFrom(channel, IoCallback.END_EXCHANGE);
    }

    private static void sink(HttpServerExchange exchange) {
        long[] count = new long[1];
        exchange.getRequestReceiver().receivePartialBytes((from, octets, last) -> {
            count[0] += octets.length;
            if (last) {
                from.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
                from.getResponseSender().send(Long.toString(count[0]));
            }
        });
    }

    private static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip().asReadOnlyBuffer();
    }

    /** The next write when the last one is through. */
    private static final class Chunks implements IoCallback {
        private final int size;
        private int left;

        Chunks(int left, int size) {
            this.left = left;
            this.size = size;
        }

        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
            if (left == 0) {
                sender.close(IoCallback.END_EXCHANGE);
                return;
            }
            left--;
            sender.send(CONTENT.slice(0, size), this);
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
            exchange.endExchange();
        }
    }
}
