package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a connection counts as idle. */
final class IdleConnectionTest {

    private static final Duration IDLE = Duration.ofSeconds(1);

    /** Answers of the loop come and go within a turn, so that at its end the connection looks as if nothing had been asked. */
    @ParameterizedTest
    @EnumSource(
            value = HttpVersion.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void aConnectionWhoseRequestsAreAnsweredAtOnceIsNotIdle(HttpVersion version) throws Exception {
        ServerConfig config = ServerConfig.builder().loops(1).idleTimeout(IDLE).build();
        Set<SocketAddress> connections = new HashSet<>();
        try (Server server = Server.start(config, Handler.nonBlocking(request -> Response.ok("here")));
                Client client =
                        Client.create(ClientConfig.builder().versions(version).build())) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            String url = "http://127.0.0.1:" + address.getPort() + "/";
            long asked = System.nanoTime();
            long begun = asked;
            while (asked - begun < 5 * IDLE.toNanos() / 2) {
                try (Reply reply = client.get(url)) {
                    assertThat(reply.text(10)).isEqualTo("here");
                    connections.add(reply.connection().local());
                }
                long now = System.nanoTime();
                if (now - asked >= IDLE.toNanos() / 2) { // The machine has stalled: the connection may have been idle.
                    connections.clear();
                    begun = now;
                }
                asked = now;
            }
        }
        assertThat(connections).hasSize(1);
    }
}
