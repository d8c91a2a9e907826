package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a server can have acted on a request, and what follows: played frame by frame. */
class ClientRetryTest {

    private static final int INITIAL_WINDOW_SIZE = 4;

    private Client client = Client.create(config().build());

    private static ClientConfig.Builder config() {
        return ClientConfig.builder().transport("nio").loops(1).versions(HttpVersion.HTTP_2);
    }

    @AfterEach
    void close() {
        client.close();
    }

    private String send(Method method, ScriptedServer server) throws IOException {
        try (Reply reply =
                client.send(Call.builder(method, server.url("/")).body("x").build())) {
            return reply.text(1000);
        }
    }

    private static void answerAll(ScriptedServer.Line line, String content) throws IOException {
        line.greet();
        while (true) line.answer(line.readHeaders(), content);
    }

    @Test
    void aGoAwayBelowEverythingMovesEvenAPost() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            if (connection > 0) answerAll(line, "moved");
            line.greet();
            line.readHeaders();
            asked.incrementAndGet();
            line.goAway(0, 0);
            line.awaitEnd();
        })) {
            assertThat(send(Method.POST, server)).isEqualTo("moved");
            assertThat(asked).hasValue(1);
            assertThat(client.stats().retries()).isEqualTo(1);
        }
    }

    /** Ends the first {@code connections} of them before they answer anything, with {@code code}. */
    private static ScriptedServer ending(int connections, int code) throws IOException {
        return new ScriptedServer((line, connection) -> {
            if (connection >= connections) answerAll(line, "moved");
            line.greet();
            line.readHeaders();
            line.goAway(0, code);
            line.awaitEnd();
        });
    }

    @Test
    void connectionsThatEndInOrderDoNotUseUpTheRetries() throws Exception {
        client.close();
        client = Client.create(config().retries(0).build());
        try (ScriptedServer server = ending(10, 0)) {
            assertThat(send(Method.POST, server)).isEqualTo("moved");
            assertThat(server.connections).hasValue(11);
            assertThat(client.stats().retries()).isEqualTo(10);
        }
    }

    @Test
    void aServerThatEndsEveryConnectionInOrderIsGivenUpAfterAHundred() throws Exception {
        client.close();
        client = Client.create(config().retries(0).build());
        try (ScriptedServer server = ending(Integer.MAX_VALUE, 0)) {
            assertThatThrownBy(() -> send(Method.POST, server))
                    .isInstanceOfSatisfying(
                            CallException.Reset.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isFalse());
            assertThat(server.connections).hasValue(101);
        }
    }

    @Test
    void connectionsThatEndForAnErrorUseUpTheRetries() throws Exception {
        client.close();
        client = Client.create(config().retries(1).build());
        int internalError = 2;
        try (ScriptedServer server = ending(10, internalError)) {
            assertThatThrownBy(() -> send(Method.POST, server)).isInstanceOf(CallException.class);
            assertThat(server.connections).hasValue(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST"})
    void aRequestBelowGoAwayThatIsNotAnsweredStaysUnclear(String method) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            if (connection > 0) answerAll(line, "again");
            line.greet();
            int stream = line.readHeaders();
            line.goAway(stream, 0);
        })) {
            if (method.equals("GET")) {
                assertThat(send(Method.GET, server)).isEqualTo("again");
            } else {
                assertThatThrownBy(() -> send(Method.POST, server))
                        .isInstanceOfSatisfying(
                                CallException.Lost.class,
                                e -> assertThat(e.mayHaveBeenProcessed()).isTrue());
                assertThat(server.connections).hasValue(1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"end", "reset"})
    void aConnectionThatEndsBehindARequestLeavesItUnclear(String how) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            if (connection > 0) answerAll(line, "again");
            line.greet();
            line.answer(line.readHeaders(), "first");
            line.readHeaders();
            if (how.equals("reset")) line.breakOff();
        })) {
            assertThat(send(Method.GET, server)).isEqualTo("first");
            assertThatThrownBy(() -> send(Method.POST, server))
                    .isInstanceOfSatisfying(
                            CallException.Lost.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isTrue());
            assertThat(send(Method.GET, server)).isEqualTo("again");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 11})
    void everyOtherResetIsTheCallersToJudgeWhateverTheMethod(int code) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            line.reset(line.readHeaders(), code);
            line.awaitEnd();
        })) {
            assertThatThrownBy(() -> send(Method.GET, server)).isInstanceOfSatisfying(CallException.Reset.class, e -> {
                assertThat(e.mayHaveBeenProcessed()).isTrue();
                assertThat(e.code().code()).isEqualTo(code);
            });
            assertThat(client.stats().retries()).isZero();
        }
    }

    /**
     * A server that takes nothing after the first head, so that what is asked later cannot leave. When it has {@code begun}
     * to, its windows are wide open.
     */
    private ScriptedServer takingNothing(CountDownLatch begun, CountDownLatch end) throws IOException {
        return new ScriptedServer((line, connection) -> {
            if (connection > 0) answerAll(line, "elsewhere");
            line.greet(INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
            line.frame(8, 0, 0, new byte[] {0x7f, 0, 0, 0});
            line.readHeaders();
            begun.countDown();
            end.await();
            line.breakOff();
        });
    }

    private CompletableFuture<Reply> fillTheSocket(ScriptedServer server, CountDownLatch begun) throws Exception {
        CompletableFuture<Reply> upload = client.sendAsync(Call.builder(Method.POST, server.url("/large"))
                .body(Bytes.wrap(new byte[64 << 20]))
                .build());
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        // Each question waits for a turn of the loop, and after these the socket has long been full.
        for (int turn = 0; turn < 5_000; turn++) client.stats();
        return upload;
    }

    @Test
    void aRequestThatNeverLeftIsSentElsewhereWhateverItsMethod() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer server = takingNothing(begun, end)) {
            CompletableFuture<Reply> upload = fillTheSocket(server, begun);
            CompletableFuture<Reply> second = client.sendAsync(
                    Call.builder(Method.POST, server.url("/")).body("x").build());
            until("at least two exchanges", () -> client.stats().exchanges() >= 2);
            end.countDown();
            try (Reply reply = second.get(30, TimeUnit.SECONDS)) {
                assertThat(reply.text(20)).isEqualTo("elsewhere");
            }
            assertThatThrownBy(() -> upload.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            CallException.Lost.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isTrue());
        }
    }

    @Test
    void aRequestThatNeverLeftInTimeHasNotBeenProcessed() throws Exception {
        client.close();
        client = Client.create(config().headTimeout(Duration.ofSeconds(1)).build());
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer server = takingNothing(begun, end)) {
            CompletableFuture<Reply> upload = fillTheSocket(server, begun);
            assertThatThrownBy(() -> send(Method.POST, server))
                    .isInstanceOfSatisfying(
                            CallException.TimedOut.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isFalse());
            assertThatThrownBy(() -> upload.get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            CallException.TimedOut.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isTrue());
            end.countDown();
        }
    }

    @Test
    void aServerThatTakesNothingIsGivenUp() throws Exception {
        client.close();
        client = Client.create(config().writeTimeout(Duration.ofMillis(200)).build());
        CountDownLatch end = new CountDownLatch(1);
        try (ScriptedServer server = takingNothing(new CountDownLatch(1), end)) {
            Call large = Call.builder(Method.POST, server.url("/large"))
                    .body(Bytes.wrap(new byte[64 << 20]))
                    .build();
            assertThatThrownBy(() -> client.send(large))
                    .isInstanceOfSatisfying(
                            CallException.Lost.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isTrue())
                    .hasMessageContaining("took nothing");
            end.countDown();
        }
    }

    @Test
    void aConnectionThatAnswersNoPingIsGivenUp() throws Exception {
        client.close();
        client = Client.create(
                config().ping(Duration.ofMillis(500), Duration.ofMillis(500)).build());
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            if (connection > 0) answerAll(line, "alive");
            line.greet();
            line.readHeaders();
            line.awaitEnd(); // Reads, and says nothing any more.
        })) {
            assertThatThrownBy(() -> send(Method.POST, server))
                    .isInstanceOfSatisfying(
                            CallException.Lost.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isTrue())
                    .hasMessageContaining("silent");
            assertThat(send(Method.GET, server)).isEqualTo("alive");
        }
    }
}
