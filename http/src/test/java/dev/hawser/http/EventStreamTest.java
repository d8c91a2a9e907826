package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events, as they stand in the stream. */
final class EventStreamTest {

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile Handler handler = request -> Response.ok("nothing set");
    private Server server;
    private InetSocketAddress address;

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
        server.close(Duration.ZERO);
    }

    /** The content of the whole answer to a client of HTTP/1.0, which gets it without framing. */
    private String stream(String fields) throws IOException {
        try (RawClient client = new RawClient(address)) {
            client.says("GET /events HTTP/1.0\r\n" + fields + "\r\n");
            String all = client.hearsAll();
            assertThat(all).contains("Content-Type: text/event-stream\r\n", "Cache-Control: no-cache\r\n");
            return all.substring(all.indexOf("\r\n\r\n") + 4);
        }
    }

    @Test
    void eventsAreWrittenAsTheStandardSays() throws Exception {
        handler = request -> EventStream.answer(request, events -> {
            events.send("one");
            events.send("tick", "two\nlines\r\nor\rfour");
            events.send(ServerSentEvent.of("").withId("7").withEvent("last").withRetry(Duration.ofSeconds(2)));
            events.comment("nobody\nreads this");
        });
        assertThat(stream(""))
                .isEqualTo("data: one\n\n"
                        + "event: tick\ndata: two\ndata: lines\ndata: or\ndata: four\n\n"
                        + "id: 7\nevent: last\nretry: 2000\ndata: \n\n"
                        + ": nobody\n: reads this\n\n");
        assertThat(faults).isEmpty();
    }

    @Test
    void aClientThatComesBackNamesWhatItHasSeen() throws Exception {
        handler = request -> EventStream.answer(request, events -> events.send("after " + events.lastEventId()));
        assertThat(stream("Last-Event-ID: 41\r\n")).isEqualTo("data: after 41\n\n");
        assertThat(stream("")).isEqualTo("data: after null\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\r", "\n"})
    void whatIsOneLineMustBeOne(String lines) {
        assertThatThrownBy(() -> ServerSentEvent.of("x").withId(lines)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerSentEvent.of("x").withEvent(lines)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerSentEvent.of("x").withId("a\0b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void eachEventLeavesAtOnce() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        handler = request -> EventStream.answer(request, events -> {
            events.send("first");
            heard.await();
            events.send("second");
        });
        try (RawClient client = new RawClient(address)) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            client.hearsUpTo("data: first\n\n");
            heard.countDown();
            assertThat(client.hearsAll()).contains("data: second\n\n");
        }
    }

    @Test
    void silenceIsFilledByComments() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        handler = request -> EventStream.answer(request, Duration.ofMillis(20), events -> {
            events.send("first");
            heard.await();
        });
        try (RawClient client = new RawClient(address)) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            client.hearsUpTo("data: first\n\n");
            client.hearsUpTo(":\n\n");
            client.hearsUpTo(":\n\n");
            heard.countDown();
        }
    }

    @Test
    void aSourceThatWaitsIsInterruptedWhenTheClientHasGone() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        handler = request -> EventStream.answer(request, Duration.ofMillis(20), events -> {
            events.send("first");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
            }
        });
        try (RawClient client = new RawClient(address)) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.hearsUpTo("data: first\n\n");
        }
        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(faults).isEmpty();
    }

    @Test
    void aServerThatClosesEndsItsStreamsInOrder() throws Exception {
        handler = request -> EventStream.answer(request, events -> {
            events.send("first");
            while (true) Thread.sleep(Duration.ofHours(1));
        });
        try (RawClient client = new RawClient(address)) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.hearsUpTo("data: first\n\n");
            Thread closer = Thread.startVirtualThread(server::close);
            assertThat(client.hearsAll()).endsWith("0\r\n\r\n");
            closer.join();
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aSourceThatFailsEndsItsStreamAndIsReported() throws Exception {
        handler = request -> EventStream.answer(request, events -> {
            throw new Exception("broken on purpose");
        });
        try (RawClient client = new RawClient(address)) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.hearsAll()).doesNotContain("data:").doesNotContain("\r\n0\r\n");
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        assertThat(faults).singleElement().asString().contains("source of events failed");
    }
}
