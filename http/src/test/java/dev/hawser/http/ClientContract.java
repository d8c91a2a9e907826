package dev.hawser.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every client does with a Hawser server, whatever the protocol and the transport. */
abstract class ClientContract {

    private Server server;
    private Client client;
    private String base;

    @TempDir
    Path folder;

    private volatile Handler handler = request -> Response.ok("nothing set");

    abstract HttpVersion version();

    String transport() {
        return "nio";
    }

    ClientConfig.Builder config() {
        return ClientConfig.builder().transport(transport()).loops(1).versions(version());
    }

    private boolean multiplexed() {
        return version() == HttpVersion.HTTP_2;
    }

    @BeforeEach
    void start() throws IOException {
        ServerConfig config = ServerConfig.builder()
                .transport(transport())
                .loops(1)
                .drainTimeout(Duration.ofSeconds(5))
                .build();
        server = Server.start(config, request -> handler.handle(request), (what, fault) -> {});
        InetSocketAddress address = server.listen("127.0.0.1", 0);
        base = "http://127.0.0.1:" + address.getPort();
        client = Client.create(config().build());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close(Duration.ofMillis(100));
    }

    private Client with(ClientConfig.Builder config) {
        client.close();
        client = Client.create(config.build());
        return client;
    }

    private static byte[] random(int length) {
        byte[] octets = new byte[length];
        new Random(length).nextBytes(octets);
        return octets;
    }

    private String text(String path) throws IOException {
        try (Reply reply = client.get(base + path)) {
            return reply.text(100_000);
        }
    }

    // ---------------------------------------------------------------- requests and replies

    @Test
    void aReplyHasStatusFieldsContentAndProtocol() throws Exception {
        handler = request -> Response.status(Status.CREATED)
                .field(
                        "X-Saw",
                        request.method() + " " + request.head().target() + " "
                                + request.head().authority())
                .body("made");
        try (Reply reply = client.get(base + "/a%20b?c=d#e")) {
            assertThat(reply.status()).isEqualTo(Status.CREATED);
            assertThat(reply.version()).isEqualTo(version());
            assertThat(reply.fields().get("x-saw")).isEqualTo("GET /a%20b?c=d " + base.substring("http://".length()));
            assertThat(reply.body().length()).isEqualTo(4);
            assertThat(reply.text(10)).isEqualTo("made");
            assertThat(reply.body().read()).isNull();
        }
    }

    @Test
    void connectionsAreUsedAgain() throws Exception {
        handler = request -> Response.ok("x");
        for (int i = 0; i < 20; i++) assertThat(text("/")).isEqualTo("x");
        ClientStats stats = client.stats();
        assertThat(stats.opened()).isEqualTo(1);
        assertThat(stats.connections()).isEqualTo(1);
        assertThat(stats.exchanges()).isZero();
    }

    @Test
    void aReplyTellsItsConnection() throws Exception {
        handler = request -> Response.ok("x");
        ReplyConnection first;
        try (Reply reply = client.get(base + "/")) {
            first = reply.connection();
            assertThat(first.remote())
                    .isInstanceOfSatisfying(
                            InetSocketAddress.class, address -> assertThat(base).endsWith(":" + address.getPort()));
            assertThat(first.local()).isInstanceOf(InetSocketAddress.class).isNotEqualTo(first.remote());
            reply.text(10);
        }
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.connection()).isSameAs(first);
        }
    }

    @Test
    void aRetiredConnectionFinishesWhatItHasAndTakesNothingNew() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> request.path().equals("/two")
                ? Response.status(Status.OK).writing(sink -> {
                    sink.write(Bytes.of("first, "));
                    sink.flush();
                    await(release);
                    sink.write(Bytes.of("second"));
                })
                : Response.ok("x");
        try (Reply going = client.get(base + "/two")) {
            going.connection().retire();
            going.connection().retire();
            try (Reply next = client.get(base + "/")) {
                assertThat(next.connection()).isNotSameAs(going.connection());
                assertThat(next.text(10)).isEqualTo("x");
            }
            release.countDown();
            assertThat(going.text(100)).isEqualTo("first, second");
        }
        while (client.stats().connections() != 1) Thread.onSpinWait();
        assertThat(text("/")).isEqualTo("x");
        assertThat(client.stats().opened()).isEqualTo(2);
    }

    @Test
    void theSameCallCanBeSentAgainAndAgain() throws Exception {
        handler = request -> Response.ok(request.body().readAll(100));
        Call call = Call.builder(Method.PUT, base + "/").body("content").build();
        for (int i = 0; i < 5; i++) {
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("content");
            }
        }
    }

    @Test
    void contentOfEverySizeGoesBothWays() throws Exception {
        handler = request -> Response.ok(request.body().readAll(10_000_000));
        for (int size : new int[] {0, 1, 1000, 16_384, 65_536, 1_000_000, 5_000_000}) {
            byte[] content = random(size);
            Call call = Call.builder(Method.POST, base + "/")
                    .body(Bytes.wrap(content))
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.body().readAll(10_000_000).toByteArray()).isEqualTo(content);
            }
        }
    }

    @Test
    void contentThatIsWrittenPieceByPieceArrivesWithItsTrailers() throws Exception {
        handler = request -> {
            Bytes content = request.body().readAll(10_000_000);
            return Response.ok(
                    content.length() + " " + request.body().trailers().get("x-sum"));
        };
        Call call = Call.builder(Method.POST, base + "/")
                .writing(sink -> {
                    for (int i = 0; i < 300; i++) sink.write(Bytes.wrap(random(10_000)));
                    sink.trailers(Fields.builder().add("X-Sum", "42").build());
                })
                .build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.text(100)).isEqualTo("3000000 42");
        }
    }

    @Test
    void aFileIsSentAsItLies() throws Exception {
        byte[] content = random(3_000_000);
        Path file = Files.write(folder.resolve("file"), content);
        handler = request -> Response.ok(request.fields().get("content-length") + " "
                + Arrays.equals(content, request.body().readAll(10_000_000).toByteArray()));
        try (Reply reply =
                client.send(Call.builder(Method.PUT, base + "/").file(file).build())) {
            assertThat(reply.text(100)).isEqualTo("3000000 true");
        }
    }

    @Test
    void aStreamIsReadWhileItIsSent() throws Exception {
        byte[] content = random(700_000);
        handler = request -> Response.ok(
                "" + Arrays.equals(content, request.body().readAll(10_000_000).toByteArray()));
        Call call = Call.builder(Method.PUT, base + "/")
                .body(new Body.Streamed(new ByteArrayInputStream(content), content.length))
                .build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.text(100)).isEqualTo("true");
        }
    }

    @Test
    void aReplyCanComeWhileTheRequestIsStillWritten() throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (Bytes piece = request.body().read();
                    piece != null;
                    piece = request.body().read()) {
                sink.write(piece);
                sink.flush();
            }
        });
        CountDownLatch heard = new CountDownLatch(1);
        Call call = Call.builder(Method.POST, base + "/")
                .writing(sink -> {
                    sink.write(Bytes.of("one "));
                    await(heard);
                    sink.write(Bytes.of("two"));
                })
                .build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.body().read()).isEqualTo(Bytes.of("one "));
            heard.countDown();
            assertThat(reply.text(10)).isEqualTo("two");
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) throw new IOException("waited in vain");
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void aSlowReaderHoldsTheServerBack() throws Exception {
        AtomicInteger written = new AtomicInteger();
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (int i = 0; i < 400; i++) {
                sink.write(Bytes.wrap(new byte[100_000]));
                written.incrementAndGet();
            }
        });
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.body().read()).isNotNull();
            int before = -1;
            // Nothing moves any more when nothing has moved for many turns of the loop.
            for (int quiet = 0; quiet < 300; quiet = written.get() == before ? quiet + 1 : 0) {
                before = written.get();
                client.stats();
            }
            assertThat(before).isLessThan(400);
            long rest = 0;
            for (Bytes piece = reply.body().read();
                    piece != null;
                    piece = reply.body().read()) rest += piece.length();
            assertThat(rest).isBetween(39_000_000L, 40_000_000L);
        }
    }

    @Test
    void headHasNoContentAndKeepsItsLength() throws Exception {
        handler = request -> Response.ok("twelve chars");
        try (Reply reply = client.send(Call.builder(Method.HEAD, base + "/").build())) {
            assertThat(reply.body().length()).isEqualTo(12);
            assertThat(reply.body().read()).isNull();
        }
        assertThat(text("/")).isEqualTo("twelve chars");
    }

    @Test
    void trailersOfTheReplyAreThereAfterItsEnd() throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            sink.write(Bytes.of("x"));
            sink.trailers(Fields.builder().add("X-Last", "yes").build());
        });
        try (Reply reply = client.send(
                Call.builder(Method.GET, base + "/").field("TE", "trailers").build())) {
            assertThat(reply.body().trailers().isEmpty()).isTrue();
            assertThat(reply.text(10)).isEqualTo("x");
            assertThat(reply.body().trailers().get("x-last")).isEqualTo("yes");
        }
    }

    @Test
    void earlyHintsAreToldBeforeTheReply() throws Exception {
        handler = request -> {
            request.informational(ResponseHead.of(
                    Status.EARLY_HINTS,
                    Fields.builder().add("Link", "</style.css>").build()));
            return Response.ok("x");
        };
        List<ResponseHead> hints = new ArrayList<>();
        Call call =
                Call.builder(Method.GET, base + "/").onInformational(hints::add).build();
        try (Reply reply = client.send(call)) {
            assertThat(reply.text(10)).isEqualTo("x");
        }
        assertThat(hints).singleElement().satisfies(hint -> {
            assertThat(hint.status().code()).isEqualTo(103);
            assertThat(hint.fields().get("link")).isEqualTo("</style.css>");
        });
    }

    @Test
    void expectedContinueSparesContentThatIsRefused() throws Exception {
        handler = request -> request.path().equals("/no")
                ? Response.text(Status.of(417), "no")
                : Response.ok("took " + request.body().readAll(1_000_000).length());
        AtomicInteger writers = new AtomicInteger();
        BodyWriter writer = sink -> {
            writers.incrementAndGet();
            sink.write(Bytes.wrap(new byte[50_000]));
        };
        try (Reply reply = client.send(Call.builder(Method.POST, base + "/no")
                .writing(writer)
                .expectContinue()
                .build())) {
            assertThat(reply.status().code()).isEqualTo(417);
            assertThat(reply.text(10)).isEqualTo("no");
        }
        assertThat(writers).hasValue(0);
        try (Reply reply = client.send(Call.builder(Method.POST, base + "/yes")
                .writing(writer)
                .expectContinue()
                .build())) {
            assertThat(reply.text(100)).isEqualTo("took 50000");
        }
        Call whole = Call.builder(Method.POST, base + "/yes")
                .body("12345")
                .expectContinue()
                .build();
        try (Reply reply = client.send(whole)) {
            assertThat(reply.text(100)).isEqualTo("took 5");
        }
    }

    @Test
    void aReplyBeforeTheEndOfTheRequestIsAReply() throws Exception {
        handler = request -> Response.text(Status.of(413), "too much");
        BodyWriter endless = sink -> {
            while (true) sink.write(Bytes.wrap(new byte[10_000]));
        };
        try (Reply reply = client.send(
                Call.builder(Method.POST, base + "/").writing(endless).build())) {
            assertThat(reply.status().code()).isEqualTo(413);
            assertThat(reply.text(100)).isEqualTo("too much");
        }
        handler = request -> Response.ok("fine");
        assertThat(text("/")).isEqualTo("fine");
    }

    @Test
    void packedContentIsUnpackedUnlessTheCallAsksForItself() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("packed ".repeat(10_000).getBytes(UTF_8));
        }
        handler = request -> Response.status(Status.OK)
                .field("Content-Encoding", "gzip")
                .field("X-Asked", String.valueOf(request.fields().get("accept-encoding")))
                .body(packed.toByteArray());
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.field(FieldName.of("x-asked"))).isEqualTo("gzip");
            assertThat(reply.field(FieldName.CONTENT_ENCODING)).isNull();
            assertThat(reply.field(FieldName.CONTENT_LENGTH)).isNull();
            assertThat(reply.text(100_000)).isEqualTo("packed ".repeat(10_000));
        }
        Call own = Call.builder(Method.GET, base + "/")
                .field("Accept-Encoding", "gzip, br")
                .build();
        try (Reply reply = client.send(own)) {
            assertThat(reply.field(FieldName.CONTENT_ENCODING)).isEqualTo("gzip");
            assertThat(reply.body().readAll(100_000).toByteArray()).isEqualTo(packed.toByteArray());
        }
        assertThat(client.stats().opened()).isEqualTo(1);
    }

    // ---------------------------------------------------------------- redirections and cookies

    @Test
    void redirectionsAreFollowedWithTheMethodTheyMean() throws Exception {
        handler = request -> switch (request.path()) {
            case "/303", "/302", "/307", "/308" ->
                Response.status(Status.of(Integer.parseInt(request.path().substring(1))))
                        .field(FieldName.LOCATION, "end?x")
                        .body("elsewhere");
            default ->
                Response.ok(request.method() + " " + request.head().target() + " "
                        + request.body().readAll(100).length() + " "
                        + request.fields().get("content-type"));
        };
        for (String path : List.of("/302", "/303")) assertThat(post(path)).isEqualTo("GET /end?x 0 null");
        for (String path : List.of("/307", "/308")) assertThat(post(path)).isEqualTo("POST /end?x 5 text/plain");
        try (Reply reply = client.get(base + "/302")) {
            assertThat(reply.uri().toString()).isEqualTo(base + "/end?x");
        }
        assertThat(client.stats().opened()).isEqualTo(1);
        with(config().redirects(Redirects.NEVER, 0));
        try (Reply reply = client.get(base + "/302")) {
            assertThat(reply.status().code()).isEqualTo(302);
        }
    }

    private String post(String path) throws IOException {
        Call call = Call.builder(Method.POST, base + path)
                .field("Content-Type", "text/plain")
                .body("12345")
                .build();
        try (Reply reply = client.send(call)) {
            return reply.text(100);
        }
    }

    @Test
    void aCircleOfRedirectionsEndsWithTheLastOfThem() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        handler = request -> {
            asked.incrementAndGet();
            return Response.status(Status.FOUND)
                    .field(FieldName.LOCATION, "/again")
                    .empty();
        };
        with(config().redirects(Redirects.ALWAYS, 5));
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.status()).isEqualTo(Status.FOUND);
        }
        assertThat(asked).hasValue(6);
    }

    @Test
    void secretsStayWithTheirOrigin() throws Exception {
        try (Server other = Server.start(request -> Response.ok(request.fields().get("authorization") + " "
                + request.fields().get("cookie") + " " + request.fields().get("x-mine")))) {
            int port = other.listen("127.0.0.1", 0).getPort();
            handler = request -> Response.status(Status.FOUND)
                    .field(FieldName.LOCATION, "http://127.0.0.1:" + port + "/")
                    .empty();
            Call call = Call.builder(Method.GET, base + "/")
                    .field("Authorization", "Basic c2VjcmV0")
                    .field("Cookie", "a=b")
                    .field("X-Mine", "kept")
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("null null kept");
            }
        }
    }

    @Test
    void cookiesAreKeptAndSentBack() throws Exception {
        handler = request -> Response.status(Status.OK)
                .field("Set-Cookie", "seen=" + request.path().substring(1) + "; Path=/")
                .body(String.valueOf(request.fields().get("cookie")));
        with(config().cookies(new CookieManager()));
        assertThat(text("/one")).isEqualTo("null");
        assertThat(text("/two")).contains("seen=one");
        assertThat(text("/three")).contains("seen=two");
    }

    // ---------------------------------------------------------------- many at once

    @Test
    void manyCallsShareWhatConnectionsThereAre() throws Exception {
        handler = request -> Response.ok(request.path());
        with(config().connections(4, 1));
        List<CompletableFuture<Reply>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) all.add(client.sendAsync(Call.get(base + "/" + i)));
        for (int i = 0; i < 500; i++) {
            try (Reply reply = all.get(i).get(20, TimeUnit.SECONDS)) {
                assertThat(reply.text(100)).isEqualTo("/" + i);
            }
        }
        ClientStats stats = client.stats();
        assertThat(stats.opened()).isLessThanOrEqualTo(multiplexed() ? 1 : 4);
        assertThat(stats.exchanges()).isZero();
        assertThat(stats.waiting()).isZero();
    }

    @Test
    void aCallThatFindsNoRoomInTimeSaysSo() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> {
            await(release);
            return Response.ok("late");
        };
        with(config().connections(1, 1).maxStreams(1).waiting(1, Duration.ofMillis(200)));
        CompletableFuture<Reply> first = client.sendAsync(Call.get(base + "/"));
        while (client.stats().exchanges() == 0) Thread.onSpinWait();
        assertThatThrownBy(() -> client.get(base + "/")).isInstanceOfSatisfying(CallException.TimedOut.class, e -> {
            assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.CONNECTION);
            assertThat(e.mayHaveBeenProcessed()).isFalse();
        });
        release.countDown();
        try (Reply reply = first.get(20, TimeUnit.SECONDS)) {
            assertThat(reply.text(10)).isEqualTo("late");
        }
    }

    // ---------------------------------------------------------------- giving up

    @Test
    void aReplyThatIsClosedEarlyLeavesNothingBehind() throws Exception {
        handler = request -> request.path().equals("/long")
                ? Response.status(Status.OK).writing(sink -> {
                    while (true) sink.write(Bytes.wrap(new byte[10_000]));
                })
                : Response.ok("short");
        for (int i = 0; i < 5; i++) {
            Reply reply = client.get(base + "/long");
            assertThat(reply.body().read()).isNotNull();
            reply.close();
            assertThat(text("/")).isEqualTo("short");
        }
        assertThat(client.stats().exchanges()).isZero();
        // HTTP/2 resets the stream and keeps the connection.
        assertThat(client.stats().opened()).isEqualTo(multiplexed() ? 1 : 6);
    }

    @Test
    void littleThatIsUnreadDoesNotCostTheConnection() throws Exception {
        handler = request -> Response.ok(Bytes.wrap(new byte[20_000]));
        for (int i = 0; i < 5; i++) client.get(base + "/").close();
        while (client.stats().exchanges() != 0) Thread.onSpinWait();
        assertThat(client.stats().opened()).isEqualTo(1);
    }

    @Test
    void cancellingAFutureGivesTheCallUp() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> {
            reached.countDown();
            await(release);
            return Response.ok("late");
        };
        CompletableFuture<Reply> future = client.sendAsync(Call.get(base + "/"));
        await(reached);
        future.cancel(true);
        while (client.stats().exchanges() != 0) Thread.onSpinWait();
        release.countDown();
        handler = request -> Response.ok("next");
        assertThat(text("/")).isEqualTo("next");
    }

    @Test
    void anInterruptedCallerIsToldAndStaysInterrupted() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> {
            reached.countDown();
            await(release);
            return Response.ok("late");
        };
        CompletableFuture<Object> seen = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                client.get(base + "/");
            } catch (IOException e) {
                seen.complete(Thread.currentThread().isInterrupted() ? e : "not interrupted");
            }
        });
        await(reached);
        caller.interrupt();
        assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(CallException.Cancelled.class);
        release.countDown();
    }

    @Test
    void eachPhaseHasItsLimit() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> {
            if (request.path().equals("/body")) {
                return Response.status(Status.OK).writing(sink -> {
                    sink.write(Bytes.of("begun"));
                    await(release);
                });
            }
            await(release);
            return Response.ok("late");
        };
        with(config().headTimeout(Duration.ofMillis(150)).bodyTimeout(Duration.ofMillis(150)));
        assertThatThrownBy(() -> client.get(base + "/head")).isInstanceOfSatisfying(CallException.TimedOut.class, e -> {
            assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.HEAD);
            assertThat(e.mayHaveBeenProcessed()).isTrue();
            assertThat(e).hasMessageContaining("150 ms");
        });
        try (Reply reply = client.get(base + "/body")) {
            assertThat(reply.body().read()).isEqualTo(Bytes.of("begun"));
            assertThatThrownBy(() -> reply.body().read())
                    .isInstanceOfSatisfying(
                            CallException.TimedOut.class,
                            e -> assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.CONTENT));
        }
        Call whole = Call.builder(Method.GET, base + "/head")
                .timeout(Duration.ofMillis(80))
                .build();
        assertThatThrownBy(() -> client.send(whole))
                .isInstanceOfSatisfying(
                        CallException.TimedOut.class,
                        e -> assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.WHOLE));
        release.countDown();
        while (client.stats().exchanges() != 0) Thread.onSpinWait();
    }

    @Test
    void aWriterThatFailsEndsItsCallAndNoOther() throws Exception {
        handler = request -> Response.ok("" + request.body().readAll(1_000_000).length());
        Call broken = Call.builder(Method.POST, base + "/")
                .writing(sink -> {
                    sink.write(Bytes.of("a beginning"));
                    throw new IOException("out of ideas");
                })
                .build();
        assertThatThrownBy(() -> client.send(broken))
                .isInstanceOf(CallException.Cancelled.class)
                .hasMessageContaining("out of ideas");
        Call liar = Call.builder(Method.POST, base + "/")
                .body(new Body.Written(sink -> sink.write(Bytes.of("short")), 10))
                .build();
        assertThatThrownBy(() -> client.send(liar))
                .hasMessageContaining("content of 10 octets was promised, 5 were written");
        assertThat(text("/")).isEqualTo("0");
        if (multiplexed()) assertThat(client.stats().opened()).isEqualTo(1);
    }

    @Test
    void closingTheClientEndsWhatIsUnderWay() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> {
            reached.countDown();
            await(release);
            return Response.ok("late");
        };
        CompletableFuture<Reply> future = client.sendAsync(Call.get(base + "/"));
        await(reached);
        client.close();
        assertThat(future)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(CallException.class);
        assertThatThrownBy(() -> client.get(base + "/")).isInstanceOf(CallException.Cancelled.class);
        release.countDown();
        client.close();
    }

    @Test
    void idleConnectionsAreClosedInTime() throws Exception {
        handler = request -> Response.ok("x");
        with(config().idle(10, Duration.ofMillis(100)));
        assertThat(text("/")).isEqualTo("x");
        while (client.stats().connections() != 0) Thread.onSpinWait();
        assertThat(text("/")).isEqualTo("x");
        assertThat(client.stats().opened()).isEqualTo(2);
    }

    @Test
    void aServerThatDrainsIsLeftWithoutAFailure() throws Exception {
        handler = request -> Response.ok("x");
        assertThat(text("/")).isEqualTo("x");
        server.close();
        while (client.stats().connections() != 0) Thread.onSpinWait();
        assertThatThrownBy(() -> client.get(base + "/"))
                .isInstanceOf(CallException.Unreachable.class)
                .hasMessageContaining(base.substring("http://".length()));
    }

    @Test
    void manyThreadsReadAndWriteAtOnce() throws Exception {
        handler = request -> Response.ok(request.body().readAll(200_000));
        List<Thread> threads = new ArrayList<>();
        List<String> faults = new CopyOnWriteArrayList<>();
        for (int t = 0; t < 30; t++) {
            int seed = t;
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 20; i++) {
                    byte[] content = random(1 + seed * 3000 + i);
                    Call call = Call.builder(Method.POST, base + "/")
                            .body(Bytes.wrap(content))
                            .build();
                    try (Reply reply = client.send(call)) {
                        if (!Arrays.equals(reply.body().readAll(200_000).toByteArray(), content))
                            faults.add("other content");
                    } catch (IOException | RuntimeException e) {
                        faults.add(e.toString());
                    }
                }
            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(faults).isEmpty();
        assertThat(client.stats().exchanges()).isZero();
    }
}
