package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.transport.EventLoop;
import java.lang.reflect.Field;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a server whose loops are held up, or die. */
class LoopFaultsTest {

    private record Told(String what, Throwable fault) {}

    private final LinkedBlockingQueue<Told> told = new LinkedBlockingQueue<>();

    private void tell(String what, Throwable fault) {
        told.add(new Told(what, fault));
    }

    private static void ask(Socket socket) throws Exception {
        socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    /** Fails the wait of a loop, as a system that takes a descriptor away would. */
    private static void kill(EventLoop loop) throws Exception {
        Field selector = loop.getClass().getDeclaredField("selector");
        selector.setAccessible(true);
        ((Selector) selector.get(loop)).close();
    }

    @Test
    void aLoopThatDiesIsToldOfAndTheServerClosesByItself() throws Exception {
        ServerConfig config = ServerConfig.builder()
                .transport("nio")
                .loops(2)
                .drainTimeout(Duration.ofSeconds(20))
                .build();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Server server = Server.start(
                config,
                request -> {
                    entered.countDown();
                    goOn.await();
                    return Response.ok("done");
                },
                this::tell);
        InetSocketAddress address = server.listen("127.0.0.1", 0);
        try (Socket open = new Socket(address.getAddress(), address.getPort())) {
            ask(open);
            entered.await();
            boolean first = server.homes.get(0).loop().counters().connections() == 0;
            kill(server.homes.get(first ? 0 : 1).loop());
            Told death;
            do {
                death = told.poll(30, TimeUnit.SECONDS);
                assertThat(death).isNotNull();
            } while (!death.what().contains("has died"));
            assertThat(death.what()).startsWith("hawser-loop-");
            assertThat(server.hasFailed()).isTrue();
            goOn.countDown();
            // Who was being served by the loop that lives gets his answer.
            byte[] answer = open.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
        server.awaitClosed();
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()).close())
                .isInstanceOf(ConnectException.class);
        server.close();
    }

    @Test
    void aHandlerThatBlocksItsLoopIsReportedOnceWithItsStack(@TempDir Path folder) throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        ServerConfig config = ServerConfig.builder()
                .loops(1)
                .blockedAfter(Duration.ofSeconds(1))
                .build();
        try (Recording recording = new Recording();
                Server server =
                        Server.start(config, Handler.nonBlocking(request -> blockOnPurpose(goOn)), this::tell)) {
            recording.enable("dev.hawser.LoopBlocked");
            recording.start();
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                ask(socket);
                Told blocked;
                try {
                    blocked = onPurpose();
                } finally {
                    goOn.countDown(); // Closing waits for the loop.
                }
                assertThat(blocked.fault().getMessage()).startsWith("hawser-loop-0 has been in one turn for ");
                assertThat(socket.getInputStream().readNBytes(12)).hasSize(12);
            }
            Path file = folder.resolve("recording.jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().equals("dev.hawser.LoopBlocked")
                            && event.getString("stack").contains("blockOnPurpose"))
                    .hasSize(1);
        }
        assertThat(told).noneMatch(LoopFaultsTest::isOnPurpose);
    }

    /** A machine that is busy holds up loops too, and that is told as well. */
    private Told onPurpose() throws InterruptedException {
        while (true) {
            Told next = told.poll(30, TimeUnit.SECONDS);
            assertThat(next).isNotNull();
            if (isOnPurpose(next)) return next;
        }
    }

    private static boolean isOnPurpose(Told one) {
        return one.fault() instanceof LoopWatch.BlockedLoop
                && Arrays.stream(one.fault().getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("blockOnPurpose"));
    }

    private static Response blockOnPurpose(CountDownLatch goOn) throws InterruptedException {
        goOn.await();
        return Response.ok("at last");
    }

    @Test
    void aLoopThatWaitsOrTurnsIsNotReported() throws Exception {
        try (Server server = Server.start(ServerConfig.builder().loops(1).build(), request -> Response.ok("x"))) {
            EventLoop loop = server.homes.getFirst().loop();
            LoopWatch watch = new LoopWatch(List.of(loop), Duration.ofSeconds(1), this::tell);
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            for (long now = 0; now < 10_000_000_000L; now += 500_000_000) {
                CountDownLatch turned = new CountDownLatch(1);
                loop.execute(turned::countDown);
                turned.await();
                watch.look(now);
            }
            assertThat(told).isEmpty();
            loop.execute(() -> {
                entered.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            entered.await();
            watch.look(20_000_000_000L);
            watch.look(20_999_999_999L);
            assertThat(told).isEmpty();
            watch.look(21_000_000_000L);
            watch.look(29_000_000_000L);
            assertThat(told).hasSize(1);
            goOn.countDown();
        }
    }
}
