package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hawser demo --tls-port} with curl, openssl and h2load. */
class TlsTest {

    @TempDir
    private static Path folder;

    private static HawserProcess hawser;
    private static String url;

    @BeforeAll
    static void start() throws Exception {
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
                        file("key.pem"),
                        "-out",
                        file("cert.pem"),
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1")
                .ok();
        Files.write(folder.resolve("large"), Sample.octets(600_000));
        hawser = HawserProcess.start(
                "demo",
                "--tls-port",
                "0",
                "--cert",
                file("cert.pem"),
                "--key",
                file("key.pem"),
                "--root",
                folder.toString());
        url = hawser.secureUrl();
    }

    @AfterAll
    static void stop() {
        if (hawser != null) hawser.close();
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static Tool.Result curl(byte[] input, String... args) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", "--cacert", file("cert.pem")));
        command.addAll(Arrays.asList(args));
        return Tool.run(input, command.toArray(new String[0]));
    }

    private static Tool.Result openssl(String input, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + URI.create(url).getPort(),
                "-CAfile",
                file("cert.pem")));
        command.addAll(Arrays.asList(args));
        return Tool.run(input.getBytes(StandardCharsets.US_ASCII), command.toArray(new String[0]));
    }

    @ParameterizedTest
    @CsvSource({
        "--http1.1, 1.1, --tlsv1.3",
        "--http2, 2, --tlsv1.3",
        "--http1.1, 1.1, --tls-max",
        "--http2, 2, --tls-max"
    })
    void curlAgreesOnTheProtocolAndTrustsTheCertificate(String protocol, String version, String tls) throws Exception {
        List<String> args = new ArrayList<>(List.of(protocol, "-w", " %{http_version} %{ssl_verify_result}", tls));
        if (tls.equals("--tls-max")) args.add("1.2");
        args.add(url + "/plain");
        assertThat(curl(new byte[0], args.toArray(new String[0])).ok().text())
                .isEqualTo("Hello, World! " + version + " 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--http1.1", "--http2"})
    void contentOfEverySizeComesBackWhole(String protocol) throws Exception {
        for (int size : new int[] {0, 1, 16_367, 16_368, 600_000}) {
            byte[] content = Sample.octets(size);
            byte[] back = curl(content, protocol, "--data-binary", "@-", url + "/echo")
                    .ok()
                    .out();
            assertThat(Arrays.equals(back, content)).as("%d octets", size).isTrue();
        }
        byte[] large = curl(new byte[0], protocol, url + "/file/large").ok().out();
        assertThat(Arrays.equals(large, Sample.octets(600_000))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3, h2", "-tls1_2, h2", "-tls1_3, http/1.1", "-tls1_2, http/1.1"})
    void opensslVerifiesTheCertificateAndGetsTheProtocol(String version, String protocol) throws Exception {
        String said = openssl(
                        "",
                        version,
                        "-alpn",
                        protocol,
                        "-servername",
                        "localhost",
                        "-verify_hostname",
                        "localhost",
                        "-verify_return_error")
                .text();
        assertThat(said)
                .contains("ALPN protocol: " + protocol)
                .contains("Verify return code: 0 (ok)")
                .contains(
                        version.equals("-tls1_3") ? "TLSv1.3, Cipher is TLS_AES_" : "TLSv1.2, Cipher is ECDHE-ECDSA-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_3", "-tls1_2"})
    void opensslTakesItsSessionUpAgain(String version) throws Exception {
        String session = file("session" + version);
        String request = "GET /plain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(openssl(request, version, "-ign_eof", "-sess_out", session).text())
                .contains("New, TLSv1")
                .contains("Hello, World!");
        assertThat(openssl(request, version, "-ign_eof", "-sess_in", session).text())
                .contains("Reused, TLSv1")
                .contains("Hello, World!");
    }

    @Test
    void oldVersionsAndWeakSuitesAreRefused() throws Exception {
        assertThat(openssl("", "-tls1_1", "-cipher", "DEFAULT:@SECLEVEL=0").exit())
                .isNotZero();
        assertThat(openssl("", "-tls1_2", "-cipher", "AES128-SHA:@SECLEVEL=0").exit())
                .isNotZero();
        assertThat(openssl("", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")
                        .exit())
                .isNotZero();
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        Tool.Result result = openssl("R\nGET /plain HTTP/1.1\r\n\r\n", "-tls1_2");
        assertThat(result.text() + result.err()).contains("RENEGOTIATING").doesNotContain("Hello, World!");
    }

    @Test
    void plainHttpOnTheSecurePortIsToldSo() throws Exception {
        String plain = url.replace("https:", "http:") + "/plain";
        assertThat(curl(new byte[0], "-w", "%{http_code}", plain).ok().text())
                .endsWith("https:// instead of http://.\n400");
    }

    /** The process under test never gets to the compiler that knows AES instructions, so it is spared much content. */
    @ParameterizedTest
    @CsvSource({"/plain, 2000", "/bytes/1024, 2000", "/chunks/4/300, 2000", "/bytes/100000, 100"})
    void loadOverManyStreamsHasNoFailure(String path, String requests) throws Exception {
        String report = Tool.run("h2load", "-n", requests, "-c", "4", "-m", "32", url + path)
                .ok()
                .text();
        assertThat(report)
                .contains("Application protocol: h2")
                .contains(requests + " succeeded, 0 failed, 0 errored, 0 timeout");
    }

    @Test
    void loadOverHttp11HasNoFailure() throws Exception {
        String report = Tool.run("h2load", "--h1", "-n", "2000", "-c", "8", url + "/plain")
                .ok()
                .text();
        assertThat(report).contains("2000 succeeded, 0 failed, 0 errored, 0 timeout");
    }

    @Test
    void withoutACertificateOneIsMadeAndSaidToBeForDevelopment() throws Exception {
        try (HawserProcess own = HawserProcess.start("serve", "--tls-port", "0")) {
            String secure = own.secureUrl();
            assertThat(own.err()).hasLineCount(1).contains("for development only");
            assertThat(Tool.run("curl", "-sS", "--max-time", "20", secure + "/").exit())
                    .isEqualTo(60); // not trusted
            assertThat(Tool.run("curl", "-sSk", "--http2", "--max-time", "20", secure + "/")
                            .ok()
                            .text())
                    .contains("<title>Hawser</title>");
            own.terminate();
            assertThat(own.exitCode()).isZero();
            assertThat(own.out()).hasLineCount(2);
        }
    }
}
