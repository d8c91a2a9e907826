package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as it stands behind proxies, with certificates that change, and on every transport. */
class FrontTest {

    @TempDir
    Path folder;

    private void certificate(String name, String subject) throws Exception {
        Tool.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        file(name + ".key"),
                        "-out",
                        file(name + ".pem"),
                        "-days",
                        "2",
                        "-subj",
                        "/CN=" + subject,
                        "-addext",
                        "subjectAltName=DNS:" + subject + ",IP:127.0.0.1")
                .ok();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void behindAProxyOnlyWhatBeginsWithItsHeaderIsServed() throws Exception {
        try (HawserProcess hawser = HawserProcess.start("demo", "--proxy-protocol", "127.0.0.0/8")) {
            assertThat(Tool.run("curl", "-sS", "--haproxy-protocol", hawser.url("/plain"))
                            .ok()
                            .text())
                    .isEqualTo("Hello, World!");
            assertThat(Tool.run("curl", "-sS", hawser.url("/plain")).exit()).isNotZero();
        }
    }

    @Test
    void whoIsNotTrustedIsNotServedWhateverHeSays() throws Exception {
        try (HawserProcess hawser = HawserProcess.start("demo", "--proxy-protocol", "192.0.2.1,::1")) {
            assertThat(Tool.run("curl", "-sS", "--haproxy-protocol", hawser.url("/plain"))
                            .exit())
                    .isNotZero();
        }
    }

    /** Believes whatever it is shown: what is shown is what these tests ask about. */
    private static final class Anything implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static SSLSocket connect(URI url) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anything()}, null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        socket.startHandshake();
        return socket;
    }

    private static String shown(SSLSocket socket) throws Exception {
        X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName();
    }

    private static String ask(Socket socket) throws Exception {
        socket.getOutputStream().write("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    @Test
    void aHangupSignalReadsTheCertificatesAgainAndOpenConnectionsLiveOn() throws Exception {
        certificate("old", "old.test");
        certificate("new", "new.test");
        Files.copy(folder.resolve("old.pem"), folder.resolve("pem"));
        Files.copy(folder.resolve("old.key"), folder.resolve("key"));
        try (HawserProcess hawser =
                HawserProcess.start("demo", "--tls-port", "0", "--cert", file("pem"), "--key", file("key"))) {
            URI url = URI.create(hawser.secureUrl());
            try (SSLSocket first = connect(url)) {
                assertThat(shown(first)).isEqualTo("CN=old.test");

                Files.writeString(folder.resolve("pem"), "no certificate");
                hawser.signal("HUP");
                hawser.awaitError("the certificates stay as they were: ");
                try (SSLSocket second = connect(url)) {
                    assertThat(shown(second)).isEqualTo("CN=old.test");
                }

                Files.copy(folder.resolve("new.pem"), folder.resolve("pem"), StandardCopyOption.REPLACE_EXISTING);
                Files.copy(folder.resolve("new.key"), folder.resolve("key"), StandardCopyOption.REPLACE_EXISTING);
                hawser.signal("HUP");
                hawser.awaitError("new connections get the certificates as they are now");
                try (SSLSocket third = connect(url)) {
                    assertThat(shown(third)).isEqualTo("CN=new.test");
                    assertThat(ask(third)).isEqualTo("HTTP/1.1 200");
                }
                assertThat(ask(first)).isEqualTo("HTTP/1.1 200");
            }
        }
    }

    @Test
    void severalCertificatesAreChosenByTheNameThatIsAskedFor() throws Exception {
        certificate("one", "one.test");
        certificate("two", "two.test");
        try (HawserProcess hawser = HawserProcess.start(
                "demo",
                "--tls-port",
                "0",
                "--cert",
                file("one.pem"),
                "--key",
                file("one.key"),
                "--cert",
                file("two.pem"),
                "--key",
                file("two.key"))) {
            int port = URI.create(hawser.secureUrl()).getPort();
            for (String name : new String[] {"one", "two"}) {
                String host = name + ".test";
                assertThat(Tool.run(
                                        "curl",
                                        "-sS",
                                        "--cacert",
                                        file(name + ".pem"),
                                        "--resolve",
                                        host + ":" + port + ":127.0.0.1",
                                        "https://" + host + ":" + port + "/plain")
                                .ok()
                                .text())
                        .isEqualTo("Hello, World!");
            }
        }
    }

    @Test
    void clientsWithoutACertificateOfTheAuthorityAreRefused() throws Exception {
        certificate("server", "localhost");
        certificate("client", "somebody");
        try (HawserProcess hawser = HawserProcess.start(
                "demo",
                "--tls-port",
                "0",
                "--cert",
                file("server.pem"),
                "--key",
                file("server.key"),
                "--client-ca",
                file("client.pem"))) {
            String url = hawser.secureUrl() + "/plain";
            assertThat(Tool.run("curl", "-sS", "--cacert", file("server.pem"), url)
                            .exit())
                    .isNotZero();
            assertThat(Tool.run(
                                    "curl",
                                    "-sS",
                                    "--cacert",
                                    file("server.pem"),
                                    "--cert",
                                    file("client.pem"),
                                    "--key",
                                    file("client.key"),
                                    url)
                            .ok()
                            .text())
                    .isEqualTo("Hello, World!");
        }
    }

    @Test
    void ioUringServesOrSaysInOneLineWhyNot() throws Exception {
        try (HawserProcess hawser = HawserProcess.start("demo", "--transport", "io_uring")) {
            assertThat(Tool.run("curl", "-sS", hawser.url("/bytes/3000000"))
                            .ok()
                            .out())
                    .hasSize(3_000_000);
            String said = hawser.err();
            if (!said.isEmpty()) {
                assertThat(said)
                        .startsWith("hawser: io_uring does not work here (")
                        .hasLineCount(1);
            }
            hawser.terminate();
            assertThat(hawser.exitCode()).isZero();
        }
    }
}
