package dev.hawser.http.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.transport.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadRunTest {

    private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nHello";
    private static final String GONE = "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n";

    private final AtomicLong recorded = new AtomicLong();
    private final List<Double> parts = new ArrayList<>();

    private LoadTotals run(LoadPlan plan) throws Exception {
        return new LoadRun(
                        plan,
                        index -> nanos -> recorded.incrementAndGet(),
                        (warming, part, answered) -> parts.add(part),
                        () -> {})
                .run();
    }

    private static LoadPlan plan(
            SocketAddress to, int connections, int streams, double rate, long requests, Duration time) {
        return new LoadPlan(
                Transports.named("nio"),
                Math.min(connections, 2),
                to,
                UnaryOperator.identity(),
                HttpVersion.HTTP_1_1,
                RequestHead.builder(Method.GET, "/x").authority("localhost").build(),
                Bytes.empty(),
                connections,
                streams,
                rate,
                requests,
                Duration.ZERO,
                time,
                Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "3, 1", "1, 4", "3, 4"})
    void aCountedRunAsksExactlySoOftenAndTimesEachAnswer(int connections, int pipelined) throws Exception {
        try (CannedServer server = new CannedServer(HELLO, Integer.MAX_VALUE)) {
            LoadTotals totals = run(plan(server.address(), connections, pipelined, 0, 50, Duration.ofSeconds(30)));
            assertThat(totals.answered()).isEqualTo(50);
            assertThat(totals.successful()).isEqualTo(50);
            assertThat(totals.failed()).isZero();
            assertThat(totals.contentOctets()).isEqualTo(250);
            assertThat(recorded).hasValue(50);
            assertThat(server.asked).hasValue(50);
        }
    }

    @Test
    void statusesAreCountedByTheirClass() throws Exception {
        try (CannedServer server = new CannedServer(GONE, Integer.MAX_VALUE)) {
            LoadTotals totals = run(plan(server.address(), 1, 1, 0, 7, Duration.ofSeconds(30)));
            assertThat(totals.clientErrors()).isEqualTo(7);
            assertThat(totals.successful()).isZero();
        }
    }

    @Test
    void aConnectionThatTheServerEndsIsReplacedAndWhatItLostIsCounted() throws Exception {
        try (CannedServer server = new CannedServer(HELLO, 3)) {
            LoadTotals totals = run(plan(server.address(), 2, 1, 0, 20, Duration.ofSeconds(30)));
            assertThat(totals.answered() + totals.failed()).isEqualTo(20);
            assertThat(totals.reconnects()).isPositive();
        }
    }

    @Test
    void aRateIsKeptAndNotExceeded() throws Exception {
        try (CannedServer server = new CannedServer(HELLO, Integer.MAX_VALUE)) {
            LoadTotals totals = run(plan(server.address(), 2, 1, 200, Long.MAX_VALUE, Duration.ofSeconds(2)));
            // Fewer where the machine stalls; never more than the time that really passed allows.
            assertThat(totals.answered()).isBetween(10L, (long) (200 * totals.nanos() / 1e9) + 4);
            assertThat(parts).last().isEqualTo(1.0);
        }
    }

    @Test
    void aServerThatCannotBeReachedIsAnErrorWithItsAddress() throws Exception {
        try (Socket held = new Socket()) { // Bound and not listening, so that nobody else comes to have the port.
            held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThatThrownBy(() -> run(plan(held.getLocalSocketAddress(), 2, 1, 0, 5, Duration.ofSeconds(30))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + held.getLocalPort());
        }
    }
}
