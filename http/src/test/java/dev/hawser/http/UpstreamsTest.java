package dev.hawser.http;

import static dev.hawser.http.ProxyHouse.text;
import static dev.hawser.http.ProxyHouse.url;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several servers behind one proxy: whose turn it is, who is well, and what is said when nobody answers. */
final class UpstreamsTest {

    private final ProxyHouse house = new ProxyHouse();

    @AfterEach
    void stop() throws Exception {
        house.closeAll();
    }

    private InetSocketAddress named(String name) throws IOException {
        return house.serve(request -> Response.ok(name));
    }

    @Test
    void upstreamsGetTheirShareByWeight() throws Exception {
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream(url(named("a")), 3)
                .upstream(url(named("b")))
                .build();
        String to = url(house.front(proxy)) + "/";
        Client client = house.client(HttpVersion.HTTP_1_1);
        StringBuilder order = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            try (Reply reply = client.get(to)) {
                order.append(text(reply));
            }
        }
        assertThat(order).hasToString("aabaaaba");
    }

    @Test
    void whatCannotHaveBeenSeenGoesToAnotherUpstream() throws Exception {
        InetSocketAddress dead = house.dead();
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream(url(dead), 5)
                .upstream(url(named("alive")))
                .avoidance(Duration.ofMinutes(1))
                .build();
        InetSocketAddress front = house.front(proxy);
        Client client = house.client(HttpVersion.HTTP_1_1);
        for (int i = 0; i < 3; i++) {
            try (Reply reply = client.send(Call.builder(Method.POST, url(front) + "/")
                    .writing(sink -> sink.write(Bytes.of("content")))
                    .build())) {
                assertThat(text(reply)).isEqualTo("alive");
            }
        }
        assertThat(proxy.healthy()).isEqualTo(1);
    }

    @Test
    void whatMayHaveBeenSeenIsNotSentAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer breaking = new ScriptedServer((line, connection) -> {
            line.readHead();
            asked.incrementAndGet();
            line.breakOff();
        })) {
            ReverseProxy proxy = ReverseProxy.builder()
                    .upstream(breaking.url(""), 5)
                    .upstream(url(named("alive")))
                    .build();
            try (Reply reply = house.client(HttpVersion.HTTP_1_1)
                    .send(Call.builder(Method.POST, url(house.front(proxy)) + "/")
                            .build())) {
                assertThat(reply.status()).isEqualTo(Status.BAD_GATEWAY);
                assertThat(reply.fields().get("Proxy-Status")).isEqualTo("hawser; error=connection_terminated");
                assertThat(text(reply)).contains("without an answer");
            }
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void whyThereIsNoAnswerIsSaidInWords() throws Exception {
        InetSocketAddress dead = house.dead();
        Client client = house.client(HttpVersion.HTTP_1_1);
        try (Reply reply = client.get(url(house.front(ReverseProxy.to(url(dead)))) + "/")) {
            assertThat(reply.status()).isEqualTo(Status.BAD_GATEWAY);
            assertThat(reply.fields().get("Proxy-Status")).contains("destination_unavailable");
            assertThat(text(reply)).doesNotContain("127.0.0.1");
        }
        try (ScriptedServer babbling = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("what?\r\n\r\n");
            line.awaitEnd();
        })) {
            try (Reply reply = client.get(url(house.front(ReverseProxy.to(babbling.url("")))) + "/")) {
                assertThat(reply.status()).isEqualTo(Status.BAD_GATEWAY);
                assertThat(reply.fields().get("Proxy-Status")).contains("http_protocol_error");
            }
        }
        try (ScriptedServer silent = new ScriptedServer((line, connection) -> line.awaitEnd())) {
            ReverseProxy proxy = ReverseProxy.builder()
                    .upstream(silent.url(""))
                    .client(ReverseProxy.client()
                            .headTimeout(Duration.ofMillis(50))
                            .build())
                    .build();
            try (Reply reply = client.get(url(house.front(proxy)) + "/")) {
                assertThat(reply.status()).isEqualTo(Status.GATEWAY_TIMEOUT);
                assertThat(reply.fields().get("Proxy-Status")).contains("http_response_timeout");
            }
        }
    }

    @Test
    void aSickUpstreamGetsNothingUntilItIsWell() throws Exception {
        AtomicReference<Status> health = new AtomicReference<>(Status.SERVICE_UNAVAILABLE);
        List<CountDownLatch> checks = List.of(new CountDownLatch(2), new CountDownLatch(2));
        InetSocketAddress sick = house.serve(request -> {
            if (!request.path().equals("/health")) return Response.ok("sick");
            Status now = health.get();
            checks.get(now == Status.OK ? 1 : 0).countDown();
            return Response.of(now);
        });
        InetSocketAddress well = house.serve(request -> Response.ok("well"));
        ReverseProxy proxy = ReverseProxy.builder()
                .upstream(url(sick), 10)
                .upstream(url(well))
                .healthCheck("/health", Duration.ofMillis(10), Duration.ofSeconds(5))
                .build();
        String to = url(house.front(proxy)) + "/";
        Client client = house.client(HttpVersion.HTTP_1_1);
        checks.get(0).await(); // The second is asked once the first has been heard.
        assertThat(proxy.healthy()).isEqualTo(1);
        for (int i = 0; i < 3; i++) {
            try (Reply reply = client.get(to)) {
                assertThat(text(reply)).isEqualTo("well");
            }
        }
        health.set(Status.OK);
        checks.get(1).await();
        assertThat(proxy.healthy()).isEqualTo(2);
        try (Reply reply = client.get(to)) {
            assertThat(text(reply)).isEqualTo("sick");
        }
    }
}
