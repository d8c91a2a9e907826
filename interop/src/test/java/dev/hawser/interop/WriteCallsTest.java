package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Handler;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.testkit.H2Probe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many write calls HTTP/2 responses cost, as a number that must not grow. */
class WriteCallsTest {

    private static final int TRIES = 20;

    /** Content of the size that the path names, off the heap, shared by all answers. */
    private static final Handler SIZED = new Handler() {
        private final Bytes octets = Bytes.wrap(Arena.global().allocate(1 << 20));

        @Override
        public boolean isNonBlocking() {
            return true;
        }

        @Override
        public Response handle(dev.hawser.http.Request request) {
            return Response.ok(octets.slice(0, Integer.parseInt(request.path().substring(1))));
        }
    };

    private static Server server(String transport) {
        ServerConfig config = ServerConfig.builder()
                .transport(transport)
                .loops(1)
                .drainTimeout(Duration.ofMillis(100))
                .build();
        return Server.start(config, SIZED);
    }

    /** The least of some tries: how many calls it takes when the socket accepts what it is given. */
    private static long leastCalls(Server server, H2Probe probe, int size, int streams) throws IOException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            long before = server.stats().writeCalls();
            assertThat(probe.ask("/" + size, streams)).isEqualTo((long) size * streams);
            least = Math.min(least, server.stats().writeCalls() - before);
        }
        return least;
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void manySmallResponsesAndOneLargeAreFewWrites(String transport) throws IOException {
        try (Server server = server(transport);
                H2Probe probe = new H2Probe(server.listen("127.0.0.1", 0))) {
            probe.ask("/1048576", 8); // the socket's buffer has grown to what the connection carries
            assertThat(leastCalls(server, probe, 13, 100)).isEqualTo(1);
            assertThat(leastCalls(server, probe, 1024, 100)).isLessThanOrEqualTo(3);
            assertThat(leastCalls(server, probe, 65_536, 1)).isEqualTo(1);
            assertThat(leastCalls(server, probe, 1 << 20, 1)).isLessThanOrEqualTo(8);
        }
    }
}
