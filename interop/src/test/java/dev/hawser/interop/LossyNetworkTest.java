package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Call;
import dev.hawser.http.Client;
import dev.hawser.http.ClientConfig;
import dev.hawser.http.Handler;
import dev.hawser.http.Reply;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network with a queue of a few packets: TCP really sends again, and sockets really take less than they are given. */
class LossyNetworkTest {

    private static final byte[] CONTENT = Sample.octets(3_000_000);

    private static final Handler ECHO = request -> request.method() == Method.POST
            ? Response.ok(Bytes.wrap(request.body().readAll(16 << 20).toByteArray()))
            : Response.ok(Bytes.wrap(CONTENT));

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void contentArrivesWholeInBothDirectionsAndBothProtocols(String transport) throws Exception {
        Network.alone(network -> {
            network.queue("400mbit", 30_000);
            ServerConfig config =
                    ServerConfig.builder().transport(transport).loops(1).build();
            try (Server server = Server.start(config, ECHO);
                    Client http1 = client(transport, HttpVersion.HTTP_1_1);
                    Client http2 = client(transport, HttpVersion.HTTP_2)) {
                String url = "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/";
                List<CompletableFuture<Reply>> replies = new ArrayList<>();
                for (Client client : List.of(http1, http2)) {
                    replies.add(client.sendAsync(Call.get(url)));
                    replies.add(client.sendAsync(Call.builder(Method.POST, url)
                            .body(Bytes.wrap(CONTENT))
                            .build()));
                }
                for (CompletableFuture<Reply> reply : replies) {
                    byte[] content = reply.get(60, TimeUnit.SECONDS)
                            .body()
                            .readAll(16 << 20)
                            .toByteArray();
                    assertThat(Sample.sha256(content)).isEqualTo(Sample.sha256(CONTENT));
                }
                assertThat(network.retransmitted()).isPositive();
                assertThat(server.stats().toPrometheus()).doesNotContain("hawser_write_short_total 0\n");
            }
        });
    }

    private static Client client(String transport, HttpVersion version) {
        return Client.create(ClientConfig.builder()
                .transport(transport)
                .loops(1)
                .versions(version)
                .build());
    }
}
