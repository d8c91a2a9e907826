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
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of HTTP/2 that mean harm, or know no better. */
class HostileHttp2ServerTest extends ScriptedClient {

    private static final byte[] OK_BLOCK = {(byte) 0x88};
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    HostileHttp2ServerTest() {
        super(HttpVersion.HTTP_2);
    }

    /** A field block of literals (RFC 7541 6.2.2): names and values in turn, each of less than 127 octets. */
    private static byte[] block(String... fields) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < fields.length; i++) {
            if (i % 2 == 0) block.write(0);
            block.write(fields[i].length());
            for (char c : fields[i].toCharArray()) block.write(c);
        }
        return block.toByteArray();
    }

    /** What happens on the first stream of the first connection. */
    private interface Fault {
        void on(ScriptedServer.Line line, int stream) throws IOException, InterruptedException;
    }

    /** Every request but the first is answered as it should be. */
    private static ScriptedServer once(Fault fault) throws IOException {
        return new ScriptedServer((line, connection) -> {
            line.greet();
            int first = line.readHeaders();
            if (connection == 0) fault.on(line, first);
            else line.answer(first, "ok");
            while (true) line.answer(line.readHeaders(), "ok");
        });
    }

    private void assertMalformed(ScriptedServer server, String... words) {
        assertThatThrownBy(() -> get(server.url("/")))
                .isInstanceOf(CallException.Malformed.class)
                .hasMessageContaining("the server broke the protocol")
                .satisfies(e -> {
                    for (String word : words) assertThat(e).hasMessageContaining(word);
                });
    }

    private void assertTheNextCallIsAnswered(ScriptedServer server, int connections) throws IOException {
        assertThat(get(server.url("/next"))).isEqualTo("ok");
        assertThat(server.connections).hasValue(connections);
        assertThat(client.stats().exchanges()).isZero();
    }

    // ---------------------------------------------------------------- one stream's fault is one stream's

    @ParameterizedTest
    @ValueSource(strings = {"1", "3", "100"})
    void contentOfAnotherLengthThanAnnouncedIsMalformedAndTheConnectionLivesOn(String announced) throws Exception {
        try (ScriptedServer server = once((line, stream) -> {
            line.frame(1, END_HEADERS, stream, block(":status", "200", "content-length", announced));
            line.frame(0, END_STREAM, stream, new byte[2]);
        })) {
            assertMalformed(server);
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @Test
    void aSecondFinalHeadIsMalformed() throws Exception {
        try (ScriptedServer server = once((line, stream) -> {
            line.frame(1, END_HEADERS, stream, OK_BLOCK);
            line.frame(1, END_HEADERS, stream, OK_BLOCK);
        })) {
            assertMalformed(server, "PROTOCOL_ERROR");
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", "connection", "transfer-encoding", ":path", "a b", ":unknown"})
    void aFieldThatMayNotBeIsMalformed(String name) throws Exception {
        try (ScriptedServer server = once((line, stream) ->
                line.frame(1, END_HEADERS | END_STREAM, stream, block(":status", "200", name, "x")))) {
            assertMalformed(server);
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\0b"})
    void aValueThatWouldSplitAMessageIsMalformed(String value) throws Exception {
        try (ScriptedServer server = once((line, stream) ->
                line.frame(1, END_HEADERS | END_STREAM, stream, block(":status", "200", "x", value)))) {
            assertMalformed(server);
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @Test
    void trailersBeyondTheirLimitAreMalformed() throws Exception {
        with(config().fields(300, 10));
        String[] many = new String[40];
        for (int i = 0; i < many.length; i++) many[i] = i % 2 == 0 ? "x" : "y";
        try (ScriptedServer server = once((line, stream) -> {
            line.frame(1, END_HEADERS, stream, OK_BLOCK);
            line.frame(0, 0, stream, new byte[2]);
            line.frame(1, END_HEADERS | END_STREAM, stream, block(many));
        })) {
            assertMalformed(server, "trailers");
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @Test
    void aResetBehindACompleteResponseIsNoNews() throws Exception {
        try (ScriptedServer server = once((line, stream) -> {
            line.answer(stream, "ok");
            line.reset(stream, 0);
            line.reset(stream, 8);
        })) {
            assertThat(get(server.url("/"))).isEqualTo("ok");
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @Test
    void aResponseBeforeTheRequestHasEndedStandsWhateverResetFollows() throws Exception {
        try (ScriptedServer server = once((line, stream) -> {
            line.answer(stream, "enough");
            line.reset(stream, 0); // RFC 9113 8.1
        })) {
            Call call = Call.builder(Method.POST, server.url("/"))
                    .writing(sink -> {
                        sink.write(Bytes.of("begin"));
                        while (true) sink.write(Bytes.of("and no end"));
                    })
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("enough");
            }
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    // ---------------------------------------------------------------- what ends the connection

    @Test
    void anAnswerThatDidNotNeedTheContentEndsItsStream() throws Exception {
        CompletableFuture<Integer> reset = new CompletableFuture<>();
        try (ScriptedServer server = once((line, stream) -> {
            line.answer(stream, "enough");
            reset.complete(line.awaitReset());
        })) {
            Call call = Call.builder(Method.POST, server.url("/"))
                    .body(Bytes.wrap(new byte[1_000_000]))
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("enough");
            }
            assertThat(reset.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    @Test
    void aPushIsRefusedWithTheConnection() throws Exception {
        try (ScriptedServer server = once((line, stream) -> {
            byte[] promise = new byte[5];
            promise[3] = 2;
            promise[4] = (byte) 0x82;
            line.frame(5, END_HEADERS, stream, promise);
        })) {
            assertMalformed(server, "PROTOCOL_ERROR", "PUSH_PROMISE");
            assertTheNextCallIsAnswered(server, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interims", "continuations", "pings", "settings", "empty data", "priorities", "table"})
    void aFloodEndsTheConnectionAndIsNamed(String kind) throws Exception {
        try (ScriptedServer server = once((line, stream) -> {
            if (kind.equals("empty data")) line.frame(1, END_HEADERS, stream, OK_BLOCK);
            if (kind.equals("continuations")) line.frame(1, 0, stream, OK_BLOCK);
            while (true) {
                switch (kind) {
                    case "interims" -> line.frame(1, END_HEADERS, stream, block(":status", "102"));
                    case "continuations" -> line.frame(9, 0, stream, block("x", "y"));
                    case "pings" -> line.frame(6, 0, 0, new byte[8]);
                    case "settings" -> line.frame(4, 0, 0, new byte[0]);
                    case "empty data" -> line.frame(0, 0, stream, new byte[0]);
                    case "priorities" -> line.frame(2, 0, stream, new byte[5]);
                    // Sizes of the dynamic table, up and down (RFC 7541 6.3), before a head.
                    default ->
                        line.frame(
                                1, END_HEADERS, stream, new byte[] {0x20, 0x3f, (byte) 0xe1, 0x1f, 8, 3, '1', '0', '2'
                                });
                }
            }
        })) {
            assertMalformed(server, "ENHANCE_YOUR_CALM");
            assertTheNextCallIsAnswered(server, 2);
        }
    }

    @Test
    void aHeadThatUnpacksBeyondItsLimitIsMalformed() throws Exception {
        try (ScriptedServer server = once((line, stream) -> {
            // One field of some length goes into the table, and is then named thousands of times, an octet each.
            byte[] bomb = new byte[8_000];
            Arrays.fill(bomb, (byte) 0xbe);
            byte[] begin = {(byte) 0x88, 0x40, 1, 'x', 4, 'y', 'y', 'y', 'y'};
            System.arraycopy(begin, 0, bomb, 0, begin.length);
            line.frame(1, END_HEADERS | END_STREAM, stream, bomb);
        })) {
            assertMalformed(server, "field list");
            assertTheNextCallIsAnswered(server, 1);
        }
    }

    // ---------------------------------------------------------------- settings and the end

    @Test
    void aLimitOfNoStreamsHoldsCallsBackUntilItIsRaised() throws Exception {
        with(config().waiting(10, Duration.ofMillis(1_500)));
        CountDownLatch limited = new CountDownLatch(1);
        CountDownLatch raised = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            line.answer(line.readHeaders(), "ok");
            line.frame(4, 0, 0, new byte[] {0, 3, 0, 0, 0, 0});
            line.frame(6, 0, 0, new byte[8]);
            line.awaitPingAck(); // The limit is known, too.
            limited.countDown();
            raised.await();
            line.frame(4, 0, 0, new byte[] {0, 3, 0, 0, 0, 1});
            while (true) line.answer(line.readHeaders(), "ok");
        })) {
            assertThat(get(server.url("/"))).isEqualTo("ok");
            limited.await();
            assertThatThrownBy(() -> get(server.url("/early")))
                    .isInstanceOfSatisfying(CallException.TimedOut.class, e -> {
                        assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.CONNECTION);
                        assertThat(e.mayHaveBeenProcessed()).isFalse();
                    });
            CompletableFuture<Reply> waiting = client.sendAsync(Call.get(server.url("/late")));
            raised.countDown();
            try (Reply reply = waiting.get(20, TimeUnit.SECONDS)) {
                assertThat(reply.text(10)).isEqualTo("ok");
            }
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    void anUploadSurvivesAWindowThatBecomesNegative() throws Exception {
        byte[] content = new byte[150_000];
        new Random(1).nextBytes(content);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            int stream = line.readHeaders();
            String begin = line.readData(65_535);
            // The stream's window is at 0; now it is at -65,535 (RFC 9113 6.9.2).
            line.frame(4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            line.credit(0, 1 << 20);
            line.credit(stream, 65_535);
            line.frame(6, 0, 0, new byte[8]);
            line.awaitPingAck();
            // Not an octet came meanwhile. From here on there is room.
            line.credit(stream, 100_000);
            String rest = line.readData(content.length - begin.length());
            boolean same = (begin + rest).equals(new String(content, ISO_8859_1));
            line.answer(stream, same ? "same" : "other");
            line.awaitEnd();
        })) {
            Call call = Call.builder(Method.POST, server.url("/"))
                    .body(Bytes.wrap(content))
                    .build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(10)).isEqualTo("same");
            }
        }
    }

    @Test
    void aSecondGoAwayLowersTheFirst() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            int first = line.readHeaders();
            if (connection > 0) {
                while (true) {
                    line.answer(first, "moved");
                    first = line.readHeaders();
                }
            }
            int second = line.readHeaders();
            int third = line.readHeaders();
            line.goAway(third, 0);
            line.goAway(second, 0);
            line.goAway(first, 0);
            line.answer(first, "stayed");
            line.awaitEnd();
        })) {
            CompletableFuture<Reply> one =
                    client.sendAsync(Call.builder(Method.POST, server.url("/")).build());
            until("at least one exchange", () -> client.stats().exchanges() >= 1);
            CompletableFuture<Reply> two =
                    client.sendAsync(Call.builder(Method.POST, server.url("/")).build());
            CompletableFuture<Reply> three =
                    client.sendAsync(Call.builder(Method.POST, server.url("/")).build());
            try (Reply a = one.get(20, TimeUnit.SECONDS);
                    Reply b = two.get(20, TimeUnit.SECONDS);
                    Reply c = three.get(20, TimeUnit.SECONDS)) {
                assertThat(a.text(10)).isEqualTo("stayed");
                assertThat(b.text(10)).isEqualTo("moved");
                assertThat(c.text(10)).isEqualTo("moved");
            }
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void aHostFieldIsWhomIsAskedFor() throws Exception {
        try (Server server = Server.start(request ->
                Response.ok(request.head().authority() + " " + request.fields().contains("host")))) {
            String url = "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/";
            Call call =
                    Call.builder(Method.GET, url).field("Host", "other.test").build();
            try (Reply reply = client.send(call)) {
                assertThat(reply.text(100)).isEqualTo("other.test false");
            }
        }
    }
}
