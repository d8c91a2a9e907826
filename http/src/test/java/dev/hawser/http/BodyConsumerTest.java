package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Content that is taken on the event loop as it comes. */
class BodyConsumerTest {

    private static final int LARGE = 3_000_000;

    private final List<String> faults = new CopyOnWriteArrayList<>();

    /** Sums up what it is given; what it is told goes into a queue. */
    private static class Summing implements BodyConsumer {

        private final BlockingQueue<String> told;
        private final CRC32 sum = new CRC32();
        private long octets;

        Summing(BlockingQueue<String> told) {
            this.told = told;
        }

        @Override
        public void take(byte[] array, int from, int to) throws Exception {
            if (to <= from) throw new AssertionError("a piece from %d to %d".formatted(from, to));
            if (octets == 0)
                told.add("taken by " + Thread.currentThread().getName().replaceAll("-[0-9]+$", ""));
            sum.update(array, from, to - from);
            octets += to - from;
        }

        @Override
        public Response end(Fields trailers) throws Exception {
            told.add("ended");
            return Response.ok(octets + " " + sum.getValue() + " " + trailers.get("x-last"));
        }

        @Override
        public void abandon(IOException cause) {
            told.add("abandoned");
        }
    }

    private interface Asking {
        void ask(Client client, String base) throws Exception;
    }

    private void serving(HttpVersion version, Handler handler, Asking asking) throws Exception {
        ServerConfig config = ServerConfig.builder()
                .loops(1)
                .maxBufferedContent(1000)
                .blockedAfter(Duration.ZERO)
                .build();
        try (Server server = Server.start(config, handler, (what, fault) -> faults.add(what + ": " + fault));
                Client client = Client.create(
                        ClientConfig.builder().loops(1).versions(version).build())) {
            asking.ask(
                    client, "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/");
        }
    }

    private static String next(BlockingQueue<String> told) {
        try {
            return Objects.requireNonNull(told.poll(20, TimeUnit.SECONDS), "nothing was told within 20 s");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] random(int octets) {
        byte[] content = new byte[octets];
        new Random(octets).nextBytes(content);
        return content;
    }

    private static long sum(byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        return sum.getValue();
    }

    private static String post(Client client, String url, byte[] content) throws IOException {
        try (Reply reply = client.send(
                Call.builder(Method.POST, url).body(Bytes.wrap(content)).build())) {
            return reply.status().code() + " " + reply.text(1000).strip();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void contentOfAnyLengthIsTakenOnTheLoopAndAnsweredBehindIt(HttpVersion version) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        serving(version, Handler.consuming(request -> new Summing(told)), (client, base) -> {
            for (int octets : new int[] {1, 1001, 65_536, LARGE}) {
                byte[] content = random(octets);
                assertThat(post(client, base, content)).isEqualTo("200 " + octets + " " + sum(content) + " null");
                assertThat(told).containsExactly("taken by hawser-loop", "ended");
                told.clear();
            }
            try (Reply reply = client.send(Call.builder(Method.PUT, base)
                    .writing(sink -> {
                        for (byte octet : new byte[] {1, 2, 3}) {
                            sink.write(Bytes.copyOf(new byte[] {octet}));
                            sink.flush();
                        }
                        sink.trailers(Fields.builder().add("x-last", "here").build());
                    })
                    .build())) {
                assertThat(reply.text(1000)).isEqualTo("3 " + sum(new byte[] {1, 2, 3}) + " here");
            }
            assertThat(told).containsExactly("taken by hawser-loop", "ended");
        });
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void withoutContentThereIsOnlyTheEnd(HttpVersion version) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        serving(version, Handler.consuming(request -> new Summing(told)), (client, base) -> {
            assertThat(post(client, base, new byte[0])).isEqualTo("200 0 0 null");
            assertThat(told).containsExactly("ended");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void whoWantsNoMoreAnswers413AndIsGivenNoMore(HttpVersion version) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Handler handler = Handler.consuming(request -> new Summing(told) {
            @Override
            public void take(byte[] array, int from, int to) throws Exception {
                told.add("refused");
                throw new ContentTooLargeException(to - from, 0);
            }
        });
        serving(version, handler, (client, base) -> {
            assertThat(post(client, base, random(100_000))).startsWith("413 ");
            assertThat(post(client, base, new byte[0])).startsWith("200 ");
        });
        assertThat(told).containsExactly("refused", "ended");
        assertThat(faults).isEmpty();
    }

    /** Where a consumer may fail. */
    private enum Failing {
        OPEN,
        TAKE,
        END,
        ANSWER,
        READ
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void whatFailsIsAnswered500AndReportedAndNothingElseIsLost(HttpVersion version) throws Exception {
        for (Failing where : Failing.values()) {
            faults.clear();
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            Handler failing = Handler.consuming(request -> {
                if (where == Failing.OPEN) throw new IOException("broken on purpose");
                return new Summing(told) {
                    @Override
                    public void take(byte[] array, int from, int to) throws Exception {
                        if (where == Failing.TAKE) throw new IllegalStateException("broken on purpose");
                        if (where == Failing.READ) request.body().read();
                        super.take(array, from, to);
                    }

                    @Override
                    public Response end(Fields trailers) throws Exception {
                        if (where == Failing.END) throw new AssertionError("broken on purpose");
                        if (where == Failing.ANSWER)
                            return Response.status(Status.OK)
                                    .field("Content-Length", "9")
                                    .empty();
                        return super.end(trailers);
                    }
                };
            });
            Handler well = Handler.consuming(request -> new Summing(told));
            Handler handler =
                    Router.builder().post("/", failing).post("/well", well).build();
            serving(version, handler, (client, base) -> {
                assertThat(post(client, base, random(100_000))).as(where.name()).startsWith("500 ");
                byte[] content = random(50_000);
                assertThat(post(client, base + "well", content))
                        .as(where.name())
                        .isEqualTo("200 50000 " + sum(content) + " null");
            });
            assertThat(faults).as(where.name()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void whoIsGivenOnlyAPartIsToldSo(HttpVersion version) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        serving(version, Handler.consuming(request -> new Summing(told)), (client, base) -> {
            Call call = Call.builder(Method.POST, base)
                    .writing(sink -> {
                        sink.write(Bytes.of("a part"));
                        sink.flush();
                        assertThat(next(told)).startsWith("taken");
                        throw new IOException("broken on purpose");
                    })
                    .build();
            assertThatThrownBy(() -> client.send(call)).isInstanceOf(CallException.class);
            assertThat(next(told)).isEqualTo("abandoned");
            assertThat(post(client, base, new byte[] {7})).startsWith("200 1 ");
        });
        assertThat(told).containsExactly("taken by hawser-loop", "ended");
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void pagesAroundAConsumerDressWhatItAnswers(HttpVersion version) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Handler inside = Handler.consuming(request -> new Summing(told) {
            @Override
            public Response end(Fields trailers) throws Exception {
                super.end(trailers);
                return Response.text(Status.NOT_FOUND, "plain");
            }
        });
        Handler handler = ErrorPages.around(inside)
                .page(Status.NOT_FOUND, Response.ok("a page"))
                .build();
        serving(version, handler, (client, base) -> {
            assertThat(post(client, base, random(5000))).isEqualTo("404 a page");
            assertThat(told).containsExactly("taken by hawser-loop", "ended");
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aHandlerThatKnowsNothingOfConsumersMayCallOne(HttpVersion version) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Handler consuming = Handler.consuming(request -> new Summing(told));
        Handler reading = request -> consuming.handle(request);
        Handler gathering = Handler.nonBlocking(reading);
        for (Handler handler : List.of(reading, gathering)) {
            serving(version, handler, (client, base) -> {
                byte[] content = random(1000);
                assertThat(post(client, base, content)).isEqualTo("200 1000 " + sum(content) + " null");
            });
        }
        serving(
                version,
                gathering,
                (client, base) -> assertThat(post(client, base, random(1001))).startsWith("413 "));
    }

    /** The page is read by a thread, and the rest of the request comes meanwhile. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aRefusalInTheMiddleOfContentMayBeALongPage(HttpVersion version, @TempDir Path folder) throws Exception {
        byte[] page = random(300_000);
        Path file = Files.write(folder.resolve("page"), page);
        Handler gathering =
                Handler.nonBlocking(request -> Response.ok(request.body().readAll(1000)));
        Handler handler = ErrorPages.around(gathering)
                .page(
                        Status.CONTENT_TOO_LARGE,
                        (request, status) -> Response.status(status).file(file, 0, page.length))
                .build();
        serving(version, handler, (client, base) -> {
            Call call = Call.builder(Method.POST, base)
                    .writing(sink -> {
                        for (int i = 0; i < 600; i++) sink.write(Bytes.wrap(random(5000)));
                    })
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.status()).isEqualTo(Status.CONTENT_TOO_LARGE);
                assertThat(reply.body().readAll(1 << 20).toByteArray()).isEqualTo(page);
            }
        });
        assertThat(faults).isEmpty();
    }

    @Test
    void aClientThatAsksFirstIsToldToGoOn() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        serving(HttpVersion.HTTP_1_1, Handler.consuming(request -> new Summing(told)), (client, base) -> {
            try (RawClient raw = new RawClient(
                    new InetSocketAddress("127.0.0.1", URI.create(base).getPort()))) {
                raw.says(
                        "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
                assertThat(raw.hearsUpTo("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
                raw.says("abc");
                assertThat(raw.hearsAll()).startsWith("HTTP/1.1 200 ").contains("\r\n\r\n3 ");
            }
        });
    }
}
