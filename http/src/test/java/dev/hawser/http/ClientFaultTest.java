package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.ErrorCode;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of servers that fail, and what it sends again. */
class ClientFaultTest extends ScriptedClient {

    ClientFaultTest() {
        super(HttpVersion.HTTP_1_1);
    }

    private String send(Method method, String url) throws IOException {
        Call.Builder call = Call.builder(method, url);
        if (method.equals(Method.POST)) call.body("content");
        try (Reply reply = client.send(call.build())) {
            return reply.text(1000);
        }
    }

    // ---------------------------------------------------------------- HTTP/1.1

    /** Answers the first request of the first connection, then ends it behind the second one. */
    private static ScriptedServer breakingAtTheSecondRequest() throws IOException {
        return new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(OK);
            line.readHead();
            if (connection == 0) return;
            line.send(OK);
            line.awaitEnd();
        });
    }

    @Test
    void anIdempotentCallIsSentAgainWhenAKeptConnectionBreaks() throws Exception {
        try (ScriptedServer server = breakingAtTheSecondRequest()) {
            assertThat(send(Method.GET, server.url("/1"))).isEqualTo("ok");
            assertThat(send(Method.GET, server.url("/2"))).isEqualTo("ok");
            assertThat(server.heads).hasSize(3);
            assertThat(client.stats().retries()).isEqualTo(1);
        }
    }

    @Test
    void anIdempotentCallIsNotSentAgainWhenThePolicySaysSo() throws Exception {
        with(config(HttpVersion.HTTP_1_1).retriesIdempotent(false));
        try (ScriptedServer server = breakingAtTheSecondRequest()) {
            assertThat(send(Method.GET, server.url("/1"))).isEqualTo("ok");
            assertThatThrownBy(() -> send(Method.GET, server.url("/2"))).isInstanceOf(CallException.Lost.class);
            assertThat(server.heads).hasSize(2);
        }
    }

    @Test
    void aPostIsNotSentAgainAndItsFailureSaysThatItMayHaveBeenProcessed() throws Exception {
        try (ScriptedServer server = breakingAtTheSecondRequest()) {
            assertThat(send(Method.POST, server.url("/1"))).isEqualTo("ok");
            assertThatThrownBy(() -> send(Method.POST, server.url("/2")))
                    .isInstanceOfSatisfying(
                            CallException.Lost.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isTrue())
                    .hasMessageContaining("before a response: POST http://127.0.0.1:" + server.port());
            assertThat(server.heads).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "reset"})
    void nothingIsSentAgainToAServerThatNeverAnswered(String how) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            if (how.equals("reset")) line.breakOff();
        })) {
            assertThatThrownBy(() -> send(Method.GET, server.url("/"))).isInstanceOf(CallException.Lost.class);
            assertThat(server.heads).hasSize(1);
            assertThat(server.connections).hasValue(1);
            assertThat(client.stats().retries()).isZero();
        }
    }

    @Test
    void aConnectionThatWasClosedWhileIdleIsReplacedEvenForPost() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            if (connection > 0) line.read(7);
            line.send(OK);
        })) {
            assertThat(send(Method.GET, server.url("/1"))).isEqualTo("ok");
            until("no connection", () -> client.stats().connections() == 0);
            assertThat(send(Method.POST, server.url("/2"))).isEqualTo("ok");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nxxx",
                "HTTP/1.1 200 OK\r\nbad field\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoHttpIsMalformed(String nonsense) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(nonsense);
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> send(Method.GET, server.url("/")))
                    .isInstanceOf(CallException.Malformed.class)
                    .hasMessageContaining("the server broke the protocol");
            assertThat(server.heads).hasSize(1);
            until("no connection", () -> client.stats().connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal"
            })
    void contentThatBreaksOffIsNeverTakenForComplete(String half) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(half);
        })) {
            assertThatThrownBy(() -> send(Method.GET, server.url("/")))
                    .isInstanceOf(CallException.Lost.class)
                    .hasMessageContaining("in the middle of a response");
        }
    }

    @Test
    void contentUntilTheEndOfTheConnectionIsCompleteByItsEndAndBrokenByAReset() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.0 200 OK\r\n\r\nall of it");
            if (connection == 0) return;
            line.in.read(); // The client never sends more: it is waited for until the test ends it.
        })) {
            assertThat(send(Method.GET, server.url("/"))).isEqualTo("all of it");
            try (Reply reply = client.get(server.url("/"))) {
                assertThat(reply.body().read()).isNotNull();
                client.close();
                assertThatThrownBy(() -> reply.body().read()).isInstanceOf(CallException.Lost.class);
            }
        }
    }

    @Test
    void contentIsSentWhenNobodySaysContinueForASecond() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n" + line.read(7));
            line.awaitEnd();
        })) {
            Call call = Call.builder(Method.POST, server.url("/"))
                    .body("content")
                    .expectContinue()
                    .build();
            long before = System.nanoTime();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(10)).isEqualTo("content");
            }
            assertThat(System.nanoTime() - before).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
        }
    }

    // ---------------------------------------------------------------- nobody there

    @Test
    void whoCannotBeReachedIsNamedWithTheReason() throws Exception {
        try (Socket held = new Socket()) { // Bound and not listening, so that nobody else comes to have the port.
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            String nobody = "127.0.0.1:" + held.getLocalPort();
            assertThatThrownBy(() -> send(Method.GET, "http://" + nobody + "/"))
                    .isInstanceOfSatisfying(
                            CallException.Unreachable.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isFalse())
                    .hasMessageContaining(nobody)
                    .hasMessageContaining("refused");
        }
        with(config(HttpVersion.HTTP_1_1).resolver(host -> {
            throw new UnknownHostException(host);
        }));
        assertThatThrownBy(() -> send(Method.GET, "http://nowhere.test/"))
                .isInstanceOf(CallException.Unreachable.class)
                .hasMessage("unknown host: nowhere.test");
    }

    @Test
    void theNextAddressIsTriedWhenOneRefuses() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(OK);
        })) {
            // Nobody listens on the second and third loopback addresses.
            with(config(HttpVersion.HTTP_1_1)
                    .resolver(host -> List.of(
                            InetAddress.getByName("127.0.0.2"),
                            InetAddress.getByName("127.0.0.3"),
                            InetAddress.getByName("127.0.0.1"))));
            assertThat(send(Method.GET, "http://some_host.test:" + server.port() + "/"))
                    .isEqualTo("ok");
            assertThat(server.heads)
                    .singleElement()
                    .asString()
                    .contains("Host: some_host.test:" + server.port() + "\r\n");
        }
    }

    @Test
    void connectionsAreMadeFromTheAddressThatIsChosen() throws Exception {
        List<String> peers = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            peers.add(line.socket.getInetAddress().getHostAddress());
            line.readHead();
            line.send(OK);
        })) {
            for (String transport : List.of("nio", "auto")) {
                with(config(HttpVersion.HTTP_1_1)
                        .transport(transport)
                        .localAddress(InetAddress.getByName("127.0.0.7")));
                assertThat(send(Method.GET, server.url("/"))).isEqualTo("ok");
            }
            assertThat(peers).containsExactly("127.0.0.7", "127.0.0.7");
        }
    }

    @Test
    void addressFamiliesTakeTurns() throws Exception {
        InetAddress v6 = InetAddress.getByName("::1");
        InetAddress v6b = InetAddress.getByName("::2");
        InetAddress v4 = InetAddress.getByName("127.0.0.1");
        InetAddress v4b = InetAddress.getByName("127.0.0.2");
        assertThat(Dialer.interleaved(List.of(v6, v6b, v4, v4b))).containsExactly(v6, v4, v6b, v4b);
        assertThat(Dialer.interleaved(List.of(v4, v4b, v6))).containsExactly(v4, v6, v4b);
    }

    @Test
    void aSocketInTheFileSystemTakesThePlaceOfEveryHost(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("s");
        try (Server server = Server.start(
                request -> Response.ok(String.valueOf(request.head().authority())))) {
            server.listen(UnixDomainSocketAddress.of(path));
            with(config(HttpVersion.HTTP_2).unixSocket(path));
            assertThat(send(Method.GET, "http://inside/x")).isEqualTo("inside");
        }
    }

    @Test
    void wrongUrlsAreRefusedBeforeAnythingIsSent() {
        for (String wrong : List.of("ftp://host/", "http:///x", "/path", "http://user@host/", "http://host:99999/")) {
            assertThatThrownBy(() -> Call.get(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    // ---------------------------------------------------------------- HTTP/2

    @Test
    void aRefusedStreamIsSentAgainOnTheSameConnectionWhateverItsMethod() throws Exception {
        with(config(HttpVersion.HTTP_2));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            line.reset(line.readHeaders(), 7);
            line.answer(line.readHeaders(), "second");
            line.awaitEnd();
        })) {
            assertThat(send(Method.POST, server.url("/"))).isEqualTo("second");
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void aServerThatRefusesForEverIsNotAskedForEver() throws Exception {
        with(config(HttpVersion.HTTP_2).retries(3));
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            while (true) {
                int stream = line.readHeaders();
                asked.incrementAndGet();
                line.reset(stream, 7);
            }
        })) {
            assertThatThrownBy(() -> send(Method.POST, server.url("/")))
                    .isInstanceOfSatisfying(CallException.Reset.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.REFUSED_STREAM);
                        assertThat(e.mayHaveBeenProcessed()).isFalse();
                    });
            assertThat(asked).hasValue(4);
        }
    }

    @Test
    void aResetOfAnotherKindIsTheCallersToJudge() throws Exception {
        with(config(HttpVersion.HTTP_2));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            line.reset(line.readHeaders(), 2);
            line.answer(line.readHeaders(), "alive");
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> send(Method.GET, server.url("/")))
                    .isInstanceOfSatisfying(CallException.Reset.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.INTERNAL_ERROR);
                        assertThat(e.mayHaveBeenProcessed()).isTrue();
                    });
            assertThat(send(Method.GET, server.url("/"))).isEqualTo("alive");
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void streamsAboveGoAwayMoveAndThoseBelowFinish() throws Exception {
        with(config(HttpVersion.HTTP_2));
        CountDownLatch moved = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            int first = line.readHeaders();
            if (connection == 0) {
                line.readHeaders();
                line.goAway(first, 0);
                moved.await();
                line.answer(first, "stayed");
            } else {
                line.answer(first, "moved");
                moved.countDown();
            }
            line.awaitEnd();
        })) {
            CompletableFuture<Reply> one =
                    client.sendAsync(Call.builder(Method.POST, server.url("/")).build());
            until("at least one exchange", () -> client.stats().exchanges() != 0);
            assertThat(send(Method.POST, server.url("/"))).isEqualTo("moved");
            try (Reply reply = one.get(20, TimeUnit.SECONDS)) {
                assertThat(reply.text(10)).isEqualTo("stayed");
            }
            assertThat(server.connections).hasValue(2);
            until("one connection", () -> client.stats().connections() == 1);
        }
    }

    @Test
    void callsQueueAtTheServersStreamLimit() throws Exception {
        with(config(HttpVersion.HTTP_2));
        AtomicInteger most = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet(3, 2);
            // The first may come before the limit is known; the rest come two at a time, answered in turn.
            line.answer(line.readHeaders(), "x");
            for (int i = 0; i < 5; i++) {
                int a = line.readHeaders();
                int b = line.readHeaders();
                most.incrementAndGet();
                line.answer(a, "x");
                line.answer(b, "x");
            }
            line.awaitEnd();
        })) {
            assertThat(send(Method.GET, server.url("/"))).isEqualTo("x");
            List<CompletableFuture<Reply>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) all.add(client.sendAsync(Call.get(server.url("/"))));
            for (CompletableFuture<Reply> one : all) {
                try (Reply reply = one.get(20, TimeUnit.SECONDS)) {
                    assertThat(reply.text(10)).isEqualTo("x");
                }
            }
            assertThat(most).hasValue(5);
            assertThat(server.connections).hasValue(1);
            assertThat(client.stats().retries()).isZero();
        }
    }

    @Test
    void furtherConnectionsAreOpenedWhenAllStreamsAreTakenIfThatIsWanted() throws Exception {
        with(config(HttpVersion.HTTP_2).connections(1, 3).maxStreams(1));
        CountDownLatch all = new CountDownLatch(3);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            int stream = line.readHeaders();
            all.countDown();
            all.await();
            line.answer(stream, "x");
            line.awaitEnd();
        })) {
            List<CompletableFuture<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) calls.add(client.sendAsync(Call.get(server.url("/"))));
            for (CompletableFuture<Reply> one : calls)
                one.get(20, TimeUnit.SECONDS).close();
            assertThat(server.connections).hasValue(3);
        }
    }

    @Test
    void aServerThatBreaksTheProtocolLosesItsConnectionAndSaysWhy() throws Exception {
        with(config(HttpVersion.HTTP_2));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            line.readHeaders();
            line.frame(0, 0, 0, new byte[3]); // DATA on stream 0
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> send(Method.GET, server.url("/")))
                    .isInstanceOf(CallException.Malformed.class)
                    .hasMessageContaining("PROTOCOL_ERROR");
            until("no connection", () -> client.stats().connections() == 0);
        }
    }

    @Test
    void aServerThatSpeaksHttp1ToAnHttp2ClientIsMalformed() throws Exception {
        with(config(HttpVersion.HTTP_2));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.read(24);
            line.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> send(Method.GET, server.url("/"))).isInstanceOf(CallException.Malformed.class);
            assertThat(server.connections).hasValue(1);
        }
    }
}
