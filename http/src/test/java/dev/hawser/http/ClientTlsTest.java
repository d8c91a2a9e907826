package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.HttpVersion;
import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsCertificate;
import dev.hawser.transport.tls.TlsConfig;
import dev.hawser.transport.tls.TlsContext;
import dev.hawser.transport.tls.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client over TLS. */
class ClientTlsTest {

    private final TlsCertificate certificate = DevCertificate.create(Instant.now());
    private Server server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = Server.start(request -> Response.ok(request.version() + " " + request.isSecure()));
        port = server.listenTls(
                        "127.0.0.1",
                        0,
                        TlsContext.server(
                                Https.server().certificates(certificate).build()))
                .getPort();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static ClientConfig.Builder config(Trust trust) {
        TlsConfig tls = TlsConfig.builder().trust(trust).build();
        return ClientConfig.builder().transport("nio").loops(1).tls(tls);
    }

    private Trust pinned() {
        return new Trust.Pinned(List.of(certificate.chain().getFirst()));
    }

    private String get(Client client) throws IOException {
        try (Reply reply = client.get("https://localhost:" + port + "/")) {
            return reply.text(100);
        }
    }

    @Test
    void theProtocolIsAgreedOnByAlpn() throws Exception {
        try (Client client = Client.create(config(pinned()).build())) {
            assertThat(get(client)).isEqualTo("HTTP/2 true");
        }
        try (Client client =
                Client.create(config(pinned()).versions(HttpVersion.HTTP_1_1).build())) {
            assertThat(get(client)).isEqualTo("HTTP/1.1 true");
        }
        try (Client client =
                Client.create(config(pinned()).versions(HttpVersion.HTTP_2).build())) {
            assertThat(get(client)).isEqualTo("HTTP/2 true");
        }
    }

    @Test
    void manyCallsBeforeTheProtocolIsKnownShareOneConnection() throws Exception {
        try (Client client = Client.create(config(pinned()).build())) {
            List<CompletableFuture<Reply>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) calls.add(client.sendAsync(Call.get("https://localhost:" + port + "/" + i)));
            for (CompletableFuture<Reply> call : calls) {
                try (Reply reply = call.get(30, TimeUnit.SECONDS)) {
                    assertThat(reply.version()).isEqualTo(HttpVersion.HTTP_2);
                }
            }
            assertThat(client.stats().opened()).isEqualTo(1);
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsRefusedInWords() {
        try (Client client = Client.create(config(new Trust.Jdk()).build())) {
            assertThatThrownBy(() -> get(client))
                    .isInstanceOf(CallException.Unreachable.class)
                    .hasMessageContaining("localhost:" + port)
                    .hasMessageContaining("TLS handshake failed");
        }
    }

    @Test
    void aCertificateThatIsNotThePinnedOneIsRefusedThoughItNamesTheHost() {
        Trust other = new Trust.Pinned(
                List.of(DevCertificate.create(Instant.now()).chain().getFirst()));
        try (Client client = Client.create(config(other).build())) {
            assertThatThrownBy(() -> get(client))
                    .isInstanceOf(CallException.Unreachable.class)
                    .hasMessageContaining("localhost:" + port)
                    .hasMessageContaining("TLS handshake failed");
        }
    }

    @Test
    void aHostWithAnUnderscoreIsAskedWithoutItsName() throws Exception {
        TlsConfig tls =
                TlsConfig.builder().trust(pinned()).withoutHostNameCheck().build();
        try (Client client = Client.create(config(pinned())
                .tls(tls)
                .resolver(host -> List.of(InetAddress.getLoopbackAddress()))
                .build())) {
            for (int i = 0; i < 2; i++) {
                try (Reply reply = client.get("https://my_service:" + port + "/")) {
                    assertThat(reply.text(100)).isEqualTo("HTTP/2 true");
                }
            }
        }
    }

    @Test
    void tlsThatCannotBeSetUpIsSaidAtOnceAndEveryTime() {
        TlsConfig tls = TlsConfig.builder()
                .trust(pinned())
                .cipherSuites("TLS_NO_SUCH_SUITE")
                .build();
        try (Client client = Client.create(config(pinned()).tls(tls).build())) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> get(client))
                        .isInstanceOf(CallException.class)
                        .isNotInstanceOf(CallException.TimedOut.class)
                        .hasMessageContaining("TLS_NO_SUCH_SUITE");
            }
        }
    }

    @Test
    void aServerWithoutTlsIsRefusedInWords() throws Exception {
        try (ScriptedServer plain = new ScriptedServer((line, connection) -> {
                    line.in.read();
                    line.send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    line.awaitEnd();
                });
                Client client = Client.create(config(pinned()).build())) {
            assertThatThrownBy(() -> client.get("https://localhost:" + plain.port() + "/"))
                    .isInstanceOf(CallException.Unreachable.class)
                    .hasMessageContaining("TLS");
        }
    }

    @Test
    void aServerThatNeverShakesHandsIsGivenUpInTime() throws Exception {
        TlsConfig impatient = TlsConfig.builder()
                .trust(pinned())
                .handshakeTimeout(Duration.ofSeconds(1))
                .build();
        try (ScriptedServer silent = new ScriptedServer((line, connection) -> line.awaitEnd());
                Client client = Client.create(config(pinned()).tls(impatient).build())) {
            assertThatThrownBy(() -> client.get("https://localhost:" + silent.port() + "/"))
                    .isInstanceOfSatisfying(
                            CallException.Unreachable.class,
                            e -> assertThat(e.mayHaveBeenProcessed()).isFalse())
                    .hasMessageContaining("TLS handshake took longer");
        }
    }
}
