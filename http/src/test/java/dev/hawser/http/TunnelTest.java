package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.wire.WireEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tunnel is the same for its handler whichever way it was asked for. */
final class TunnelTest {

    private enum Way {
        UPGRADE,
        CONNECT_OVER_HTTP_1,
        CONNECT_OVER_HTTP_2,
        EXTENDED_CONNECT;

        boolean isMultiplexed() {
            return this == CONNECT_OVER_HTTP_2 || this == EXTENDED_CONNECT;
        }

        RequestHead request() {
            return switch (this) {
                case UPGRADE ->
                    RequestHead.builder(Method.GET, "/line")
                            .authority("a")
                            .fields(Fields.builder()
                                    .add(FieldName.HOST, "a")
                                    .add(FieldName.CONNECTION, "Upgrade")
                                    .add(FieldName.UPGRADE, "rope, string")
                                    .build())
                            .build();
                case CONNECT_OVER_HTTP_1 ->
                    RequestHead.of(Method.CONNECT, "there:80", Fields.of(FieldName.HOST, "there:80"));
                case CONNECT_OVER_HTTP_2 ->
                    RequestHead.builder(Method.CONNECT, "there:80")
                            .authority("there:80")
                            .build();
                case EXTENDED_CONNECT ->
                    RequestHead.builder(Method.CONNECT, "/line")
                            .scheme("http")
                            .authority("a")
                            .protocol("rope")
                            .build();
            };
        }
    }

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile Handler handler = request -> Response.ok("nothing set");
    private Server server;
    private InetSocketAddress address;

    @BeforeEach
    void start() throws IOException {
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
        server = Server.start(
                ServerConfig.builder().loops(1).blockedAfter(Duration.ZERO).build(),
                current,
                (what, fault) -> faults.add(what + ": " + fault));
        address = server.listen("127.0.0.1", 0);
    }

    @AfterEach
    void stop() {
        server.close(java.time.Duration.ZERO);
    }

    private WirePeer peer(Way way) throws IOException {
        return way.isMultiplexed() ? WirePeer.http2(address) : WirePeer.http1(address);
    }

    /** Asks for a tunnel, gets it, and returns its number. */
    private static int open(WirePeer peer, Way way) throws IOException {
        int id = way == Way.UPGRADE ? peer.asks(way.request()) : peer.begins(way.request());
        assertThat(peer.hearsHead().head().status().code()).isEqualTo(way == Way.UPGRADE ? 101 : 200);
        return id;
    }

    @ParameterizedTest
    @EnumSource
    void octetsGoBothWaysUntilBothHaveEnded(Way way) throws Exception {
        handler = request -> {
            assertThat(request.asksForTunnel()).isTrue();
            assertThat(request.body().read()).isNull();
            return Response.tunnel(tunnel -> {
                long sum = 0;
                for (Bytes piece; (piece = tunnel.read()) != null; sum += piece.length()) tunnel.write(piece);
                tunnel.write(Bytes.of(" " + sum));
            });
        };
        try (WirePeer peer = peer(way)) {
            int id = open(peer, way);
            peer.says(id, "one");
            assertThat(peer.hears(3)).isEqualTo("one");
            peer.says(id, "three");
            assertThat(peer.hears(5)).isEqualTo("three");
            peer.ends(id);
            assertThat(peer.hearsAll()).isEqualTo(" 8");
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theServersEndLeavesThePeerTalking(Way way) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        handler = request -> Response.tunnel(tunnel -> {
            tunnel.write(Bytes.of("bye"));
            tunnel.endOutput();
            tunnel.endOutput();
            heard.complete(new String(tunnel.asInputStream().readAllBytes()));
        });
        try (WirePeer peer = peer(way)) {
            int id = open(peer, way);
            assertThat(peer.hearsAll()).isEqualTo("bye");
            peer.says(id, "not ");
            peer.says(id, "yet");
            peer.ends(id);
            assertThat(heard.get()).isEqualTo("not yet");
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void returningClosesBothWays(Way way) throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        handler = request -> Response.tunnel(tunnel -> {
            tunnel.write(Bytes.of("enough"));
            opened.countDown();
        });
        try (WirePeer peer = peer(way)) {
            open(peer, way);
            opened.await();
            assertThat(peer.hearsAll()).isEqualTo("enough");
            if (way.isMultiplexed()) {
                assertThat(peer.hears()).isInstanceOf(WireEvent.ExchangeReset.class);
                handler = request -> Response.ok("alive");
                peer.asks(RequestHead.builder(Method.GET, "/")
                        .scheme("http")
                        .authority("a")
                        .build());
                peer.hearsHead();
                assertThat(peer.hearsAll()).isEqualTo("alive");
            } else {
                assertThat(peer.hears()).isNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWriterWaitsForAPeerThatDoesNotRead(Way way) throws Exception {
        CompletableFuture<Void> written = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        int count = 1000;
        handler = request -> Response.tunnel(tunnel -> {
            for (int i = 0; i < count; i++) {
                tunnel.write(Bytes.wrap(new byte[32_768]));
                started.countDown();
            }
            written.complete(null);
        });
        try (WirePeer peer = peer(way)) {
            open(peer, way);
            started.await();
            // 32 MB fit in no socket buffer and in no window.
            assertThat(written).isNotDone();
            assertThat(peer.hearsAll()).hasSize(count * 32_768);
            written.get();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerWaitsForAHandlerThatDoesNotRead(Way way) throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CompletableFuture<Long> sum = new CompletableFuture<>();
        handler = request -> Response.tunnel(tunnel -> {
            tunnel.write(Bytes.of("!"));
            read.await();
            long octets = 0;
            for (Bytes piece; (piece = tunnel.read()) != null; ) octets += piece.length();
            sum.complete(octets);
        });
        try (WirePeer peer = peer(way)) {
            int id = open(peer, way);
            assertThat(peer.hears(1)).isEqualTo("!");
            int count = 1000;
            CountDownLatch begun = new CountDownLatch(1);
            Thread writer = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < count; i++) {
                        peer.says(id, new byte[32_768]);
                        begun.countDown();
                        peer.isRidOf(id);
                    }
                    peer.ends(id);
                } catch (IOException e) {
                    sum.completeExceptionally(e);
                }
            });
            begun.await();
            // 32 MB fit in no socket buffer and in no window.
            assertThat(writer.isAlive()).isTrue();
            read.countDown();
            writer.join();
            assertThat(sum.get()).isEqualTo(count * 32_768L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatThrowsBreaksItsTunnelVisibly(Way way) throws Exception {
        handler = request -> Response.tunnel(tunnel -> {
            tunnel.read();
            throw new IllegalArgumentException("broken on purpose");
        });
        try (WirePeer peer = peer(way)) {
            int id = open(peer, way);
            peer.says(id, "x");
            assertThatThrownBy(peer::hearsAll).isInstanceOf(IOException.class).hasMessageContaining("reset");
        }
        assertThat(faults).singleElement().asString().contains("broken on purpose");
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatBreaksOffEndsTheHandlersWaiting(Way way) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        handler = request -> Response.tunnel(tunnel -> {
            try {
                tunnel.read();
                thrown.complete(new AssertionError("read returned"));
            } catch (IOException e) {
                thrown.complete(e);
                throw e;
            }
        });
        try (WirePeer peer = peer(way)) {
            open(peer, way);
            peer.breaksOff();
            assertThat(thrown.get()).isInstanceOf(IOException.class);
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void closingFromAnotherThreadEndsTheReader(Way way) throws Exception {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        handler = request -> Response.tunnel(tunnel -> {
            Thread.startVirtualThread(tunnel::close);
            try {
                tunnel.read();
                thrown.complete(new AssertionError("read returned"));
            } catch (IOException e) {
                thrown.complete(e);
            }
            assertThatThrownBy(() -> tunnel.write(Bytes.of("late"))).isInstanceOf(IOException.class);
        });
        try (WirePeer peer = peer(way)) {
            open(peer, way);
            assertThat(thrown.get()).isInstanceOf(IOException.class).hasMessageContaining("closed");
            assertThat(peer.hearsAll()).isEmpty();
        }
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatNeverWaitsMayAcceptToo(Way way) throws Exception {
        handler = Handler.nonBlocking(request -> Response.tunnel(tunnel -> {
            assertThat(Thread.currentThread().isVirtual()).isTrue();
            try (OutputStream out = tunnel.asOutputStream();
                    InputStream in = tunnel.asInputStream()) {
                out.write(in.read());
                out.write(in.readNBytes(2));
            }
        }));
        try (WirePeer peer = peer(way)) {
            int id = open(peer, way);
            peer.says(id, "abc");
            assertThat(peer.hearsAll()).isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @EnumSource(names = "UPGRADE", mode = EnumSource.Mode.EXCLUDE)
    void aHandlerThatKnowsOfNoTunnelsOpensNone(Way way) throws Exception {
        handler = request -> Response.ok("hello");
        try (WirePeer peer = peer(way)) {
            peer.begins(way.request());
            assertThat(peer.hearsHead().head().status().code()).isEqualTo(501);
            assertThat(peer.hearsAll()).contains("No tunnel");
        }
        assertThat(faults).isEmpty();
    }

    @Test
    void anUpgradeThatNobodyTakesIsAnOrdinaryRequest() throws Exception {
        handler = request -> Response.ok(request.upgrade());
        try (WirePeer peer = peer(Way.UPGRADE)) {
            peer.asks(Way.UPGRADE.request());
            assertThat(peer.hearsHead().head().status().code()).isEqualTo(200);
            assertThat(peer.hearsAll()).isEqualTo("rope, string");
        }
    }

    @Test
    void theProtocolThatIsTakenIsTheFirstUnlessTheHandlerNamesAnother() throws Exception {
        handler = request -> Response.tunnel(tunnel -> {});
        try (WirePeer peer = peer(Way.UPGRADE)) {
            peer.asks(Way.UPGRADE.request());
            assertThat(peer.hearsHead().head().fields().get(FieldName.UPGRADE)).isEqualTo("rope");
        }
        handler = request -> Response.tunnel(Fields.of(FieldName.UPGRADE, "string"), tunnel -> {});
        try (WirePeer peer = peer(Way.UPGRADE)) {
            peer.asks(Way.UPGRADE.request());
            assertThat(peer.hearsHead().head().fields().get(FieldName.UPGRADE)).isEqualTo("string");
        }
    }

    @Test
    void aTunnelThatNobodyAskedForIsAFaultOfTheHandler() throws Exception {
        handler = request -> Response.tunnel(tunnel -> {});
        try (RawClient client = new RawClient(address)) {
            client.says("GET / HTTP/1.1\r\nHost: a\r\nUpgrade: rope\r\nConnection: close\r\n\r\n");
            assertThat(client.hearsAll()).startsWith("HTTP/1.1 500 ");
        }
        assertThat(faults).singleElement().asString().contains("asks for no tunnel");
    }

    @Test
    void anUpgradeBehindContentWaitsForThatContent() throws Exception {
        handler = request -> {
            String content = request.path().equals("/read")
                    ? request.body().readAll(100).toString(java.nio.charset.StandardCharsets.US_ASCII)
                    : "";
            return Response.tunnel(tunnel -> tunnel.write(Bytes.of("after " + content)));
        };
        String head = " HTTP/1.1\r\nHost: a\r\nUpgrade: rope\r\nConnection: Upgrade\r\nContent-Length: 3\r\n\r\n";
        try (RawClient client = new RawClient(address)) {
            client.says("POST /read" + head + "abc");
            assertThat(client.hearsAll()).startsWith("HTTP/1.1 101 ").endsWith("after abc");
        }
        try (RawClient client = new RawClient(address)) {
            client.says("POST /unread" + head + "ab");
            assertThat(client.hearsUpTo("\r\n\r\n")).startsWith("HTTP/1.1 500 ");
        }
        assertThat(faults).singleElement().asString().contains("before all of the request");
    }
}
