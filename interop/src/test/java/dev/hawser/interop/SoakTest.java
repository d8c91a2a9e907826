package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixed load over both protocols: small and large, up and down, slow, streamed, given up. {@code make soak} runs it for
 * longer and prints how much memory the server has.
 */
class SoakTest {

    private static final int SECONDS = Integer.getInteger("hawser.soak.seconds", 3);
    private static final int WARM_UP = Math.min(60, SECONDS / 3);
    private static final boolean TALKS = SECONDS > 3;
    private static final long MOST_GROWTH = 16 << 20;

    /** Descriptors of connections that the last clients have not closed yet, or the server has not noticed. */
    private static final int FEW = 12;

    @TempDir
    private Path folder;

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean over;

    @Test
    @Timeout(value = 3, unit = TimeUnit.HOURS) // As long as it is asked for, in place of the two minutes of others.
    void memoryAndDescriptorsStayWhatTheyAreAndNoResponseIsLost() throws Exception {
        Files.write(folder.resolve("large"), new byte[8 << 20]);
        List<String> heap = List.of("-Xms96m", "-XX:+AlwaysPreTouch");
        try (HawserProcess hawser = HawserProcess.startWith(heap, "demo", "--root", folder.toString())) {
            try (RawConnection first = new RawConnection(hawser.port())) {
                first.send("GET /file/large HTTP/1.1\r\nHost: here\r\nRange: bytes=0-9\r\n\r\n")
                        .readResponse();
            }
            int descriptors = hawser.descriptors();
            List<Long> memory = load(hawser);
            assertThat(failures).isEmpty();
            assertThat(hawser.err()).isEmpty();
            long growth = median(memory.subList(memory.size() * 3 / 4, memory.size())) - memory.get(WARM_UP);
            if (TALKS) assertThat(growth).as("growth after warming up").isLessThan(MOST_GROWTH);
            assertThat(hawser.peakMemory()).isLessThan(320L << 20);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (hawser.descriptors() > descriptors + FEW) {
                assertThat(System.nanoTime())
                        .as("%s, and before %d", hawser.openFiles(), descriptors)
                        .isLessThan(end);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    /** Loads the server, and returns what memory it had each second. */
    private List<Long> load(HawserProcess hawser) throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<Long> memory = new ArrayList<>();
        try (LoadUntilClosed small = LoadUntilClosed.start(hawser.port(), 2, 2);
                HttpClient http1 = client(HttpClient.Version.HTTP_1_1);
                HttpClient http2 = client(HttpClient.Version.HTTP_2)) {
            for (HttpClient client : List.of(http1, http2)) {
                for (int i = 0; i < 3; i++) threads.add(Thread.startVirtualThread(() -> mixed(client, hawser)));
            }
            threads.add(Thread.startVirtualThread(() -> givenUp(hawser.port())));
            threads.add(Thread.startVirtualThread(() -> brokenOff(hawser.port())));
            threads.add(Thread.startVirtualThread(() -> brokenOffInHttp2(hawser.port())));
            long start = System.nanoTime();
            for (int second = 1; second <= SECONDS; second++) {
                LockSupport.parkNanos(start + TimeUnit.SECONDS.toNanos(second) - System.nanoTime());
                memory.add(hawser.memory());
                if (TALKS && second % 10 == 0) tell(second, small.answered() + answered.get(), hawser);
            }
            over = true;
            for (Thread thread : threads) thread.join(TimeUnit.SECONDS.toMillis(30));
            failures.addAll(small.failures());
            if (TALKS) tell(SECONDS, small.answered() + answered.get(), hawser);
        }
        return memory;
    }

    private static void tell(int second, long requests, HawserProcess hawser) throws IOException {
        System.out.printf(
                "%6d s %,14d requests %,8d KiB resident %5d descriptors%n",
                second, requests, hawser.memory() / 1024, hawser.descriptors());
    }

    private static long median(List<Long> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).build();
    }

    private void mixed(HttpClient client, HawserProcess hawser) {
        byte[] content = Sample.octets(100_000);
        try {
            for (int i = 0; !over; i++) {
                switch (i % 6) {
                    case 0 -> check(get(client, hawser.url("/bytes/1000000")).length == 1_000_000, "/bytes");
                    case 1 -> {
                        HttpRequest request = HttpRequest.newBuilder(URI.create(hawser.url("/echo")))
                                .POST(BodyPublishers.ofByteArray(content))
                                .build();
                        byte[] back =
                                client.send(request, BodyHandlers.ofByteArray()).body();
                        check(Arrays.equals(back, content), "/echo");
                    }
                    case 2 -> check(get(client, hawser.url("/chunks/20/3000")).length == 60_000, "/chunks");
                    case 3 -> check(get(client, hawser.url("/slow/20")).length > 0, "/slow");
                    case 4 -> check(get(client, hawser.url("/events?n=3&ms=1")).length > 60, "/events");
                    default -> check(get(client, hawser.url("/trailers")).length > 0, "/trailers");
                }
            }
        } catch (Exception e) {
            failures.add(e.toString());
        }
    }

    private static byte[] get(HttpClient client, String url) throws Exception {
        HttpResponse<byte[]> response =
                client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofByteArray());
        return response.statusCode() == 200 ? response.body() : new byte[0];
    }

    private void check(boolean good, String what) {
        answered.incrementAndGet();
        if (!good) failures.add(what);
    }

    /** Downloads that end with their connection: no file stays open. */
    private void brokenOff(int port) {
        while (!over) {
            try (RawConnection connection = new RawConnection(port)) {
                connection.send("GET /file/large HTTP/1.1\r\nHost: here\r\n\r\n");
                if (!connection.readHead().startsWith("HTTP/1.1 200 ")) failures.add("/file/large");
            } catch (Exception e) {
                failures.add(e.toString());
                return;
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** The same where the file is read into memory that has to be given back. */
    private void brokenOffInHttp2(int port) {
        while (!over) {
            try (Http2Peer peer = Http2Peer.reading(port).begin()) {
                peer.send(H2Frames.get(1, "/file/large"), H2Frames.widen(1, 1 << 20), H2Frames.widen(0, 1 << 20));
                peer.await(10_000, () -> peer.responses(200) == 1 || peer.isOver());
            } catch (Exception e) {
                failures.add(e.toString());
                return;
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Requests that are cancelled as people do it, sixteen a second: no limit is met, however many it becomes. */
    private void givenUp(int port) {
        try (Http2Peer peer = Http2Peer.reading(port).begin()) {
            for (int i = 0; !over; i++) {
                peer.send(
                        H2Frames.get(2 * i + 1, "/bytes/200000"),
                        H2Frames.reset(2 * i + 1, 8),
                        H2Frames.widen(0, 50_000));
                if (peer.hasEnded()) {
                    failures.add("cancelling is honest: " + peer);
                    return;
                }
                LockSupport.parkNanos(62_500_000);
            }
        } catch (Exception e) {
            failures.add(e.toString());
        }
    }
}
