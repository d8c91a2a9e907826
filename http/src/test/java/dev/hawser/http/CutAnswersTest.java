package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.Status;
import dev.hawser.wire.h2.H2Config;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of which the client does not want the rest are noted as cut, with what has left of them. */
final class CutAnswersTest {

    private static final int WINDOW = 65_535;
    private static final int SIZE = 48 << 20;

    @TempDir
    private Path folder;

    private final LinkedBlockingQueue<Served> noted = new LinkedBlockingQueue<>();
    private Server server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        Bytes large = Bytes.wrap(new byte[SIZE]);
        Path file = Files.write(folder.resolve("large"), new byte[SIZE]);
        Map<String, Handler> handlers = Map.of(
                "/whole", request -> Response.ok(large),
                "/loop", Handler.nonBlocking(request -> Response.ok(large)),
                "/file", request -> Response.status(Status.OK).file(file, 0, SIZE),
                "/written",
                        request -> Response.status(Status.OK).writing(sink -> {
                            while (true) sink.write(Bytes.wrap(new byte[10_000]));
                        }),
                "/small", request -> Response.ok("small"),
                "/never",
                        request -> {
                            Thread.sleep(60_000);
                            return Response.ok("too late");
                        });
        Handler all = new Handler() {
            @Override
            public Response handle(Request request) throws Exception {
                return handlers.get(request.path()).handle(request);
            }

            @Override
            public Handler choose(Request request) {
                return handlers.get(request.path());
            }
        };
        ServerConfig config = ServerConfig.builder().loops(1).build();
        server = Server.start(config, all, (what, fault) -> {}, noted::add);
        address = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static RequestHead get(String path) {
        return RequestHead.builder(Method.GET, path)
                .scheme("http")
                .authority("here")
                .build();
    }

    private Served next() throws InterruptedException {
        Served next = noted.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("what became of the request").isNotNull();
        return next;
    }

    private WirePeer http2() throws Exception {
        H2Config narrow = H2Config.builder()
                .windows(WINDOW, WINDOW * 4, WINDOW * 4)
                .growWindows(false)
                .build();
        return WirePeer.http2(address, narrow);
    }

    /** Reads nothing but the wire, so that no credit goes back. */
    private static void takesAWindow(WirePeer peer) throws Exception {
        while (peer.wire.counters().bodyOctetsIn < WINDOW) peer.reads();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whole", "/loop", "/file", "/written"})
    void anHttp2AnswerThatIsResetHasTheOctetsThatHadLeft(String path) throws Exception {
        try (WirePeer peer = http2()) {
            int id = peer.asks(get(path));
            takesAWindow(peer);
            peer.wire.reset(id, ErrorCode.CANCEL);
            peer.flush();
            Served cut = next();
            assertThat(cut.status()).isEqualTo(200);
            assertThat(cut.complete()).isFalse();
            assertThat(cut.octets()).isEqualTo(WINDOW);
            // The connection lives on, and what is complete is complete.
            int more = peer.asks(get("/small"));
            assertThat(peer.hearsAllOf(more)).isEqualTo("small");
            peer.wire.reset(more, ErrorCode.CANCEL);
            peer.flush();
            Served whole = next();
            assertThat(whole.complete()).isTrue();
            assertThat(whole.octets()).isEqualTo(5);
        }
        assertThat(noted).isEmpty();
    }

    @Test
    void anHttp2ConnectionThatBreaksCutsItsAnswers() throws Exception {
        try (WirePeer peer = http2()) {
            peer.asks(get("/whole"));
            takesAWindow(peer);
            peer.breaksOff();
            Served cut = next();
            assertThat(cut.complete()).isFalse();
            assertThat(cut.octets()).isEqualTo(WINDOW);
            assertThat(cut.remote()).as("who that was").isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/whole", "/loop", "/file", "/written"})
    void anHttp1AnswerWhoseClientHangsUpHasAboutTheOctetsThatHadLeft(String path) throws Exception {
        try (WirePeer peer = WirePeer.http1(address)) {
            peer.asks(get(path));
            peer.hearsHead();
            peer.hears(100_000);
            peer.breaksOff();
        }
        Served cut = next();
        assertThat(cut.status()).isEqualTo(200);
        assertThat(cut.complete()).isFalse();
        assertThat(cut.remote()).as("who that was").isNotNull();
        // The sockets between hold some megabytes.
        assertThat(cut.octets()).isBetween(100_000L, SIZE / 2L);
        assertThat(noted).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"HTTP_1_1", "HTTP_2"})
    void aRequestThatIsGivenUpBeforeItsAnswerHasNone(HttpVersion version) throws Exception {
        try (WirePeer peer = version == HttpVersion.HTTP_2 ? http2() : WirePeer.http1(address)) {
            int id = peer.asks(get("/never"));
            if (version == HttpVersion.HTTP_2) {
                peer.wire.reset(id, ErrorCode.CANCEL);
                peer.flush();
            } else {
                peer.breaksOff();
            }
            Served given = next();
            assertThat(given.complete()).isFalse();
            assertThat(given.status()).isZero();
            assertThat(given.octets()).isZero();
        }
    }

    @Test
    void whoReadsAllAndHangsUpHasReadAll() throws Exception {
        try (WirePeer peer = WirePeer.http1(address)) {
            peer.asks(get("/small"));
            peer.hearsHead();
            assertThat(peer.hearsAll()).isEqualTo("small");
            peer.breaksOff();
        }
        Served whole = next();
        assertThat(whole.complete()).isTrue();
        assertThat(whole.octets()).isEqualTo(5);
    }
}
