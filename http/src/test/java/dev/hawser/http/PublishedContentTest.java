package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishers as content, both ways, through a server and a client. */
final class PublishedContentTest {

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile Handler handler = request -> Response.ok("nothing set");
    private Server server;
    private InetSocketAddress address;
    private final Client client = Client.create();

    @BeforeEach
    void start() throws IOException {
        server = Server.start(
                ServerConfig.builder().loops(1).blockedAfter(Duration.ZERO).build(),
                request -> handler.handle(request),
                (what, fault) -> faults.add(what + ": " + fault));
        address = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close(Duration.ZERO);
    }

    private Call.Builder call(Method method) {
        return Call.builder(method, "http://127.0.0.1:" + address.getPort() + "/");
    }

    /** Publishes {@code count} pieces, each when it is asked for, and tells of the end by {@code cancelled}. */
    private record Counting(long count, int size, AtomicLong asked, CompletableFuture<Boolean> cancelled)
            implements Flow.Publisher<Bytes> {

        Counting(long count, int size) {
            this(count, size, new AtomicLong(), new CompletableFuture<>());
        }

        @Override
        public void subscribe(Flow.Subscriber<? super Bytes> subscriber) {
            subscriber.onSubscribe(new Flow.Subscription() {
                private long sent;

                @Override
                public synchronized void request(long n) {
                    asked.addAndGet(n);
                    for (long i = 0; i < n && sent < count; i++) {
                        subscriber.onNext(Bytes.wrap(new byte[size]));
                        if (++sent == count) subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {
                    cancelled.complete(true);
                }
            });
        }
    }

    @Test
    void contentGoesThroughPublishersBothWays() throws Exception {
        handler =
                request -> Response.status(Status.OK).publishing(request.body().asPublisher());
        SubmissionPublisher<Bytes> words = new SubmissionPublisher<>();
        CompletableFuture<Reply> answer =
                client.sendAsync(call(Method.POST).body(Body.published(words)).build());
        Thread.startVirtualThread(() -> {
            until("a subscriber", () -> words.getNumberOfSubscribers() != 0);
            for (int i = 0; i < 1000; i++) words.submit(Bytes.of("word " + i + "\n"));
            words.close();
        });
        try (Reply reply = answer.get(20, TimeUnit.SECONDS)) {
            String text = reply.body().readAll(100_000).toString(StandardCharsets.US_ASCII);
            assertThat(text.lines()).hasSize(1000).startsWith("word 0").endsWith("word 999");
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aPublisherIsAskedOnlyForWhatThePeerTakes() throws Exception {
        Counting publisher = new Counting(100_000, 16 * 1024);
        handler = request -> Response.status(Status.OK).publishing(publisher);
        try (RawClient raw = new RawClient(address)) {
            raw.says("GET / HTTP/1.1\r\nHost: a\r\n\r\n").hears(1000);
            // 1.6 GB would be published by now if nobody held it back; socket buffers hold some megabytes.
            assertThat(publisher.asked().get()).isLessThan(10_000);
        }
        assertThat(publisher.cancelled().get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPublisherThatIsSilentIsCancelledWhenTheClientGoes() throws Exception {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        handler = request -> Response.status(Status.OK)
                .publishing(subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                    private boolean begun;

                    @Override
                    public void request(long n) {
                        if (!begun) subscriber.onNext(Bytes.of("first"));
                        begun = true;
                    }

                    @Override
                    public void cancel() {
                        cancelled.complete(true);
                    }
                }));
        try (WirePeer peer = WirePeer.http2(address)) {
            int id = peer.asks(dev.hawser.message.RequestHead.builder(Method.GET, "/")
                    .scheme("http")
                    .authority("a")
                    .build());
            peer.hearsHead();
            assertThat(peer.hears(5)).isEqualTo("first");
            peer.wire.reset(id, dev.hawser.message.ErrorCode.CANCEL);
            peer.flush();
            assertThat(cancelled.get(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aPublisherThatFailsBreaksItsResponse() throws Exception {
        handler = request -> Response.status(Status.OK).publishing(subscriber -> {
            subscriber.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
            subscriber.onNext(Bytes.of("begun"));
            subscriber.onError(new IllegalStateException("broken on purpose"));
        });
        try (RawClient raw = new RawClient(address)) {
            raw.says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.hearsAll()).doesNotContain("\r\n0\r\n");
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }
}
