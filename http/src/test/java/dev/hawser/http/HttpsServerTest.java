package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsCertificate;
import dev.hawser.transport.tls.TlsContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The contract over TLS, and what only TLS has. */
final class HttpsServerTest extends ServerContract {

    private static final TlsCertificate CERTIFICATE = DevCertificate.create(Instant.now());
    private static final SSLContext TRUSTING = trusting(CERTIFICATE.chain().getFirst());

    private final TlsContext tls =
            TlsContext.server(Https.server().certificates(CERTIFICATE).build());

    private static SSLContext trusting(X509Certificate certificate) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("server", certificate);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    String transport() {
        return "auto";
    }

    @Override
    InetSocketAddress listen(Server server) throws IOException {
        return server.listenTls("127.0.0.1", 0, tls);
    }

    @Override
    String scheme() {
        return "https";
    }

    @Override
    HttpClient.Builder client() {
        return HttpClient.newBuilder().sslContext(TRUSTING);
    }

    @Override
    RawClient raw(InetSocketAddress address) throws IOException {
        SSLSocket socket =
                (SSLSocket) TRUSTING.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.startHandshake();
        return new RawClient(socket);
    }

    private static Server serverFor(TlsContext tls, Handler handler, InetSocketAddress[] at) throws IOException {
        Server server = Server.start(handler);
        at[0] = server.listenTls("127.0.0.1", 0, tls);
        return server;
    }

    private static HttpRequest get(InetSocketAddress address, String scheme) {
        return HttpRequest.newBuilder(URI.create(scheme + "://127.0.0.1:" + address.getPort() + "/"))
                .build();
    }

    @Test
    void theProtocolIsAgreedOnByAlpn() throws Exception {
        InetSocketAddress[] at = new InetSocketAddress[1];
        Handler handler = request -> Response.ok(request.version() + " " + request.isSecure() + " "
                + request.head().scheme());
        try (Server server = serverFor(tls, handler, at)) {
            HttpResponse<String> both = client().version(HttpClient.Version.HTTP_2)
                    .build()
                    .send(get(at[0], "https"), BodyHandlers.ofString());
            assertThat(both.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(both.body()).isEqualTo("HTTP/2 true https");
            HttpResponse<String> old = client().version(HttpClient.Version.HTTP_1_1)
                    .build()
                    .send(get(at[0], "https"), BodyHandlers.ofString());
            assertThat(old.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(old.body()).startsWith("HTTP/1.1 true");
            try (RawClient silent = raw(at[0])) { // no ALPN at all
                silent.says("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertThat(silent.hearsAll()).contains("HTTP/1.1 true");
            }
            String counts = server.stats().toPrometheus();
            // Whether a client resumes is for it to choose: it may ask before the ticket has come.
            long handshakes = counted(counts, "hawser_tls_handshakes_total{session=\"new\"} ")
                    + counted(counts, "hawser_tls_handshakes_total{session=\"resumed\"} ");
            assertThat(handshakes).isEqualTo(3);
            assertThat(counts).contains("hawser_tls_failures_total 0\n");
        }
    }

    private static long counted(String counts, String name) {
        return counts.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length())))
                .sum();
    }

    @Test
    void plainHttpIsToldToComeBySecureWays() throws Exception {
        InetSocketAddress[] at = new InetSocketAddress[1];
        try (Server server = serverFor(tls, request -> Response.ok("secret"), at)) {
            HttpClient plain =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            HttpResponse<String> response = plain.send(get(at[0], "http"), BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).isEqualTo("This port speaks TLS. Use https:// instead of http://.\n");
            assertThat(server.stats().requests()).isZero();
        }
    }

    @Test
    void onePortCanBePlainAndAnotherSecure() throws Exception {
        InetSocketAddress[] at = new InetSocketAddress[1];
        try (Server server = serverFor(tls, request -> Response.ok("" + request.isSecure()), at)) {
            InetSocketAddress plain = server.listen("127.0.0.1", 0);
            HttpClient client = client().version(HttpClient.Version.HTTP_1_1).build();
            assertThat(client.send(get(plain, "http"), BodyHandlers.ofString()).body())
                    .isEqualTo("false");
            assertThat(client.send(get(at[0], "https"), BodyHandlers.ofString()).body())
                    .isEqualTo("true");
        }
    }
}
