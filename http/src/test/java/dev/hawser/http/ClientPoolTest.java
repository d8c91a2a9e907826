package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.HttpVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which connection a call gets, which are kept, and what becomes of those who wait. */
class ClientPoolTest extends ScriptedClient {

    ClientPoolTest() {
        super(HttpVersion.HTTP_1_1);
    }

    private static void answerAll(ScriptedServer.Line line) throws IOException {
        while (true) {
            line.readHead();
            line.send(OK);
        }
    }

    private static String await(CompletableFuture<Reply> call) throws Exception {
        try (Reply reply = call.get(20, TimeUnit.SECONDS)) {
            return reply.text(1000);
        }
    }

    @Test
    void nothingIsOpenedBeforeThereIsACall() throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> answerAll(line))) {
            Call call = Call.get(server.url("/"));
            assertThat(client.stats().opened()).isZero();
            client.send(call).close();
            assertThat(server.connections).hasValue(1);
        }
    }

    /** The second call asks for a connection; before there is one, the first call's comes back. */
    @Test
    void aConnectionThatComesBackServesWhoWaitsForANewOneWhichIsKept() throws Exception {
        CountDownLatch secondAsked = new CountDownLatch(1);
        CountDownLatch maySecondBeFound = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        with(config().resolver(host -> {
            if (asked.incrementAndGet() == 2) {
                secondAsked.countDown();
                await(maySecondBeFound);
            }
            return List.of(InetAddress.getLoopbackAddress());
        }));
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            mayAnswer.await();
            line.send(OK);
            answerAll(line);
        })) {
            String url = "http://pool.test:" + server.port() + "/";
            CompletableFuture<Reply> first = client.sendAsync(Call.get(url));
            until("a request", () -> !server.heads.isEmpty());
            CompletableFuture<Reply> second = client.sendAsync(Call.get(url));
            secondAsked.await();
            mayAnswer.countDown();
            assertThat(await(first)).isEqualTo("ok");
            assertThat(await(second)).isEqualTo("ok");
            assertThat(server.connections).hasValue(1);
            maySecondBeFound.countDown();
            until("two idle connections", () -> client.stats().idle() == 2);
            assertThat(server.heads).hasSize(2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void noConnectionIsKeptIdleWhereNoneIsWanted(HttpVersion version) throws Exception {
        with(config().versions(version).idle(0, Duration.ofMinutes(1)));
        try (Server server = Server.start(request -> Response.ok("x"))) {
            String url = "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/";
            for (int i = 1; i <= 3; i++) {
                assertThat(get(url)).isEqualTo("x");
                until("no connection", () -> client.stats().connections() == 0);
                assertThat(client.stats().opened()).isEqualTo(i);
            }
        }
    }

    @Test
    void noMoreConnectionsAreKeptIdleThanWanted() throws Exception {
        with(config().idle(2, Duration.ofMinutes(1)));
        CountDownLatch all = new CountDownLatch(5);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            all.countDown();
            all.await();
            line.send(OK);
            answerAll(line);
        })) {
            List<CompletableFuture<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) calls.add(client.sendAsync(Call.get(server.url("/"))));
            for (CompletableFuture<Reply> call : calls) assertThat(await(call)).isEqualTo("ok");
            until("two connections", () -> client.stats().connections() == 2);
            assertThat(get(server.url("/"))).isEqualTo("ok");
            assertThat(server.connections).hasValue(5);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
            })
    void aReplyThatHasComeInFullFreesItsConnectionBeforeItIsRead(String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(answer);
            answerAll(line);
        })) {
            try (Reply unread = client.get(server.url("/"))) {
                until("one idle connection", () -> client.stats().idle() == 1);
                assertThat(get(server.url("/"))).isEqualTo("ok");
                assertThat(server.connections).hasValue(1);
                assertThat(unread.text(10)).isEqualTo("ok");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok"
            })
    void aConnectionThatTheServerMeansToCloseIsNotKept(String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(answer);
            line.awaitEnd();
        })) {
            assertThat(get(server.url("/"))).isEqualTo("ok");
            assertThat(get(server.url("/"))).isEqualTo("ok");
            assertThat(server.connections).hasValue(2);
            until("no connection", () -> client.stats().connections() == 0);
        }
    }

    @Test
    void theConnectionUsedLastIsUsedNextSoThatOthersGrowOld() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        List<Integer> used = new CopyOnWriteArrayList<>();
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            both.countDown();
            both.await();
            line.send(OK);
            while (true) {
                line.readHead();
                used.add(connection);
                line.send(OK);
            }
        })) {
            CompletableFuture<Reply> one = client.sendAsync(Call.get(server.url("/")));
            CompletableFuture<Reply> two = client.sendAsync(Call.get(server.url("/")));
            await(one);
            await(two);
            for (int i = 0; i < 5; i++) assertThat(get(server.url("/"))).isEqualTo("ok");
            assertThat(used).hasSize(5).containsOnly(used.getFirst());
        }
    }

    @Test
    void whoGivesUpWaitingTakesNobodysTurn() throws Exception {
        with(config().connections(1, 1));
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            mayAnswer.await();
            line.send(OK);
            answerAll(line);
        })) {
            CompletableFuture<Reply> first = client.sendAsync(Call.get(server.url("/first")));
            until("a request", () -> !server.heads.isEmpty());
            CompletableFuture<Reply> second = client.sendAsync(Call.get(server.url("/second")));
            until("one call that waits", () -> client.stats().waiting() == 1);
            CompletableFuture<Reply> third = client.sendAsync(Call.get(server.url("/third")));
            until("two calls that wait", () -> client.stats().waiting() == 2);
            second.cancel(true);
            until("one call that waits", () -> client.stats().waiting() == 1);
            mayAnswer.countDown();
            assertThat(await(first)).isEqualTo("ok");
            assertThat(await(third)).isEqualTo("ok");
            assertThat(server.heads).hasSize(2).noneMatch(head -> head.contains("/second"));
        }
    }

    @Test
    void everyoneWhoWaitsIsToldWhyThereIsNoConnection() throws Exception {
        CountDownLatch mayBeFound = new CountDownLatch(1);
        with(config().resolver(host -> {
            await(mayBeFound);
            return List.of(InetAddress.getLoopbackAddress());
        }));
        List<Throwable> causes = new ArrayList<>();
        try (Socket held = new Socket()) { // Bound and not listening, so that nobody else comes to have the port.
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            List<CompletableFuture<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                calls.add(client.sendAsync(Call.get("http://pool.test:" + held.getLocalPort() + "/")));
            }
            until("three calls that wait", () -> client.stats().waiting() == 3);
            mayBeFound.countDown();
            for (CompletableFuture<Reply> call : calls) {
                assertThatThrownBy(() -> call.get(20, TimeUnit.SECONDS))
                        .isInstanceOf(ExecutionException.class)
                        .satisfies(e -> causes.add(e.getCause()));
            }
        }
        assertThat(causes)
                .doesNotHaveDuplicates()
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(CallException.Unreachable.class)
                        .hasMessageContaining("refused"));
    }

    /** A busy connection is hope for those who wait, so a failed attempt to open another fails nobody; but it is told. */
    @Test
    void whoWaitedBehindABusyConnectionIsToldWhyThereWasNoOther() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        with(config().waiting(10, Duration.ofMillis(1_500)).resolver(host -> {
            if (asked.incrementAndGet() > 1) throw new UnknownHostException(host);
            return List.of(InetAddress.getLoopbackAddress());
        }));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.awaitEnd();
        })) {
            String url = "http://pool.test:" + server.port() + "/";
            CompletableFuture<Reply> busy = client.sendAsync(Call.get(url));
            until("a request", () -> !server.heads.isEmpty());
            assertThatThrownBy(() -> get(url))
                    .isInstanceOf(CallException.TimedOut.class)
                    .hasMessageContaining("no connection (unknown host: pool.test) within 1500 ms");
            busy.cancel(true);
        }
    }

    @Test
    void closingTheClientClosesWhatIsIdle() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.readHead();
            line.send(OK);
            try {
                line.awaitEnd();
            } finally {
                ended.countDown();
            }
        })) {
            assertThat(get(server.url("/"))).isEqualTo("ok");
            client.close();
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> get(server.url("/"))).isInstanceOf(CallException.Cancelled.class);
        }
    }

    @Test
    void anIdleConnectionThatIsSentAwayLeavesAtOnce() throws Exception {
        with(config().versions(HttpVersion.HTTP_2));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> {
            line.greet();
            int stream = line.readHeaders();
            line.answer(stream, "ok");
            line.goAway(stream, 0);
            line.awaitEnd();
        })) {
            assertThat(get(server.url("/"))).isEqualTo("ok");
            until("no connection", () -> client.stats().connections() == 0);
            assertThat(get(server.url("/"))).isEqualTo("ok");
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    void anOriginThatNobodyAsksAnyMoreIsForgottenUntilItIsAskedAgain() throws Exception {
        with(config().idle(0, Duration.ofMinutes(1)).resolver(host -> List.of(InetAddress.getLoopbackAddress())));
        try (ScriptedServer server = new ScriptedServer((line, connection) -> answerAll(line))) {
            Call first = Call.get("http://origin0.test:" + server.port() + "/");
            client.send(first).close();
            for (int i = 1; i < 20; i++) {
                assertThat(get("http://origin%d.test:%d/".formatted(i, server.port())))
                        .isEqualTo("ok");
            }
            until("no origin", () -> client.stats().origins() == 0);
            try (Reply reply = client.send(first)) {
                assertThat(reply.text(10)).isEqualTo("ok");
            }
            until("no origin", () -> client.stats().origins() == 0);
            assertThat(client.stats().opened()).isEqualTo(21);
        }
    }
}
