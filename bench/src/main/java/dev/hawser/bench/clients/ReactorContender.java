package dev.hawser.bench.clients;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** Reactor Netty on one event loop, with Netty's native epoll. */
final class ReactorContender implements Contender {

    private final HttpClient client;
    private final ConnectionProvider connections;
    private final LoopResources loops = LoopResources.create("bench", 1, true);

    ReactorContender(boolean http2, int connections) {
        this.connections = ConnectionProvider.builder("bench")
                .maxConnections(http2 ? 1 : connections)
                .pendingAcquireMaxCount(10_000)
                .build();
        HttpClient made = HttpClient.create(this.connections).runOn(loops);
        // HTTP/1.1 is its default. Asked for by name it looks for QUIC's native library, for which others have the
        // classes.
        client = http2
                ? made.protocol(HttpProtocol.H2C)
                        .http2Settings(
                                settings -> settings.initialWindowSize(16 << 20).maxConcurrentStreams(1000))
                : made;
    }

    @Override
    public void ask(String url, int open, Tally tally) {
        one(url).block();
        for (int i = 0; i < open; i++) next(url, tally);
    }

    private Mono<Integer> one(String url) {
        return client.get()
                .uri(url)
                .responseSingle((response, content) -> content.map(ByteBuf::readableBytes)
                        .map(n -> response.status().code() == 200
                                ? n
                                : -response.status().code()));
    }

    private void next(String url, Tally tally) {
        if (!tally.more()) return;
        one(url).subscribe(
                        n -> {
                            tally.answered(n < 0 ? -n : 200, n);
                            next(url, tally);
                        },
                        failure -> {
                            tally.failed(failure);
                            next(url, tally);
                        });
    }

    @Override
    public long download(String url) {
        return Objects.requireNonNull(client.get()
                .uri(url)
                .responseContent()
                .map(ByteBuf::readableBytes)
                .reduce(0L, Long::sum)
                .block());
    }

    @Override
    public String upload(String url, long octets) throws IOException {
        Flux<ByteBuf> blocks = Flux.generate(() -> octets, (left, sink) -> {
            if (left == 0) {
                sink.complete();
                return 0L;
            }
            int n = (int) Math.min(left, BLOCK.length);
            sink.next(Unpooled.wrappedBuffer(BLOCK, 0, n));
            return left - n;
        });
        return Objects.requireNonNull(client.headers(headers -> headers.set("Content-Length", octets))
                .post()
                .uri(url)
                .send(blocks)
                .responseSingle((response, content) -> content.asString())
                .block());
    }

    @Override
    public void close() {
        connections.dispose();
        loops.dispose();
    }
}
