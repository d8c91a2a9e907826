package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieHandler;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of HTTP/1.1 that mean harm, or know no better: each ends its own call in words, and nobody else's. */
class HostileServerTest extends ScriptedClient {

    HostileServerTest() {
        super(HttpVersion.HTTP_1_1);
    }

    /** Answers the first request of the first connection by {@code answer}, and every other as it should be. */
    private static ScriptedServer once(String answer) throws IOException {
        return new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(connection == 0 ? answer : OK);
            while (true) {
                line.readHead();
                line.send(OK);
            }
        });
    }

    /** What comes of the first call must not touch the second. */
    private void assertTheNextCallIsAnswered(ScriptedServer server, int connections) throws IOException {
        assertThat(get(server.url("/next"))).isEqualTo("ok");
        assertThat(server.connections).hasValue(connections);
        assertThat(client.stats().exchanges()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1"})
    void aHeadThatBreaksOffIsALostConnection(String half) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(half);
        })) {
            assertThatThrownBy(() -> get(server.url("/")))
                    .isInstanceOf(CallException.Lost.class)
                    .hasMessageContaining("before a response");
        }
    }

    @Test
    void interimResponsesWithoutEndAreEnded() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            while (connection == 0) line.send("HTTP/1.1 102 Processing\r\n\r\n".repeat(100));
            line.send(OK);
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> get(server.url("/")))
                    .isInstanceOf(CallException.Malformed.class)
                    .hasMessageContaining("too many interim responses");
            assertTheNextCallIsAnswered(server, 2);
        }
    }

    @Test
    void aHeadBeyondItsLimitsIsMalformed() throws Exception {
        for (String fields : List.of("X: y\r\n".repeat(257), "X: " + "y".repeat(65_536) + "\r\n")) {
            try (ScriptedServer server = once("HTTP/1.1 200 OK\r\n" + fields + "\r\n")) {
                assertThatThrownBy(() -> get(server.url("/")))
                        .isInstanceOf(CallException.Malformed.class)
                        .hasMessageContaining("fields");
                assertTheNextCallIsAnswered(server, 2);
            }
        }
    }

    @Test
    void trailersBeyondTheirLimitAreMalformed() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n";
        try (ScriptedServer server = once(answer + "X: " + "y".repeat(65_536) + "\r\n\r\n")) {
            assertThatThrownBy(() -> get(server.url("/"))).isInstanceOf(CallException.Malformed.class);
            assertTheNextCallIsAnswered(server, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OK + "and more",
                OK + OK,
                OK + "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\nmore"
            })
    void whatFollowsAResponseIsNobodysAndEndsTheConnection(String answer) throws Exception {
        try (ScriptedServer server = once(answer)) {
            assertThat(get(server.url("/"))).isEqualTo("ok");
            assertTheNextCallIsAnswered(server, 2);
        }
    }

    @Test
    void contentWhereThereIsNoneEndsTheConnection() throws Exception {
        try (ScriptedServer server = once("HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\n\r\nsmuggled")) {
            assertThat(get(server.url("/"))).isEmpty();
            assertTheNextCallIsAnswered(server, 2);
        }
        try (ScriptedServer server = once(OK)) {
            try (Reply reply =
                    client.send(Call.builder(Method.HEAD, server.url("/")).build())) {
                assertThat(reply.body().read()).isNull();
            }
            assertTheNextCallIsAnswered(server, 2);
        }
    }

    @Test
    void aHeadThatDripsHasOneLimitOfTime() throws Exception {
        with(config().headTimeout(Duration.ofMillis(200)));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 200 OK\r\nX: ");
            while (true) {
                line.send("y");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        })) {
            assertThatThrownBy(() -> get(server.url("/")))
                    .isInstanceOfSatisfying(
                            CallException.TimedOut.class,
                            e -> assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.HEAD));
        }
    }

    @Test
    void contentThatDripsIsEndedByTheTimeForTheWholeCall() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
            while (true) {
                line.send("y");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        })) {
            Call call = Call.builder(Method.GET, server.url("/"))
                    .timeout(Duration.ofMillis(300))
                    .build();
            assertThatThrownBy(() -> client.send(call).text(1000))
                    .isInstanceOfSatisfying(
                            CallException.TimedOut.class,
                            e -> assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.WHOLE));
        }
    }

    /** The refusal has come when the rest of the request meets a socket that is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"nio", "auto"})
    void aRefusalIsHeardThoughTheServerHangsUpOnTheRestOfTheRequest(String transport) throws Exception {
        with(config().transport(transport));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig");
        })) {
            Call whole = Call.builder(Method.POST, server.url("/"))
                    .body(Bytes.wrap(new byte[1 << 20]))
                    .build();
            Call written = Call.builder(Method.POST, server.url("/"))
                    .writing(sink -> {
                        for (int k = 0; k < 10_000; k++) sink.write(Bytes.wrap(new byte[100]));
                    })
                    .build();
            for (int i = 0; i < 100; i++) {
                try (Reply reply = client.send(i % 2 == 0 ? whole : written)) {
                    assertThat(reply.status().code()).isEqualTo(413);
                    assertThat(reply.text(10)).isEqualTo("big");
                }
            }
        }
    }

    // ---------------------------------------------------------------- packed content

    private static byte[] packed(int zeros) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] block = new byte[1 << 16];
            for (int left = zeros; left > 0; left -= block.length) gzip.write(block, 0, Math.min(left, block.length));
        }
        return packed.toByteArray();
    }

    private static String gzip(String content) {
        return "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(content.length(), content);
    }

    @Test
    void aBombIsUnpackedOnlyAsFarAsTheCallerAllows() throws Exception {
        String bomb = new String(packed(1 << 25), ISO_8859_1);
        try (ScriptedServer server = once(gzip(bomb))) {
            assertThatThrownBy(() -> get(server.url("/"))).isInstanceOf(ContentTooLargeException.class);
            assertThat(get(server.url("/next"))).isEqualTo("ok");
            assertThat(client.stats().exchanges()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "none", "damaged"})
    void packedContentThatIsBrokenIsNeverTakenForComplete(String how) throws Exception {
        String whole = new String(packed(100_000), ISO_8859_1);
        String sent = switch (how) {
            case "half" -> whole.substring(0, whole.length() / 2);
            case "damaged" -> whole.substring(0, whole.length() - 8) + "\0\0\0\0\0\0\0\0";
            default -> "not packed at all";
        };
        try (ScriptedServer server = once(gzip(sent))) {
            assertThatThrownBy(() -> {
                        try (Reply reply = client.get(server.url("/"))) {
                            reply.text(1 << 20);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(get(server.url("/next"))).isEqualTo("ok");
            assertThat(client.stats().exchanges()).isZero();
        }
    }

    // ---------------------------------------------------------------- redirections

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1/",
                "javascript:alert(1)",
                "file:///etc/passwd",
                "http://",
                "http:///x",
                "//",
                "http://h:0/",
                "http://user:secret@127.0.0.1/",
                "http://[::1",
                "%zz",
                "http://a b/",
                "\t"
            })
    void aRedirectionThatLeadsNowhereIsTheCallersToSee(String location) throws Exception {
        with(config().redirects(Redirects.ALWAYS, 5));
        try (ScriptedServer server =
                once("HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n".formatted(location))) {
            try (Reply reply = client.get(server.url("/"))) {
                assertThat(reply.status().code()).isEqualTo(302);
            }
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"members", "octets behind", "name"})
    void packedContentThatGivesNothingForLongIsBroken(String what) throws Exception {
        byte[] empty = packed(0);
        byte[] begun = {0x1f, (byte) 0x8b, 8, 8, 0, 0, 0, 0, 0, 0};
        byte[] many = new byte[64 * empty.length];
        for (int i = 0; i < 64; i++) System.arraycopy(empty, 0, many, i * empty.length, empty.length);
        byte[] more = switch (what) {
            case "members" -> many;
            case "name" -> "n".repeat(10_000).getBytes(ISO_8859_1);
            default -> new byte[10_000];
        };
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
            line.send(what.equals("name") ? begun : packed(4));
            while (true) line.send(more);
        })) {
            assertThatThrownBy(() -> get(server.url("/"))).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServerThatTakesTheContentSlowlyIsNotLateWithItsAnswer() throws Exception {
        int octets = 30_000_000;
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    int left = octets;
                    // Longer than the limit for the head, in steps shorter than that.
                    for (long begun = System.nanoTime(); System.nanoTime() - begun < 2_000_000_000L; ) {
                        left -= line.in.readNBytes(100_000).length;
                        for (long step = System.nanoTime(); System.nanoTime() - step < 20_000_000L; ) Thread.yield();
                    }
                    line.in.skipNBytes(left);
                    line.send(OK);
                });
                Client patient = Client.create(
                        config().headTimeout(Duration.ofSeconds(1)).build())) {
            Call call = Call.builder(Method.POST, server.url("/"))
                    .body(Bytes.wrap(new byte[octets]))
                    .build();
            try (Reply reply = patient.send(call)) {
                assertThat(reply.text(100)).isEqualTo("ok");
            }
        }
    }

    @Test
    void contentThatWasRefusedIsNotSentHoweverLateTheRefusalIsComplete() throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
                    line.readHead();
                    line.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 100\r\n\r\nbegun");
                    line.awaitEnd();
                });
                Client hasty = Client.create(
                        config().bodyTimeout(Duration.ofMillis(150)).build())) {
            Call call = Call.builder(Method.POST, server.url("/"))
                    .expectContinue()
                    .writing(sink -> written.set(true))
                    .build();
            try (Reply reply = hasty.send(call)) {
                assertThat(reply.body().read()).isEqualTo(Bytes.of("begun"));
                assertThatThrownBy(() -> reply.body().read()).isInstanceOf(CallException.TimedOut.class);
            }
        }
        assertThat(written).isFalse();
    }

    @Test
    void aPathOfTwoSlashesIsAPath() throws Exception {
        try (ScriptedServer server = once("HTTP/1.1 302 Found\r\nLocation: /.//\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(get(server.url("//"))).isEqualTo("ok");
            assertThat(server.heads.getFirst()).startsWith("GET // HTTP/1.1\r\n");
            assertThat(get(server.url("//h/\u00e4"))).isEqualTo("ok");
            assertThat(server.heads.getLast()).startsWith("GET //h/%C3%A4 HTTP/1.1\r\n");
        }
    }

    @Test
    void whatARedirectionMakesOfAnUploadExpectsNothing() throws Exception {
        try (ScriptedServer server = once("HTTP/1.1 303 See Other\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n")) {
            Call call = Call.builder(Method.POST, server.url("/"))
                    .body("content")
                    .expectContinue()
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(10)).isEqualTo("ok");
            }
            assertThat(server.heads).hasSize(2);
            assertThat(server.heads.getFirst()).contains("Expect: 100-continue");
            assertThat(server.heads.getLast()).startsWith("GET /there ").doesNotContain("Expect");
        }
    }

    // ---------------------------------------------------------------- the caller's own helpers

    @Test
    void aListenerThatThrowsLeavesNothingBehind() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 103 Early Hints\r\n\r\n");
            line.awaitEnd();
        })) {
            Call call = Call.builder(Method.GET, server.url("/"))
                    .onInformational(head -> {
                        throw new IllegalStateException("of the listener");
                    })
                    .build();
            assertThatThrownBy(() -> client.send(call)).hasMessage("of the listener");
            until("no exchange", () -> client.stats().exchanges() == 0);
        }
    }

    @Test
    void aKeeperOfCookiesThatThrowsLeavesNothingBehind() throws Exception {
        with(config().cookies(new CookieHandler() {
            @Override
            public Map<String, List<String>> get(URI uri, Map<String, List<String>> fields) {
                return Map.of();
            }

            @Override
            public void put(URI uri, Map<String, List<String>> fields) throws IOException {
                throw new IOException("of the keeper");
            }
        }));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 10\r\n\r\n");
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> client.get(server.url("/"))).hasMessage("of the keeper");
            until("no exchange", () -> client.stats().exchanges() == 0);
        }
    }
}
