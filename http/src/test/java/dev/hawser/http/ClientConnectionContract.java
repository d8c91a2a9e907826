package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When connections are made, shared, waited for and given up, whatever the protocol and the transport. */
abstract class ClientConnectionContract extends ClientGround {

    @Test
    void connectionsAreUsedAgain() throws Exception {
        handler = request -> Response.ok("x");
        for (int i = 0; i < 20; i++) assertThat(text("/")).isEqualTo("x");
        ClientStats stats = client.stats();
        assertThat(stats.opened()).isEqualTo(1);
        assertThat(stats.connections()).isEqualTo(1);
        assertThat(stats.exchanges()).isZero();
    }

    @Test
    void aReplyTellsItsConnection() throws Exception {
        handler = request -> Response.ok("x");
        ReplyConnection first;
        try (Reply reply = client.get(base + "/")) {
            first = reply.connection();
            assertThat(first.remote())
                    .isInstanceOfSatisfying(
                            InetSocketAddress.class, address -> assertThat(base).endsWith(":" + address.getPort()));
            assertThat(first.local()).isInstanceOf(InetSocketAddress.class).isNotEqualTo(first.remote());
            reply.text(10);
        }
        try (Reply reply = client.get(base + "/")) {
            assertThat(reply.connection()).isSameAs(first);
        }
    }

    @Test
    void aRetiredConnectionFinishesWhatItHasAndTakesNothingNew() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> request.path().equals("/two")
                ? Response.status(Status.OK).writing(sink -> {
                    sink.write(Bytes.of("first, "));
                    sink.flush();
                    await(release);
                    sink.write(Bytes.of("second"));
                })
                : Response.ok("x");
        try (Reply going = client.get(base + "/two")) {
            going.connection().retire();
            going.connection().retire();
            try (Reply next = client.get(base + "/")) {
                assertThat(next.connection()).isNotSameAs(going.connection());
                assertThat(next.text(10)).isEqualTo("x");
            }
            release.countDown();
            assertThat(going.text(100)).isEqualTo("first, second");
        }
        until("one connection", () -> client.stats().connections() == 1);
        assertThat(text("/")).isEqualTo("x");
        assertThat(client.stats().opened()).isEqualTo(2);
    }

    @Test
    void manyCallsShareWhatConnectionsThereAre() throws Exception {
        handler = request -> Response.ok(request.path());
        with(config().connections(4, 1));
        List<CompletableFuture<Reply>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) all.add(client.sendAsync(Call.get(base + "/" + i)));
        for (int i = 0; i < 500; i++) {
            try (Reply reply = all.get(i).get(20, TimeUnit.SECONDS)) {
                assertThat(reply.text(100)).isEqualTo("/" + i);
            }
        }
        ClientStats stats = client.stats();
        assertThat(stats.opened()).isLessThanOrEqualTo(multiplexed() ? 1 : 4);
        assertThat(stats.exchanges()).isZero();
        assertThat(stats.waiting()).isZero();
    }

    @Test
    void aCallThatFindsNoRoomInTimeSaysSo() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> {
            await(release);
            return Response.ok("late");
        };
        with(config().connections(1, 1).maxStreams(1).waiting(1, Duration.ofMillis(1_500)));
        CompletableFuture<Reply> first = client.sendAsync(Call.get(base + "/"));
        until("at least one exchange", () -> client.stats().exchanges() != 0);
        assertThatThrownBy(() -> client.get(base + "/")).isInstanceOfSatisfying(CallException.TimedOut.class, e -> {
            assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.CONNECTION);
            assertThat(e.mayHaveBeenProcessed()).isFalse();
        });
        release.countDown();
        try (Reply reply = first.get(20, TimeUnit.SECONDS)) {
            assertThat(reply.text(10)).isEqualTo("late");
        }
    }

    @Test
    void aReplyThatIsClosedEarlyLeavesNothingBehind() throws Exception {
        handler = request -> request.path().equals("/long")
                ? Response.status(Status.OK).writing(sink -> {
                    while (true) sink.write(Bytes.wrap(new byte[10_000]));
                })
                : Response.ok("short");
        for (int i = 0; i < 5; i++) {
            Reply reply = client.get(base + "/long");
            assertThat(reply.body().read()).isNotNull();
            reply.close();
            assertThat(text("/")).isEqualTo("short");
        }
        assertThat(client.stats().exchanges()).isZero();
        // HTTP/2 resets the stream and keeps the connection.
        assertThat(client.stats().opened()).isEqualTo(multiplexed() ? 1 : 6);
    }

    @Test
    void littleThatIsUnreadDoesNotCostTheConnection() throws Exception {
        handler = request -> Response.ok(Bytes.wrap(new byte[20_000]));
        for (int i = 0; i < 5; i++) client.get(base + "/").close();
        until("no exchange", () -> client.stats().exchanges() == 0);
        assertThat(client.stats().opened()).isEqualTo(1);
    }

    @Test
    void cancellingAFutureGivesTheCallUp() throws Exception {
        Late late = new Late();
        handler = late;
        CompletableFuture<Reply> future = client.sendAsync(Call.get(base + "/"));
        await(late.reached);
        future.cancel(true);
        until("no exchange", () -> client.stats().exchanges() == 0);
        late.release.countDown();
        handler = request -> Response.ok("next");
        assertThat(text("/")).isEqualTo("next");
    }

    @Test
    void whoGivesUpBeforeTheCallBeganLeavesNothingBehind() throws Exception {
        with(config().waiting(100, Duration.ofSeconds(2)));
        handler = request -> Response.ok("next");
        for (int i = 0; i < 3; i++) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> client.get(base + "/")).isInstanceOf(CallException.Cancelled.class);
            assertThat(Thread.interrupted()).isTrue();
        }
        until("no exchange", () -> client.stats().exchanges() == 0);
        assertThat(client.stats().waiting()).isZero();
        assertThat(text("/")).isEqualTo("next");
    }

    @Test
    void whoReadsAReplyThatIsClosedIsTold() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> Response.status(Status.OK).writing(sink -> {
            sink.write(Bytes.of("begun"));
            await(release);
            sink.write(Bytes.of("ended"));
        });
        Reply reply = client.get(base + "/");
        assertThat(reply.body().read()).isEqualTo(Bytes.of("begun"));
        CompletableFuture<Object> seen = new CompletableFuture<>();
        Thread reader = Thread.ofVirtual().start(() -> {
            try {
                seen.complete(String.valueOf(reply.body().read()));
            } catch (IOException e) {
                seen.complete(e);
            }
        });
        until("that the reader waits", () -> reader.getState() == Thread.State.WAITING);
        reply.close();
        assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(CallException.Cancelled.class);
        release.countDown(); // What comes while the reply is closed may still be read.
        assertThatThrownBy(() -> reply.body().read()).isInstanceOf(CallException.Cancelled.class);
        until("no exchange", () -> client.stats().exchanges() == 0);
    }

    @Test
    void anInterruptedCallerIsToldAndStaysInterrupted() throws Exception {
        Late late = new Late();
        handler = late;
        CompletableFuture<Object> seen = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                client.get(base + "/");
            } catch (IOException e) {
                seen.complete(Thread.currentThread().isInterrupted() ? e : "not interrupted");
            }
        });
        await(late.reached);
        caller.interrupt();
        assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(CallException.Cancelled.class);
        late.release.countDown();
    }

    @Test
    void eachPhaseHasItsLimit() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        handler = request -> {
            if (request.path().equals("/body")) {
                return Response.status(Status.OK).writing(sink -> {
                    sink.write(Bytes.of("begun"));
                    await(release);
                });
            }
            await(release);
            return Response.ok("late");
        };
        // Each limit alone, so that what it is not about may take its time.
        with(config().headTimeout(Duration.ofMillis(150)));
        assertThatThrownBy(() -> client.get(base + "/head")).isInstanceOfSatisfying(CallException.TimedOut.class, e -> {
            assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.HEAD);
            assertThat(e.mayHaveBeenProcessed()).isTrue();
            assertThat(e).hasMessageContaining("150 ms");
        });
        with(config().bodyTimeout(Duration.ofSeconds(1)));
        try (Reply reply = client.get(base + "/body")) {
            assertThat(reply.body().read()).isEqualTo(Bytes.of("begun"));
            assertThatThrownBy(() -> reply.body().read())
                    .isInstanceOfSatisfying(
                            CallException.TimedOut.class,
                            e -> assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.CONTENT));
        }
        Call whole = Call.builder(Method.GET, base + "/head")
                .timeout(Duration.ofMillis(80))
                .build();
        assertThatThrownBy(() -> client.send(whole))
                .isInstanceOfSatisfying(
                        CallException.TimedOut.class,
                        e -> assertThat(e.phase()).isEqualTo(CallException.TimedOut.Phase.WHOLE));
        release.countDown();
        until("no exchange", () -> client.stats().exchanges() == 0);
    }

    @Test
    void closingTheClientEndsWhatIsUnderWay() throws Exception {
        Late late = new Late();
        handler = late;
        CompletableFuture<Reply> future = client.sendAsync(Call.get(base + "/"));
        await(late.reached);
        client.close();
        assertThat(future)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(CallException.class);
        assertThatThrownBy(() -> client.get(base + "/")).isInstanceOf(CallException.Cancelled.class);
        late.release.countDown();
        client.close();
    }

    @Test
    void idleConnectionsAreClosedInTime() throws Exception {
        handler = request -> Response.ok("x");
        with(config().idle(10, Duration.ofMillis(100)));
        assertThat(text("/")).isEqualTo("x");
        until("no connection", () -> client.stats().connections() == 0);
        assertThat(text("/")).isEqualTo("x");
        assertThat(client.stats().opened()).isEqualTo(2);
    }

    @Test
    void aServerThatDrainsIsLeftWithoutAFailure() throws Exception {
        handler = request -> Response.ok("x");
        assertThat(text("/")).isEqualTo("x");
        server.close();
        until("no connection", () -> client.stats().connections() == 0);
        assertThatThrownBy(() -> client.get(base + "/"))
                .isInstanceOf(CallException.Unreachable.class)
                .hasMessageContaining(base.substring("http://".length()));
    }

    /** Answers when it is told to. */
    private static final class Late implements Handler {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public Response handle(Request request) throws IOException {
            reached.countDown();
            await(release);
            return Response.ok("late");
        }
    }
}
