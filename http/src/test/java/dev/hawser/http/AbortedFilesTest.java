package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.Status;
import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsCertificate;
import dev.hawser.transport.tls.TlsConfig;
import dev.hawser.transport.tls.TlsContext;
import dev.hawser.transport.tls.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Files whose clients go away in the middle leave no descriptor open and no memory taken. */
class AbortedFilesTest {

    private static final int CLIENTS = 12;

    @TempDir
    private Path folder;

    private Path large() throws IOException {
        return Files.write(folder.resolve("large"), new byte[16 << 20]);
    }

    /** How many descriptors of this process are {@code file}. */
    private static long open(Path file) {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(descriptor -> leadsTo(descriptor, file)).count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false; // Closed since it was listed.
        }
    }

    private static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** All blocks have been given back. One that was lost with its connection would be taken off by the collector. */
    private static boolean isAllIdle(Server server, long most) {
        String counts = server.stats().toPrometheus();
        assertThat(value(counts, "hawser_direct_bytes"))
                .as("memory that was not lost")
                .isGreaterThanOrEqualTo(most);
        return value(counts, "hawser_direct_bytes") == value(counts, "hawser_direct_idle_bytes");
    }

    private static long held(Server server) {
        return value(server.stats().toPrometheus(), "hawser_direct_bytes");
    }

    private static long value(String counts, String name) {
        return counts.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"epoll, HTTP_1_1", "epoll, HTTP_2", "nio, HTTP_1_1", "nio, HTTP_2"})
    void areClosedHoweverFarTheyAre(String transport, HttpVersion version) throws Exception {
        Path file = large();
        ServerConfig config =
                ServerConfig.builder().transport(transport).loops(1).build();
        RequestHead head = RequestHead.builder(Method.GET, "/")
                .scheme("http")
                .authority("here")
                .build();
        try (Server server =
                Server.start(config, request -> Response.status(Status.OK).file(file, 0, 16 << 20))) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            long most = 0;
            for (int i = 0; i < CLIENTS; i++) {
                most = Math.max(most, held(server));
                try (WirePeer peer =
                        version == HttpVersion.HTTP_2 ? WirePeer.http2(address) : WirePeer.http1(address)) {
                    peer.asks(head);
                    // Some go before the answer, some with its head, some later.
                    if (i % 4 > 0) peer.hearsHead();
                    if (i % 4 > 1) peer.hears(100_000 * (i % 4));
                    peer.breaksOff();
                }
            }
            until("connections", () -> server.stats().connections() == 0);
            until("descriptors of the file", () -> open(file) == 0);
            long memory = most;
            until("memory", () -> isAllIdle(server, memory));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void areClosedAboveTlsToo(HttpVersion version) throws Exception {
        Path file = large();
        TlsCertificate certificate = DevCertificate.create(Instant.now());
        TlsConfig trusting = TlsConfig.builder()
                .trust(new Trust.Pinned(List.of(certificate.chain().getFirst())))
                .build();
        TlsContext tls =
                TlsContext.server(Https.server().certificates(certificate).build());
        try (Server server = Server.start(
                ServerConfig.builder().loops(1).build(),
                request -> Response.status(Status.OK).file(file, 0, 16 << 20))) {
            int port = server.listenTls("127.0.0.1", 0, tls).getPort();
            for (int i = 0; i < 4; i++) {
                ClientConfig config = ClientConfig.builder()
                        .loops(1)
                        .versions(version)
                        .tls(trusting)
                        .build();
                try (Client client = Client.create(config);
                        Reply reply = client.get("https://localhost:" + port + "/")) {
                    assertThat(reply.body().read()).isNotNull();
                }
            }
            until("connections", () -> server.stats().connections() == 0);
            until("descriptors of the file", () -> open(file) == 0);
            until("memory", () -> isAllIdle(server, 0));
        }
    }
}
