package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server that is closed loses no request that an honest client has sent. */
class DrainTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: here\r\n\r\n";

    private static ServerConfig patient() {
        return ServerConfig.builder()
                .loops(1)
                .lingerTime(Duration.ofSeconds(20))
                .drainTimeout(Duration.ofSeconds(20))
                .build();
    }

    @Test
    void anIdleConnectionGetsOneMoreAnswerWhichSaysThatItIsTheLast() throws Exception {
        try (Server server = Server.start(patient(), request -> Response.ok("fine"))) {
            var address = server.listen("127.0.0.1", 0);
            try (RawClient raw = new RawClient(address)) {
                raw.says(GET).hearsUpTo("fine");
                Thread closing = Thread.startVirtualThread(server::close);
                String answer;
                do {
                    answer = raw.says(GET).hearsUpTo("fine"); // As long as the server has not begun to close.
                } while (!answer.contains("Connection: close"));
                assertThat(raw.hearsAll()).isEmpty();
                raw.saysNoMore();
                assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    @Test
    void whatIsBeingAnsweredIsAnsweredToItsEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Handler slow = request -> {
            asked.countDown();
            answer.await();
            return Response.ok("fine");
        };
        try (Server server = Server.start(patient(), slow)) {
            var address = server.listen("127.0.0.1", 0);
            try (RawClient raw = new RawClient(address)) {
                raw.says(GET);
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                Thread closing = Thread.startVirtualThread(server::close);
                assertThat(closing.join(Duration.ofMillis(50))).isFalse();
                answer.countDown();
                assertThat(raw.hearsAll()).startsWith("HTTP/1.1 200 ").endsWith("fine");
                raw.saysNoMore();
                assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
            }
        }
    }

    @Test
    void whoNeverEndsIsEndedAtTheDeadline() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Handler never = request -> {
            asked.countDown();
            new CountDownLatch(1).await();
            return Response.ok("never");
        };
        try (Server server = Server.start(patient(), never)) {
            var address = server.listen("127.0.0.1", 0);
            try (RawClient raw = new RawClient(address)) {
                raw.says(GET);
                assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
                long from = System.nanoTime();
                server.close(Duration.ofMillis(100));
                assertThat(System.nanoTime() - from).isBetween(100_000_000L, 10_000_000_000L);
            }
        }
    }
}
