package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every server does, whatever transport carries it. */
abstract class ServerContract {

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private Server server;
    private InetSocketAddress address;
    private final HttpClient client =
            client().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    abstract String transport();

    /** Listens where {@link #client} and {@link #raw} go. */
    InetSocketAddress listen(Server server) throws IOException {
        return server.listen("127.0.0.1", 0);
    }

    String scheme() {
        return "http";
    }

    HttpClient.Builder client() {
        return HttpClient.newBuilder();
    }

    RawClient raw(InetSocketAddress address) throws IOException {
        return new RawClient(address);
    }

    /** What the server answers with in each test. */
    private volatile Handler handler = request -> Response.ok("nothing set");

    @BeforeEach
    void start() throws IOException {
        ServerConfig config = ServerConfig.builder()
                .transport(transport())
                .loops(2)
                .maxBufferedContent(100_000)
                .blockedAfter(Duration.ZERO)
                .drainTimeout(Duration.ofSeconds(5))
                .build();
        Handler current = new Handler() {
            @Override
            public Handler choose(Request request) {
                return handler;
            }

            @Override
            public Response handle(Request request) {
                throw new AssertionError("choose() names another");
            }
        };
        server = Server.start(config, current, (what, fault) -> faults.add(what + ": " + fault));
        address = listen(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(scheme() + "://127.0.0.1:" + address.getPort() + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private RawClient raw() throws IOException {
        return raw(address);
    }

    @Test
    void aBlockingHandlerAnswersOnAVirtualThread() throws Exception {
        handler = request -> Response.ok(Thread.currentThread().isVirtual() + " " + request.path());
        assertThat(get("/a/b?c=d").body()).isEqualTo("true /a/b");
    }

    @Test
    void aNonBlockingHandlerAnswersOnTheLoop() throws Exception {
        handler = Handler.nonBlocking(
                request -> Response.ok(Thread.currentThread().getName() + " " + request.query()));
        assertThat(get("/x?y").body()).startsWith("hawser-loop-").endsWith(" y");
    }

    @Test
    void dateAndLengthAreAdded() throws Exception {
        handler = request -> Response.ok("hello");
        HttpResponse<String> response = get("/");
        assertThat(response.headers().firstValue("date")).isPresent();
        assertThat(response.headers().firstValue("content-length")).contains("5");
    }

    @Test
    void contentOfAnySizeComesBackAsItWent() throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            for (Bytes piece; (piece = request.body().read()) != null; ) sink.write(piece);
        });
        for (int size : new int[] {0, 1, 1000, 16_384, 100_000, 3_000_000}) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            HttpResponse<byte[]> fixed = client.send(
                    request("/").POST(BodyPublishers.ofByteArray(content)).build(), BodyHandlers.ofByteArray());
            assertThat(fixed.body()).isEqualTo(content);
            HttpResponse<byte[]> chunked = client.send(
                    request("/")
                            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(content)))
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(chunked.body()).isEqualTo(content);
        }
    }

    @Test
    void aNonBlockingHandlerGetsItsContentWhole() throws Exception {
        handler = Handler.nonBlocking(request -> Response.ok(request.body().readAll(1 << 20)));
        byte[] content = new byte[90_000];
        new Random(1).nextBytes(content);
        HttpResponse<byte[]> response = client.send(
                request("/").POST(BodyPublishers.ofByteArray(content)).build(), BodyHandlers.ofByteArray());
        assertThat(response.body()).isEqualTo(content);
    }

    @Test
    void aNonBlockingHandlerIsSparedContentThatIsTooLarge() throws Exception {
        handler = Handler.nonBlocking(request -> Response.ok("not reached"));
        HttpResponse<String> announced = client.send(
                request("/").POST(BodyPublishers.ofByteArray(new byte[100_001])).build(), BodyHandlers.ofString());
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        handler = request -> {
            if (request.path().equals("/1")) second.await();
            else second.countDown();
            return Response.ok(request.path());
        };
        try (RawClient client = raw()) {
            client.says("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String all = client.hearsAll();
            assertThat(all.indexOf("/1")).isPositive().isLessThan(all.indexOf("/2"));
            assertThat(all).containsOnlyOnce("Connection: close").endsWith("/2");
        }
    }

    @Test
    void sixteenPipelinedRequestsAreOneWrite() throws Exception {
        Response plain = Response.ok("Hello, World!");
        handler = Handler.nonBlocking(request -> plain);
        try (RawClient client = raw()) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\n\r\n").hearsUpTo("World!");
            long before = server.stats().writeCalls();
            client.says("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(16));
            for (int i = 0; i < 16; i++) client.hearsUpTo("World!");
            assertThat(server.stats().writeCalls() - before).isEqualTo(1);
        }
    }

    @Test
    void aHandlerThatThrowsIsAnsweredFor() throws Exception {
        handler = request -> {
            throw new IllegalArgumentException("broken on purpose");
        };
        assertThat(get("/x").statusCode()).isEqualTo(500);
        handler = Handler.nonBlocking(handler);
        assertThat(get("/y").statusCode()).isEqualTo(500);
        assertThat(faults).hasSize(2).allMatch(fault -> fault.contains("broken on purpose"));
    }

    @Test
    @SuppressWarnings("NullAway") // The fault that is tested.
    void aHandlerThatAnswersNothingIsAnsweredFor() throws Exception {
        handler = request -> null;
        assertThat(get("/x").statusCode()).isEqualTo(500);
        assertThat(faults).singleElement().asString().contains("no response");
    }

    @Test
    void headGetsTheFieldsOfGet() throws Exception {
        handler = request -> Response.ok("hello");
        HttpResponse<String> response =
                client.send(request("/").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(response.headers().firstValue("content-length")).contains("5");
        assertThat(response.body()).isEmpty();
    }

    @Test
    void headOfWrittenContentWritesNothing() throws Exception {
        handler = request -> Response.status(Status.OK).writing(9, sink -> {
            throw new AssertionError("written for " + request.method());
        });
        HttpResponse<String> response =
                client.send(request("/").method("HEAD", BodyPublishers.noBody()).build(), BodyHandlers.ofString());
        assertThat(response.headers().firstValue("content-length")).contains("9");
        assertThat(faults).isEmpty();
    }

    @Test
    void aWriterThatBreaksItsPromiseBreaksItsResponseOnly() throws Exception {
        handler = request -> Response.status(Status.OK).writing(10, sink -> sink.write(Bytes.of("short")));
        try (RawClient client = raw()) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            // Told in HTTP while nothing was on its way, else by a connection that breaks off.
            assertThat(client.says("").hearsUpTo("\r\n\r\n"))
                    .satisfiesAnyOf(
                            head -> assertThat(head).startsWith("HTTP/1.1 500 "),
                            head -> assertThat(head).contains("Content-Length: 10"));
        } catch (java.net.SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        handler = request -> Response.ok("fine");
        assertThat(get("/").body()).isEqualTo("fine");
    }

    @Test
    void aFileIsSentWholeAndInPart() throws Exception {
        byte[] content = new byte[1_000_003];
        new Random(3).nextBytes(content);
        Path file = Files.write(folder.resolve("f"), content);
        handler = request -> request.path().equals("/part")
                ? Response.status(Status.PARTIAL_CONTENT).file(file, 1000, 99_999)
                : Response.status(Status.OK).file(file, 0, content.length);
        assertThat(client.send(request("/").build(), BodyHandlers.ofByteArray()).body())
                .isEqualTo(content);
        assertThat(client.send(request("/part").build(), BodyHandlers.ofByteArray())
                        .body())
                .isEqualTo(Arrays.copyOfRange(content, 1000, 100_999));
    }

    @Test
    void aStreamIsSentAndClosed() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        handler = request -> Response.status(Status.OK).stream(new ByteArrayInputStream(new byte[200_000]) {
            @Override
            public void close() {
                closed.complete(true);
            }
        });
        assertThat(client.send(request("/").build(), BodyHandlers.ofByteArray()).body())
                .hasSize(200_000);
        assertThat(closed.get()).isTrue();
    }

    @Test
    void earlyHintsComeBeforeTheResponse() throws Exception {
        handler = request -> {
            request.informational(
                    ResponseHead.of(Status.of(103), Fields.of(FieldName.of("link"), "</style.css>; rel=preload")));
            return Response.ok("late");
        };
        try (RawClient client = raw()) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            String all = client.hearsAll();
            assertThat(all).startsWith("HTTP/1.1 103 ").contains("HTTP/1.1 200 OK");
        }
    }

    @Test
    void trailersFollowWrittenContent() throws Exception {
        handler = request -> Response.status(Status.OK).writing(sink -> {
            sink.write(Bytes.of("content"));
            sink.trailers(Fields.of(FieldName.of("x-sum"), "42"));
        });
        try (RawClient client = raw()) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: close, TE\r\n\r\n");
            assertThat(client.hearsAll()).containsIgnoringCase("x-sum: 42");
        }
    }

    @Test
    void continueIsSentWhenTheHandlerReads() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        handler = request -> {
            read.await();
            return Response.ok(request.body().readAll(100));
        };
        try (RawClient client = raw()) {
            client.says(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
            read.countDown();
            assertThat(client.hearsUpTo("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            client.says("abc");
            assertThat(client.hearsAll()).contains("200 OK").endsWith("abc");
        }
    }

    @Test
    void contentThatIsReadOnceTheAnswerHasBegunIsNotAskedForByAnInterimOne() throws Exception {
        handler = request -> Response.status(Status.OK)
                .writing(sink -> sink.write(request.body().readAll(100)));
        try (RawClient client = raw()) {
            client.says(
                    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
            assertThat(client.hearsUpTo("\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            client.says("abc");
            assertThat(client.hearsAll()).contains("abc");
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void aHandlerThatOutlivesTheServerEndsInSilence() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch entered = new CountDownLatch(1);
        handler = request -> {
            thread.set(Thread.currentThread());
            entered.countDown();
            release.await();
            return Response.ok("too late");
        };
        AtomicReference<Throwable> uncaught = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((t, fault) -> uncaught.set(fault));
        try (RawClient client = raw()) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            entered.await();
            server.close(Duration.ZERO);
            release.countDown();
            thread.get().join();
            assertThat(uncaught.get()).isNull();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aMalformedRequestEndsItsConnectionOnly() throws Exception {
        handler = request -> Response.ok("fine");
        try (RawClient honest = raw();
                RawClient client = raw()) {
            honest.says("GET / HTTP/1.1\r\nHost: a\r\n");
            client.says("GET / HTTP/1.1\r\nHost : a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.hearsAll()).startsWith("HTTP/1.1 400 ").doesNotContain("200 OK");
            assertThat(honest.says("\r\n").hearsUpTo("fine")).contains("200 OK");
        }
    }

    @Test
    void aLargeResponseToASlowReaderArrivesWhole() throws Exception {
        byte[] content = new byte[8_000_000];
        new Random(7).nextBytes(content);
        handler = request -> Response.ok(Bytes.wrap(content));
        HttpResponse<java.io.InputStream> response = client.send(request("/").build(), BodyHandlers.ofInputStream());
        try (var in = response.body()) {
            assertThat(in.readNBytes(1000)).isEqualTo(Arrays.copyOf(content, 1000));
            assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1000, content.length));
        }
    }

    @Test
    void aWriterWaitsForASlowReader() throws Exception {
        CompletableFuture<Long> written = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        handler = request -> Response.status(Status.OK).writing(sink -> {
            long sum = 0;
            for (int i = 0; i < 2000; i++) {
                sink.write(Bytes.wrap(new byte[32_768]));
                sum += 32_768;
                started.countDown();
            }
            written.complete(sum);
        });
        try (RawClient client = raw()) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            started.await();
            // 64 MB fit in no socket buffer: while nobody reads the writer cannot have come to its end.
            assertThat(written).isNotDone();
            assertThat(client.hearsAll().length()).isGreaterThan(2000 * 32_768);
            assertThat(written.get()).isEqualTo(2000L * 32_768);
        }
    }

    @Test
    void closingLetsOpenRequestsFinish() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        handler = request -> {
            entered.countDown();
            leave.await();
            return Response.ok("finished");
        };
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(request("/").build(), BodyHandlers.ofString());
        entered.await();
        Thread closer = Thread.startVirtualThread(server::close);
        leave.countDown();
        assertThat(answer.get().body()).isEqualTo("finished");
        closer.join();
        assertThat(server.stats().connections()).isZero();
    }

    @Test
    void aClientMayUpgradeToTheOtherProtocol() throws Exception {
        handler = request -> Response.ok(request.path());
        HttpClient upgrading = client().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> response = upgrading.send(request("/" + i).build(), BodyHandlers.ofString());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(response.body()).isEqualTo("/" + i);
        }
    }

    @Test
    void aRequestWithContentIsNotUpgraded() throws Exception {
        handler = request -> Response.ok(request.body().readAll(100));
        HttpClient upgrading = client().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> response = upgrading.send(
                request("/").POST(BodyPublishers.ofString("content")).build(), BodyHandlers.ofString());
        assertThat(response.body()).isEqualTo("content");
    }

    @Test
    void methodsOfAnyNameReachTheHandler() throws Exception {
        handler = request -> Response.ok(request.method().name());
        try (RawClient client = raw()) {
            client.says("BREW /pot HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            assertThat(client.hearsAll()).endsWith("BREW");
        }
        assertThat(Method.of("BREW").isSafe()).isFalse();
    }
}
