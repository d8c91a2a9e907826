package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades, CONNECT and extended CONNECT as the client asks for them. */
class ClientTunnelTest {

    private static final int ENABLE_CONNECT_PROTOCOL = 8;

    private Client client = with(HttpVersion.HTTP_1_1);

    private static Client with(HttpVersion version) {
        return Client.create(ClientConfig.builder()
                .transport("nio")
                .loops(1)
                .versions(version)
                .build());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static String text(Tunnel tunnel) throws IOException {
        Bytes piece = tunnel.read();
        return piece == null ? "end" : piece.toString(ISO_8859_1);
    }

    private static Tunnel tunnel(Reply reply) {
        return Objects.requireNonNull(reply.tunnel());
    }

    private void awaitNoExchange() {
        until("no exchange", () -> client.stats().exchanges() == 0);
    }

    // ---------------------------------------------------------------- HTTP/1.1

    @Test
    void anUpgradeBecomesATunnelWhoseDirectionsEndOneByOne() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nhello");
            line.send(line.read(3));
            line.awaitEnd();
            line.send("and behind your end");
        })) {
            Call call = Call.builder(Method.GET, server.url("/room"))
                    .upgrade("chat")
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.status()).isEqualTo(Status.SWITCHING_PROTOCOLS);
                Tunnel tunnel = tunnel(reply);
                assertThat(text(tunnel)).isEqualTo("hello");
                tunnel.write(Bytes.of("abc"));
                assertThat(text(tunnel)).isEqualTo("abc");
                tunnel.endOutput();
                tunnel.endOutput();
                assertThatThrownBy(() -> tunnel.write(Bytes.of("more"))).hasMessageContaining("has ended");
                assertThat(text(tunnel)).isEqualTo("and behind your end");
                assertThat(text(tunnel)).isEqualTo("end");
            }
            assertThat(server.heads)
                    .singleElement()
                    .asString()
                    .startsWith("GET /room HTTP/1.1\r\n")
                    .contains("Connection: Upgrade\r\n", "Upgrade: chat\r\n")
                    .doesNotContain("gzip", "Content-Length", "Transfer-Encoding");
            until("no connection", () -> client.stats().connections() == 0);
        }
    }

    @Test
    void theServersEndLeavesOurDirectionOpen() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
            line.socket.shutdownOutput();
            ended.await();
            heard.complete(line.read(4));
            line.awaitEnd();
        })) {
            Call call =
                    Call.builder(Method.GET, server.url("/")).upgrade("chat").build();
            try (Reply reply = client.send(call)) {
                assertThat(text(tunnel(reply))).isEqualTo("end");
                ended.countDown();
                tunnel(reply).write(Bytes.of("late"));
                assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("late");
                assertThat(client.stats().exchanges()).isEqualTo(1);
            }
            awaitNoExchange();
        }
    }

    @Test
    void connectIsATunnelToWhereItWasAsked() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
            line.send(line.read(4).toUpperCase(Locale.ROOT));
            line.awaitEnd();
        })) {
            Call call = Call.connect(server.url("/"), "inside.test:22").build();
            try (Reply reply = client.send(call);
                    OutputStream out = tunnel(reply).asOutputStream()) {
                out.write("ping".getBytes(ISO_8859_1));
                assertThat(new String(tunnel(reply).asInputStream().readNBytes(4), ISO_8859_1))
                        .isEqualTo("PING");
            }
            awaitNoExchange();
            assertThat(server.heads)
                    .singleElement()
                    .asString()
                    .startsWith("CONNECT inside.test:22 HTTP/1.1\r\nHost: inside.test:22\r\n");
        }
    }

    @Test
    void aRefusalIsAnOrdinaryReplyAndKeepsTheConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            line.readHead();
            line.send("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n");
            line.awaitEnd();
        })) {
            try (Reply reply =
                    client.send(Call.connect(server.url("/"), "[::1]:22").build())) {
                assertThat(reply.tunnel()).isNull();
                assertThat(reply.text(10)).isEqualTo("no");
            }
            Call call =
                    Call.builder(Method.GET, server.url("/")).upgrade("chat").build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.tunnel()).isNull();
                assertThat(reply.status().code()).isEqualTo(426);
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void aTunnelThatBreaksSaysSoAndOneThatIsClosedToo() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
            line.read(1);
            if (connection == 0) line.breakOff();
            else line.awaitEnd();
        })) {
            Call call =
                    Call.builder(Method.GET, server.url("/")).upgrade("chat").build();
            try (Reply reply = client.send(call)) {
                tunnel(reply).write(Bytes.of("x"));
                assertThatThrownBy(() -> tunnel(reply).read()).isInstanceOf(CallException.Lost.class);
            }
            try (Reply reply = client.send(call)) {
                Tunnel tunnel = tunnel(reply);
                tunnel.write(Bytes.of("x"));
                tunnel.close();
                assertThatThrownBy(tunnel::read).isInstanceOf(CallException.Cancelled.class);
                assertThatThrownBy(() -> tunnel.write(Bytes.of("x"))).isInstanceOf(IOException.class);
            }
            awaitNoExchange();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTunnelThatIsBrokenOffIsNoEndForTheServer(boolean serverEnded) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nhello");
            line.send(line.read(3));
            if (serverEnded) line.socket.shutdownOutput();
            try {
                heard.complete("heard " + line.in.read());
            } catch (IOException e) {
                heard.complete("broken");
            }
        })) {
            Call call =
                    Call.builder(Method.GET, server.url("/")).upgrade("chat").build();
            try (Reply reply = client.send(call)) {
                Tunnel tunnel = tunnel(reply);
                assertThat(text(tunnel)).isEqualTo("hello");
                tunnel.write(Bytes.of("abc"));
                assertThat(text(tunnel)).isEqualTo("abc");
                if (serverEnded) assertThat(text(tunnel)).isEqualTo("end");
                tunnel.abort();
                tunnel.close();
            }
            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("broken");
            awaitNoExchange();
        }
    }

    @Test
    void connectIsNotAnsweredBySwitchingProtocols() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> client.send(
                            Call.connect(server.url(""), "host.test:80").build()))
                    .isInstanceOf(CallException.Malformed.class);
            until("no connection", () -> client.stats().connections() == 0);
        }
    }

    @Test
    void aSwitchThatNobodyCanUseEndsTheConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
            line.awaitEnd();
        })) {
            Call call = Call.builder(Method.GET, server.url("/"))
                    .field("Connection", "Upgrade")
                    .field("Upgrade", "chat")
                    .build();
            assertThatThrownBy(() -> client.send(call))
                    .isInstanceOf(CallException.Malformed.class)
                    .hasMessageContaining("switches protocols");
            until("no connection", () -> client.stats().connections() == 0);
        }
    }

    @Test
    void aServerThatDoesNotReadHoldsTheWriterBack() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong read = new AtomicLong();
        int all = 32 << 20;
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
            go.await();
            byte[] block = new byte[1 << 16];
            for (int n = line.in.read(block); n >= 0; n = line.in.read(block)) read.addAndGet(n);
        })) {
            Call call =
                    Call.builder(Method.GET, server.url("/")).upgrade("chat").build();
            try (Reply reply = client.send(call)) {
                AtomicLong written = new AtomicLong();
                Thread writer = Thread.ofPlatform().start(() -> {
                    Bytes piece = Bytes.wrap(new byte[1 << 16]);
                    try {
                        while (written.get() < all) {
                            tunnel(reply).write(piece);
                            written.addAndGet(piece.length());
                        }
                        tunnel(reply).endOutput();
                    } catch (IOException e) {
                        written.set(-1);
                    }
                });
                until("that the writer waits", () -> writer.getState() == Thread.State.WAITING);
                assertThat(written.get()).isLessThan(all);
                go.countDown();
                assertThat(text(tunnel(reply))).isEqualTo("end");
                assertThat(read).hasValue(all);
                writer.join();
            }
        }
    }

    // ---------------------------------------------------------------- HTTP/2

    @Test
    void overHttp2AnUpgradeWaitsForTheServersOfferAndIsExtendedConnect() throws Exception {
        client.close();
        client = with(HttpVersion.HTTP_2);
        CompletableFuture<String> heard = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet(ENABLE_CONNECT_PROTOCOL, 1);
            int stream = line.readHeaders();
            line.frame(1, 4, stream, new byte[] {(byte) 0x88});
            line.frame(0, 0, stream, "hello".getBytes(ISO_8859_1));
            heard.complete(line.readContent());
            line.frame(0, 1, stream, "bye".getBytes(ISO_8859_1));
            line.awaitEnd();
        })) {
            Call call = Call.builder(Method.GET, server.url("/room"))
                    .upgrade("chat")
                    .build();
            try (Reply reply = client.send(call)) {
                Tunnel tunnel = tunnel(reply);
                assertThat(text(tunnel)).isEqualTo("hello");
                tunnel.write(Bytes.of("abc"));
                tunnel.endOutput();
                assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("abc");
                assertThat(text(tunnel)).isEqualTo("bye");
                assertThat(text(tunnel)).isEqualTo("end");
            }
            awaitNoExchange();
            assertThat(client.stats().connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerThatOffersNoExtendedConnectIsNotAsked() throws Exception {
        client.close();
        client = with(HttpVersion.HTTP_2);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            line.awaitEnd();
        })) {
            Call call =
                    Call.builder(Method.GET, server.url("/")).upgrade("chat").build();
            assertThatThrownBy(() -> client.send(call))
                    .isInstanceOf(CallException.Unreachable.class)
                    .hasMessageContaining("extended CONNECT");
        }
    }

    @Test
    void aRefusalOverHttp2EndsTheStream() throws Exception {
        client.close();
        client = with(HttpVersion.HTTP_2);
        CompletableFuture<String> end = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            int stream = line.readHeaders();
            line.frame(1, 5, stream, new byte[] {(byte) 0x8d}); // 404
            end.complete(line.readContent());
            line.awaitEnd();
        })) {
            try (Reply reply =
                    client.send(Call.connect(server.url("/"), "inside.test:22").build())) {
                assertThat(reply.tunnel()).isNull();
                assertThat(reply.status()).isEqualTo(Status.NOT_FOUND);
            }
            assertThat(end.get(20, TimeUnit.SECONDS)).isEmpty();
            awaitNoExchange();
            assertThat(client.stats().connections()).isEqualTo(1);
        }
    }

    // ---------------------------------------------------------------- passing on

    @Test
    void twoTunnelsAreRelayedUntilBothDirectionsHaveEnded() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n");
            // Each says its name, hears the other's, and ends.
            line.send("I am " + connection);
            String other = line.read(6);
            line.send(" who met " + other);
            line.socket.shutdownOutput();
            heads.add(other + line.read(15));
            line.awaitEnd();
        })) {
            Call call =
                    Call.builder(Method.GET, server.url("/")).upgrade("chat").build();
            try (Reply one = client.send(call);
                    Reply other = client.send(call)) {
                Tunnel.relay(tunnel(one), tunnel(other));
            }
            until("two requests", () -> heads.size() >= 2);
            assertThat(heads).containsExactlyInAnyOrder("I am 1 who met I am 0", "I am 0 who met I am 1");
            awaitNoExchange();
        }
    }

    @Test
    void whatCannotBeATunnelIsRefusedAtTheDoor() {
        assertThatThrownBy(() -> Call.connect("http://proxy/", "inside.test"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host and port");
        assertThatThrownBy(() -> Call.connect("http://proxy/", "[::1]")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Call.builder(Method.CONNECT, "http://host/"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Call.builder(Method.POST, "http://host/")
                        .upgrade("chat")
                        .build())
                .isInstanceOf(IllegalStateException.class);
    }
}
