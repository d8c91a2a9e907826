package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.transport.ListenOptions;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that end before all of them has left are counted, whoever watches. */
final class CutAnswersCountTest {

    /** More than the sockets between take of a client that does not read, and less than is committed at once. */
    private static final Bytes LARGE = Bytes.wrap(new byte[1_000_000]);

    private static final Bytes THIRD = LARGE.slice(0, 330_000);
    private static final Bytes HUGE = Bytes.wrap(new byte[48 << 20]);

    private Server server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws Exception {
        Router routes = Router.builder()
                .get("/small", Handler.nonBlocking(request -> Response.ok("small")))
                .get("/third", Handler.nonBlocking(request -> Response.ok(THIRD)))
                .get("/large", Handler.nonBlocking(request -> Response.ok(LARGE)))
                .get("/huge", request -> Response.ok(HUGE))
                .get("/never", request -> {
                    Thread.sleep(60_000);
                    return Response.ok("too late");
                })
                .build();
        ServerConfig config = ServerConfig.builder()
                .loops(1)
                .writeTarget(2 << 20)
                .drainTimeout(Duration.ofMillis(1))
                .listening(ListenOptions.builder().sendBuffer(16 << 10).build())
                .build();
        server = Server.start(config, routes);
        address = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WirePeer peer(HttpVersion version) throws Exception {
        return version == HttpVersion.HTTP_2 ? WirePeer.http2(address) : WirePeer.http1(address);
    }

    private static RequestHead get(String path) {
        return RequestHead.builder(Method.GET, path)
                .scheme("http")
                .authority("here")
                .build();
    }

    private ServerStats until(Predicate<ServerStats> condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            ServerStats stats = server.stats();
            if (condition.test(stats)) return stats;
            assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static boolean hasWrittenShort(ServerStats stats) {
        return !stats.toPrometheus().contains("\nhawser_write_short_total 0\n");
    }

    private void cutIs(int count) {
        ServerStats stats = until(now -> now.connections() == 0);
        assertThat(stats.cutAnswers()).isEqualTo(count);
        assertThat(stats.toPrometheus()).contains("\nhawser_answers_cut_total " + count + "\n");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aClientThatHangsUpCutsWhatWaitsForItsCredit(HttpVersion version) throws Exception {
        try (WirePeer peer = peer(version)) {
            peer.asks(get("/huge"));
            peer.hearsHead();
            peer.breaksOff();
        }
        cutIs(1);
    }

    /** The answer fills what the system holds, and the peer goes without reading it. */
    private void breaksOffWithin(WirePeer peer, String path) throws Exception {
        peer.asks(get(path));
        until(CutAnswersCountTest::hasWrittenShort);
        peer.breaksOff();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aClientThatHangsUpCutsWhatWaitsForTheSocket(HttpVersion version) throws Exception {
        try (WirePeer peer = peer(version)) {
            breaksOffWithin(peer, "/large");
        }
        cutIs(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void whatHadLeftBeforeIsNotCutWithIt(HttpVersion version) throws Exception {
        try (WirePeer peer = peer(version)) {
            for (int i = 0; i < 3; i++) {
                peer.asks(get("/small"));
                peer.hearsHead();
                assertThat(peer.hearsAll()).isEqualTo("small");
            }
            breaksOffWithin(peer, "/large");
        }
        cutIs(1);
    }

    @Test
    void ofSeveralThatWaitForTheSocketThoseAreCutThatHaveNotLeft() throws Exception {
        try (WirePeer peer = peer(HttpVersion.HTTP_1_1)) {
            String requests =
                    "GET /third HTTP/1.1\r\nHost: a\r\n\r\n".repeat(3) + "GET /huge HTTP/1.1\r\nHost: a\r\n\r\n";
            peer.socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
            until(CutAnswersCountTest::hasWrittenShort);
            peer.breaksOff();
        }
        cutIs(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void aRequestThatIsGivenUpBeforeItsAnswerCounts(HttpVersion version) throws Exception {
        try (WirePeer peer = peer(version)) {
            peer.asks(get("/never"));
            until(stats -> stats.requests() == 1);
            peer.breaksOff();
        }
        cutIs(1);
    }

    @Test
    void anAnswerThatIsResetCountsAndThoseBesideItDoNot() throws Exception {
        try (WirePeer peer = peer(HttpVersion.HTTP_2)) {
            int id = peer.asks(get("/huge"));
            peer.hearsHead();
            peer.wire.reset(id, ErrorCode.CANCEL);
            peer.flush();
            int more = peer.asks(get("/small"));
            assertThat(peer.hearsAllOf(more)).isEqualTo("small");
            assertThat(server.stats().cutAnswers()).isEqualTo(1);
        }
        cutIs(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void whoReadsAllAndHangsUpHasCutNothing(HttpVersion version) throws Exception {
        try (WirePeer peer = peer(version)) {
            peer.asks(get("/large"));
            peer.hearsHead();
            assertThat(peer.hearsAll()).hasSize(LARGE.length());
            peer.breaksOff();
        }
        cutIs(0);
    }
}
