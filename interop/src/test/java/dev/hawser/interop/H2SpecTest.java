package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Handler;
import dev.hawser.http.Https;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsContext;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** h2spec, strict cases included, in clear text and over TLS, on every kind of transport: all pass, none is left out. */
class H2SpecTest {

    @TempDir
    private static Path folder;

    private static H2Spec h2spec;

    @BeforeAll
    static void unpack() throws Exception {
        h2spec = new H2Spec(folder);
    }

    /** Reads what comes, so that faults in it show, and answers with more than any case waits for. */
    private static final Handler READS_ALL = request -> {
        for (Bytes piece = request.body().read(); piece != null; )
            piece = request.body().read();
        return Response.ok("Hello, World!");
    };

    private static Server server(String transport) {
        ServerConfig config = ServerConfig.builder()
                .transport(transport)
                .loops(1)
                .drainTimeout(Duration.ofMillis(100))
                .build();
        // Handlers hear of what the cases break; that is their purpose.
        Server server = Server.start(config, READS_ALL, (what, fault) -> {});
        assertThat(server.transport()).isEqualTo(transport);
        return server;
    }

    private static void allPass(List<H2Spec.Case> cases) {
        assertThat(cases).filteredOn(one -> !one.passed()).isEmpty();
        assertThat(cases).hasSize(146);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void everyCasePassesInClearText(String transport) throws Exception {
        try (Server server = server(transport)) {
            allPass(h2spec.run(server.listen("127.0.0.1", 0).getPort()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll"})
    void everyCasePassesOverTls(String transport) throws Exception {
        TlsContext tls = TlsContext.server(Https.server()
                .certificates(DevCertificate.create(Instant.now()))
                .build());
        try (Server server = server(transport)) {
            allPass(h2spec.run(server.listenTls("127.0.0.1", 0, tls).getPort(), "-t", "-k"));
        }
    }
}
