package dev.hawser.interop.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Handler;
import dev.hawser.http.Https;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import dev.hawser.transport.memory.MemoryAddress;
import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsCertificate;
import dev.hawser.transport.tls.TlsContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every case of the wire room's corpus against the server itself, held to the stricter choice where RFC 9112 leaves one:
 * over each transport and over TLS, sent whole and one octet at a time.
 */
class ConformanceTest {

    /** Cases under way at once: most of the time one waits for the other side. */
    private static final int AT_ONCE = 8;

    private static final TlsCertificate CERTIFICATE = DevCertificate.create(Instant.now());

    /** Reads the whole content and answers with it, whatever the method: a framing that is wrong shows before the answer. */
    private static final Handler ECHO = request -> Response.ok(request.body().readAll(1 << 20));

    /** Opens a link to the server. */
    private interface Dialer {
        Link dial() throws IOException;
    }

    @Test
    void theCorpusIsWhole() throws IOException {
        assertThat(RequestCase.all()).hasSize(291);
    }

    /** Every transport that works here, and TLS over the best of them; each in both manners. */
    static Stream<Arguments> ways() {
        Stream<String> transports =
                Transports.all().stream().filter(Transport::isAvailable).map(Transport::name);
        return Stream.concat(transports, Stream.of("tls"))
                .flatMap(way -> Stream.of(Judge.Manner.values()).map(manner -> Arguments.of(way, manner)));
    }

    @Test
    void theTransportsAreThere() {
        assertThat(ways().map(way -> way.get()[0]).distinct()).contains("memory", "nio", "epoll", "tls");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyCaseGetsItsVerdict(String way, Judge.Manner manner) throws Exception {
        ServerConfig config = ServerConfig.builder()
                .transport(way.equals("tls") ? "auto" : way)
                .loops(1)
                .blockedAfter(Duration.ZERO)
                .drainTimeout(Duration.ofSeconds(1))
                .build();
        List<String> faultsOfOurs = new ArrayList<>();
        try (Server server = Server.start(config, ECHO, (what, fault) -> faultsOfOurs.add(what + ": " + fault))) {
            assertThat(faults(RequestCase.all(), dialer(server, way), manner)).isEmpty();
        }
        assertThat(faultsOfOurs).isEmpty();
    }

    private static Dialer dialer(Server server, String way) throws Exception {
        switch (way) {
            case "memory" -> {
                MemoryAddress address = new MemoryAddress("h1");
                server.listen(address);
                return () -> new MemoryLink(address);
            }
            case "tls" -> {
                TlsContext tls = TlsContext.server(
                        Https.server().certificates(CERTIFICATE).build());
                InetSocketAddress address = server.listenTls("127.0.0.1", 0, tls);
                SSLSocketFactory sockets = trusting().getSocketFactory();
                return () -> new SocketLink(sockets.createSocket(address.getAddress(), address.getPort()));
            }
            default -> {
                InetSocketAddress address = server.listen("127.0.0.1", 0);
                return () -> new SocketLink(new Socket(address.getAddress(), address.getPort()));
            }
        }
    }

    private static SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", CERTIFICATE.chain().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static List<String> faults(List<RequestCase> cases, Dialer dialer, Judge.Manner manner) throws Exception {
        List<String> faults = new ArrayList<>();
        try (ExecutorService judges = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<String>> verdicts = new ArrayList<>();
            for (RequestCase c : cases) verdicts.add(judges.submit(() -> fault(c, dialer, manner)));
            for (Future<String> verdict : verdicts) if (verdict.get() != null) faults.add(verdict.get());
        }
        return faults;
    }

    private static String fault(RequestCase c, Dialer dialer, Judge.Manner manner) throws IOException {
        try (Link link = dialer.dial()) {
            return Judge.fault(c, link, manner);
        } catch (IOException e) {
            return "%s, %s: %s".formatted(c.id(), manner, e);
        }
    }
}
