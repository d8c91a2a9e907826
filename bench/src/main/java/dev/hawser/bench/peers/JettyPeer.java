package dev.hawser.bench.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/** Jetty's core handler, not blocking; one acceptor, one selector; files are mapped. */
public final class JettyPeer extends Handler.Abstract.NonBlocking {

    private static final ByteBuffer CONTENT = direct(Route.content());
    private static final ByteBuffer HELLO = direct(Route.HELLO);

    private final ConcurrentHashMap<Path, ByteBuffer> files = new ConcurrentHashMap<>();
    private final Path root;

    private JettyPeer(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws Exception {
        var server = new Server();
        var config = new HttpConfiguration();
        config.setSendServerVersion(false);
        var http2 = new HTTP2CServerConnectionFactory(config);
        http2.setInitialStreamRecvWindow(1 << 20);
        http2.setInitialSessionRecvWindow(16 << 20);
        http2.setMaxConcurrentStreams(1000);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(config), http2);
        connector.setHost("127.0.0.1");
        connector.setPort(Integer.parseInt(args[0]));
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        server.setHandler(new JettyPeer(Path.of(args[1])));
        server.start();
        server.join();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        switch (Route.of(Request.getPathInContext(request))) {
            case Route.Plain() -> send(response, "text/plain", HELLO.duplicate(), callback);
            case Route.Fixed(int length) ->
                send(response, "application/octet-stream", CONTENT.slice(0, length), callback);
            case Route.Chunks(int count, int size) -> {
                response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
                new Chunks(response, count, size, callback).iterate();
            }
            case Route.File file -> {
                Path path = Route.file(root, file);
                if (!Files.isRegularFile(path)) {
                    Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
                } else {
                    send(response, "application/octet-stream", mapped(path).duplicate(), callback);
                }
            }
            case Route.Sink() -> new Sink(request, response, callback).run();
            case Route.Unknown() -> Response.writeError(request, response, callback, HttpStatus.NOT_FOUND_404);
        }
        return true;
    }

    private static void send(Response response, String type, ByteBuffer content, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.remaining());
        response.write(true, content, callback);
    }

    private ByteBuffer mapped(Path path) throws IOException {
        ByteBuffer known = files.get(path);
        if (known == null) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                known = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            }
            files.put(path, known);
        }
        return known;
    }

    private static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(octets).flip().asReadOnlyBuffer();
    }

    /** One write after the other, each when the last one is through. */
    private static final class Chunks extends IteratingNestedCallback {
        private final Response response;
        private final int size;
        private int left;

        Chunks(Response response, int count, int size, Callback callback) {
            super(callback);
            this.response = response;
            this.size = size;
            this.left = count;
        }

        @Override
        protected Action process() {
            if (left == 0) {
                return Action.SUCCEEDED;
            }
            left--;
            response.write(left == 0, CONTENT.slice(0, size), this);
            return Action.SCHEDULED;
        }
    }

    /** Reads as long as there is something, and is run again when there is more. */
    private static final class Sink implements Runnable {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private long seen;

        Sink(Request request, Response response, Callback callback) {
            this.request = request;
            this.response = response;
            this.callback = callback;
        }

        @Override
        public void run() {
            while (true) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    request.demand(this);
                    return;
                }
                if (Content.Chunk.isFailure(chunk)) {
                    callback.failed(chunk.getFailure());
                    return;
                }
                seen += chunk.remaining();
                boolean last = chunk.isLast();
                chunk.release();
                if (last) {
                    byte[] count = Long.toString(seen).getBytes(StandardCharsets.US_ASCII);
                    send(response, "text/plain", ByteBuffer.wrap(count), callback);
                    return;
                }
            }
        }
    }
}
