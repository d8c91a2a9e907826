package dev.hawser.http;

import static dev.hawser.http.ProxyHouse.text;
import static dev.hawser.http.ProxyHouse.url;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client, a proxy and an upstream in one process, in every pairing of protocols. */
final class ReverseProxyTest {

    private enum Route {
        HTTP_1_TO_1(HttpVersion.HTTP_1_1, HttpVersion.HTTP_1_1),
        HTTP_1_TO_2(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2),
        HTTP_2_TO_1(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1),
        HTTP_2_TO_2(HttpVersion.HTTP_2, HttpVersion.HTTP_2);

        final HttpVersion front;
        final HttpVersion back;

        Route(HttpVersion front, HttpVersion back) {
            this.front = front;
            this.back = back;
        }
    }

    private final ProxyHouse house = new ProxyHouse();
    private volatile Handler handler = request -> Response.ok("nothing set");
    private InetSocketAddress upstream;

    @BeforeEach
    void start() throws IOException {
        upstream = house.serve(request -> handler.handle(request));
    }

    @AfterEach
    void stop() throws Exception {
        house.closeAll();
    }

    private InetSocketAddress front(HttpVersion back) throws IOException {
        return house.front(ReverseProxy.builder()
                .upstream(url(upstream))
                .client(ReverseProxy.client().versions(back).build())
                .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pub/../secret",
                "/pub/..",
                "/pub/./../x",
                "/pub/%2e%2E/secret",
                "/pub/.%2e/secret",
                "/pub/..;a=b/secret",
                "/pub/.;/secret",
                "/pub/%2e",
                "/pub/..%2Fsecret",
                "/pub%2f..",
                "/pub/..%5csecret",
                "/pub/..\\secret",
                "/pub/../x?y"
            })
    void nobodyIsLedOutOfWhatIsPassedOn(String target) throws Exception {
        handler = request -> Response.ok("the upstream was asked for " + request.path());
        InetSocketAddress front = house.front(ReverseProxy.to(url(upstream)));
        try (RawClient raw = new RawClient(front)) {
            raw.says("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.hearsAll()).startsWith("HTTP/1.1 400 ").doesNotContain("upstream");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://other.example/pub/x?y=http://z, /pub/x?y=http://z, other.example",
        "http://other.example, /, other.example",
        "http://other.example?y, /?y, other.example",
        "http://other.example:81/, /, other.example:81"
    })
    void aWholeUrlIsPassedOnAsItsPath(String target, String passed, String host) throws Exception {
        handler = request -> Response.ok(
                "asked for " + request.head().target() + " of " + request.head().authority());
        InetSocketAddress front = house.front(
                ReverseProxy.builder().upstream(url(upstream)).passHost().build());
        try (RawClient raw = new RawClient(front)) {
            raw.says("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.hearsAll()).startsWith("HTTP/1.1 200 ").endsWith("asked for " + passed + " of " + host);
        }
        assertThat(house.faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS, 0, 204, -",
        "TRACE, 0, 501, -",
        "OPTIONS, 1, 200, 0",
        "TRACE, 10, 200, 9",
        "GET, 0, 200, 0",
        "OPTIONS, many, 200, many"
    })
    void forwardsAreCountedWhereTheyAreToBe(String method, String left, int status, String passed) throws Exception {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        handler = request -> {
            heard.add(request.field(FieldName.MAX_FORWARDS));
            return Response.ok("done");
        };
        Call call = Call.builder(Method.of(method), url(front(HttpVersion.HTTP_1_1)) + "/")
                .field(FieldName.MAX_FORWARDS, left)
                .build();
        try (Reply reply = house.client(HttpVersion.HTTP_1_1).send(call)) {
            assertThat(reply.status().code()).isEqualTo(status);
        }
        assertThat(heard).isEqualTo(passed.equals("-") ? List.of() : List.of(passed));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/pub/...", "/pub/..a/.b", "/a?b=../c", "/a%2Fb", "/a%5C.b", "/pub/%2e%2e%2e", "/;..", "/pub//x"
            })
    void otherDotsPass(String target) throws Exception {
        handler = request -> Response.ok("asked for " + request.head().target());
        InetSocketAddress front = house.front(ReverseProxy.to(url(upstream)));
        try (RawClient raw = new RawClient(front)) {
            raw.says("GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.hearsAll()).startsWith("HTTP/1.1 200 ").endsWith("asked for " + target);
        }
    }

    @ParameterizedTest
    @EnumSource
    void contentOfAnySizeStreamsBothWays(Route route) throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (Bytes piece; (piece = request.body().read()) != null; ) sink.write(piece);
        });
        String to = url(front(route.back)) + "/echo?a=b";
        Client client = house.client(route.front);
        for (int size : new int[] {0, 1, 20_000, 3_000_000}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            try (Reply reply = client.send(
                    Call.builder(Method.POST, to).body(Bytes.wrap(content)).build())) {
                assertThat(reply.status()).isEqualTo(Status.OK);
                assertThat(reply.version()).isEqualTo(route.front);
                assertThat(reply.body().readAll(size + 1)).isEqualTo(Bytes.wrap(content));
            }
            try (Reply reply = client.send(Call.builder(Method.POST, to)
                    .body(new Body.Streamed(new ByteArrayInputStream(content), -1))
                    .build())) {
                assertThat(reply.body().readAll(size + 1)).isEqualTo(Bytes.wrap(content));
            }
        }
        assertThat(house.faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSaidBeforeTheEndIsHeardBeforeIt(Route route) throws Exception {
        // A call both ways at once, as gRPC streams: each answer waits for what was said before it.
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (Bytes piece; (piece = request.body().read()) != null; ) sink.write(piece);
        });
        CountDownLatch heard = new CountDownLatch(1);
        Call call = Call.builder(Method.POST, url(front(route.back)) + "/")
                .writing(sink -> {
                    sink.write(Bytes.of("first"));
                    try {
                        heard.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    sink.write(Bytes.of("second"));
                })
                .build();
        try (Reply reply = house.client(route.front).send(call)) {
            assertThat(reply.body().read()).isEqualTo(Bytes.of("first"));
            heard.countDown();
            assertThat(text(reply)).isEqualTo("second");
        }
        assertThat(house.faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void trailersPassBothWays(Route route) throws Exception {
        handler = request -> {
            String te = String.valueOf(request.field(FieldName.TE));
            Bytes content = request.body().readAll(1000);
            String trailer = request.body().trailers().get("x-up");
            return Response.status(Status.OK).field("x-te", te).writing(sink -> {
                sink.write(content);
                sink.trailers(Fields.of(FieldName.of("x-down"), trailer + "!"));
            });
        };
        Call call = Call.builder(Method.POST, url(front(route.back)) + "/")
                .field(FieldName.TE, "trailers")
                .field(FieldName.CONNECTION, "TE")
                .writing(sink -> {
                    sink.write(Bytes.of("content"));
                    sink.trailers(Fields.of(FieldName.of("x-up"), "42"));
                })
                .build();
        try (Reply reply = house.client(route.front).send(call)) {
            assertThat(text(reply)).isEqualTo("content");
            assertThat(reply.body().trailers().get("x-down")).isEqualTo("42!");
            assertThat(reply.fields().get("x-te")).isEqualTo("trailers");
        }
    }

    @ParameterizedTest
    @EnumSource
    void interimResponsesPass(Route route) throws Exception {
        handler = request -> {
            request.informational(ResponseHead.of(Status.EARLY_HINTS, Fields.of(FieldName.LINK, "</a>; rel=preload")));
            return Response.ok("late");
        };
        List<String> hints = Collections.synchronizedList(new ArrayList<>());
        Call call = Call.builder(Method.GET, url(front(route.back)) + "/")
                .onInformational(head ->
                        hints.add(head.status().code() + " " + head.fields().get(FieldName.LINK)))
                .build();
        try (Reply reply = house.client(route.front).send(call)) {
            assertThat(text(reply)).isEqualTo("late");
        }
        assertThat(hints).containsExactly("103 </a>; rel=preload");
    }

    @ParameterizedTest
    @EnumSource
    void expectationsPass(Route route) throws Exception {
        handler = request -> Response.ok(request.body().readAll(100));
        Call call = Call.builder(Method.POST, url(front(route.back)) + "/")
                .body("content")
                .expectContinue()
                .build();
        try (Reply reply = house.client(route.front).send(call)) {
            assertThat(text(reply)).isEqualTo("content");
        }
    }

    @ParameterizedTest
    @EnumSource
    void statusAndLengthsPassWhereThereIsNoContent(Route route) throws Exception {
        handler = request -> switch (request.path()) {
            case "/none" -> Response.of(Status.NO_CONTENT);
            case "/empty" -> Response.ok("");
            case "/same" ->
                Response.status(Status.NOT_MODIFIED)
                        .field(FieldName.ETAG, "\"1\"")
                        .empty();
            default -> Response.ok("hello");
        };
        String to = url(front(route.back));
        Client client = house.client(route.front);
        try (Reply reply = client.send(Call.builder(Method.HEAD, to + "/").build())) {
            assertThat(reply.field(FieldName.CONTENT_LENGTH)).isEqualTo("5");
            assertThat(text(reply)).isEmpty();
        }
        try (Reply reply = client.get(to + "/none")) {
            assertThat(reply.status()).isEqualTo(Status.NO_CONTENT);
        }
        try (Reply reply = client.get(to + "/empty")) {
            assertThat(text(reply)).isEmpty();
        }
        try (Reply reply = client.get(to + "/same")) {
            assertThat(reply.status()).isEqualTo(Status.NOT_MODIFIED);
            assertThat(reply.field(FieldName.ETAG)).isEqualTo("\"1\"");
        }
    }

    /** gRPC's answer to what it does not know: all in the head, which has to be the end, too. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void anAnswerWithoutContentIsItsHeadAlone(HttpVersion back) throws Exception {
        handler = request -> {
            request.body().readAll(100);
            return Response.status(Status.OK)
                    .field(FieldName.CONTENT_TYPE, "application/grpc")
                    .field("grpc-status", "12")
                    .empty();
        };
        try (WirePeer peer = WirePeer.http2(front(back))) {
            RequestHead head = RequestHead.builder(Method.POST, "/say.Hello/Again")
                    .scheme("http")
                    .authority("here")
                    .fields(Fields.of(FieldName.CONTENT_TYPE, "application/grpc", FieldName.TE, "trailers"))
                    .build();
            int id = peer.begins(head);
            peer.says(id, "\0\0\0\0\2\10\7");
            peer.ends(id);
            WireEvent.ResponseReceived answer = peer.hearsHead();
            assertThat(answer.last()).isTrue();
            assertThat(answer.head().fields().get("grpc-status")).isEqualTo("12");
        }
    }

    @Test
    void fieldsOfOneHopStayThere() throws Exception {
        AtomicReference<Fields> seen = new AtomicReference<>();
        handler = request -> {
            seen.set(request.fields());
            return Response.status(Status.OK)
                    .field("Keep-Alive", "timeout=5")
                    .field("X-Hop", "secret")
                    .field("Connection", "x-hop")
                    .field("X-End", "stays")
                    .body("ok");
        };
        try (RawClient raw = new RawClient(front(HttpVersion.HTTP_1_1))) {
            raw.says("GET /a HTTP/1.1\r\nHost: example.org:80\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\n"
                    + "Keep-Alive: 3\r\nProxy-Connection: keep-alive\r\nTE: gzip\r\nUpgrade: h2c\r\nX-Other: 2\r\n"
                    + "Via: 1.0 before\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n"
                    + "X-Forwarded-Host: evil\r\nX-Forwarded-Prefix: /evil\r\nCookie: a=1\r\n\r\n");
            String all = raw.hearsAll();
            assertThat(all)
                    .contains("X-End: stays\r\n", "Via: 1.1 hawser\r\n")
                    .doesNotContain("X-Hop", "Keep-Alive: timeout");
        }
        Fields fields = seen.get();
        for (String gone : List.of("X-Forwarded-Prefix", "X-Mine", "Keep-Alive", "Proxy-Connection", "TE", "Upgrade")) {
            assertThat(fields.contains(gone)).as(gone).isFalse();
        }
        assertThat(fields.get("X-Other")).isEqualTo("2");
        assertThat(fields.joined(FieldName.VIA)).isEqualTo("1.0 before, 1.1 hawser");
        assertThat(fields.joined(FieldName.X_FORWARDED_FOR)).isEqualTo("127.0.0.1");
        assertThat(fields.get(FieldName.X_FORWARDED_HOST)).isEqualTo("example.org:80");
        assertThat(fields.get(FieldName.X_FORWARDED_PROTO)).isEqualTo("http");
        assertThat(fields.joined(FieldName.FORWARDED)).isEqualTo("for=127.0.0.1;host=\"example.org:80\";proto=http");
        assertThat(fields.get(FieldName.HOST)).isEqualTo("127.0.0.1:" + upstream.getPort());
    }

    @Test
    void aProxyBehindAnotherAddsToWhatThatOneSays() throws Exception {
        AtomicReference<Fields> seen = new AtomicReference<>();
        handler = request -> {
            seen.set(request.fields());
            return Response.ok("ok");
        };
        ReverseProxy proxy =
                ReverseProxy.builder().upstream(url(upstream)).trustForwarded().build();
        try (RawClient raw = new RawClient(house.front(proxy))) {
            raw.says("GET / HTTP/1.1\r\nHost: b\r\nConnection: close\r\nX-Forwarded-For: 9.9.9.9\r\n"
                            + "Forwarded: for=9.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: a\r\n\r\n")
                    .hearsAll();
        }
        assertThat(seen.get().joined(FieldName.X_FORWARDED_FOR)).isEqualTo("9.9.9.9, 127.0.0.1");
        assertThat(seen.get().joined(FieldName.FORWARDED)).isEqualTo("for=9.9.9.9, for=127.0.0.1;host=b;proto=http");
        assertThat(seen.get().get(FieldName.X_FORWARDED_PROTO)).isEqualTo("https");
        assertThat(seen.get().get(FieldName.X_FORWARDED_HOST)).isEqualTo("a");
    }

    @Test
    void targetsGoOnAsTheyCameAndWhatNoUriHoldsIsEncoded() throws Exception {
        handler = request -> Response.ok(request.head().target());
        ReverseProxy proxy = ReverseProxy.to(url(upstream) + "/base/");
        InetSocketAddress front = house.front(proxy);
        try (RawClient raw = new RawClient(front)) {
            raw.says("GET /a%2Fb//c?x=%20&y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(raw.hearsAll()).endsWith("/base/a%2Fb//c?x=%20&y");
        }
        assertThat(ProxyTargets.encoded("/a|b?{c}")).isEqualTo("/a%7Cb?%7Bc%7D");
        assertThat(ProxyTargets.encoded("/\u00e4")).isEqualTo("/%E4");
    }

    private String askedAs(ReverseProxy.Builder proxy, String path) throws Exception {
        handler = request ->
                Response.ok(request.head().authority() + request.head().target());
        try (RawClient raw =
                new RawClient(house.front(proxy.upstream(url(upstream) + "/up").build()))) {
            raw.says("GET " + path + " HTTP/1.1\r\nHost: shop.example:81\r\nConnection: close\r\n\r\n");
            String all = raw.hearsAll();
            return all.substring(9, 13) + all.substring(all.indexOf("\r\n\r\n") + 4);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void theHostIsTheUpstreamsOrTheClientsOrOneOfChoice(HttpVersion back) throws Exception {
        ClientConfig way = ReverseProxy.client().versions(back).build();
        String own = "127.0.0.1:" + upstream.getPort();
        assertThat(askedAs(ReverseProxy.builder().client(way), "/a")).isEqualTo("200 " + own + "/up/a");
        assertThat(askedAs(ReverseProxy.builder().client(way).passHost(), "/a")).isEqualTo("200 shop.example:81/up/a");
        assertThat(askedAs(ReverseProxy.builder().client(way).host("inner.test"), "/a"))
                .isEqualTo("200 inner.test/up/a");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/users?id=1, /up/users?id=1",
        "/api, /up/",
        "/api/, /up/",
        "/api?x, /up/?x",
        "/api//x, /up//x",
        "/api/a%2fx, /up/a%2fx",
    })
    void aPrefixIsTakenOff(String asked, String got) throws Exception {
        for (String prefix : List.of("/api", "/api/")) {
            assertThat(askedAs(ReverseProxy.builder().stripPrefix(prefix), asked))
                    .endsWith(":" + upstream.getPort() + got);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/apis", "/ap", "/%61pi/x", "/other/api/x"})
    void whatHasNotThePrefixIsNotFound(String asked) throws Exception {
        assertThat(askedAs(ReverseProxy.builder().stripPrefix("/api"), asked)).startsWith("404 ");
    }

    @Test
    void hostsAndPrefixesThatAreNoneAreRefused() {
        ReverseProxy.Builder proxy = ReverseProxy.builder();
        assertThatThrownBy(() -> proxy.host("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.host("a\r\nb: c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.stripPrefix("api")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> proxy.stripPrefix("/api?x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void anUpstreamThatDiesWithinItsAnswerBreaksThatAnswer(Route route) throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            sink.write(Bytes.wrap(new byte[100_000]));
            request.body().readAll(10); // The client has the head by then.
            throw new IOException("broken on purpose");
        });
        CountDownLatch heard = new CountDownLatch(1);
        Call call = Call.builder(Method.POST, url(front(route.back)) + "/")
                .writing(sink -> {
                    sink.write(Bytes.of("x"));
                    try {
                        heard.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                })
                .build();
        try (Reply reply = house.client(route.front).send(call)) {
            assertThat(reply.status()).isEqualTo(Status.OK);
            assertThat(reply.body().read()).isNotNull();
            heard.countDown();
            assertThatThrownBy(() -> {
                        while (reply.body().read() != null) continue;
                    })
                    .isInstanceOf(CallException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesAwayEndsTheCallUpstream(Route route) throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        CountDownLatch entered = new CountDownLatch(1);
        handler = request -> {
            request.whenGone(() -> gone.complete(true));
            entered.countDown();
            gone.get();
            return Response.ok("to nobody");
        };
        Client client = house.client(route.front);
        CompletableFuture<Reply> reply = client.sendAsync(Call.get(url(front(route.back)) + "/"));
        entered.await();
        reply.cancel(true);
        assertThat(gone.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aClientThatGoesAwayWithinTheAnswerEndsItUpstream(Route route) throws Exception {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        handler = request -> {
            request.whenGone(() -> gone.complete(true));
            return Response.status(Status.OK).writing(sink -> {
                sink.write(Bytes.of("first"));
                try {
                    gone.get();
                } catch (Exception e) {
                    throw new IOException(e);
                }
            });
        };
        try (Reply reply = house.client(route.front).get(url(front(route.back)) + "/")) {
            assertThat(reply.body().read()).isEqualTo(Bytes.of("first"));
        }
        assertThat(gone.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aSlowClientHoldsTheUpstreamBack(Route route) throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (int i = 0; i < 2000; i++) {
                sink.write(Bytes.wrap(new byte[32_768]));
                started.countDown();
            }
            written.complete(null);
        });
        try (Reply reply = house.client(route.front).get(url(front(route.back)) + "/")) {
            started.await();
            // 64 MB fit into no buffers and windows on the way.
            assertThat(written).isNotDone();
            long sum = 0;
            for (Bytes piece; (piece = reply.body().read()) != null; ) sum += piece.length();
            assertThat(sum).isEqualTo(2000L * 32_768);
        }
    }

    @Test
    void aClientThatWouldChangeWhatPassesIsRefused() {
        assertThatThrownBy(() -> ReverseProxy.builder().client(ClientConfig.defaults()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReverseProxy.builder().build()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ReverseProxy.to("http://a/?q")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ReverseProxy.to("ftp://a/")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cookiesOfHttp2AreOneFieldInHttp1() throws Exception {
        AtomicReference<Fields> seen = new AtomicReference<>();
        handler = request -> {
            seen.set(request.fields());
            return Response.ok("ok");
        };
        try (Reply reply = house.client(HttpVersion.HTTP_2)
                .send(Call.builder(Method.GET, url(front(HttpVersion.HTTP_1_1)) + "/")
                        .field(FieldName.COOKIE, "a=1")
                        .field(FieldName.COOKIE, "b=2")
                        .build())) {
            assertThat(text(reply)).isEqualTo("ok");
        }
        assertThat(seen.get().all(FieldName.COOKIE)).containsExactly("a=1; b=2");
    }
}
