package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int hawser(String... args) {
        return Main.run(Commands.all(), args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "serve /no/such/folder           | no such folder: /no/such/folder",
                "serve pom.xml                   | not a folder: pom.xml",
                "serve a b                       | unexpected argument 'b'",
                "serve --nonsense                | unknown option '--nonsense'",
                "serve --port http               | --port takes a port from 0 to 65535, not 'http'",
                "demo --root /no/such/folder     | no such folder: /no/such/folder",
                "demo --max-fields 0             | --max-fields takes a number from 1, not '0'",
                "demo --max-field-list 1         | --max-field-list 1, at least 256",
                "demo --stream-window 4g         | --stream-window 4294967296, at most 2147483647",
                "demo --low-watermark 1m         | --high-watermark 262144 below --low-watermark 1048576",
                "demo --idle-timeout 0           | --idle-timeout 0s, must be positive",
                "demo --h2-resets 0/0            | --h2-resets takes a rate such as 100/20, both from 1, not '0/0'",
                "demo --loops 100000             | --loops takes a number from 0 to 256, not '100000'",
                "serve --proxy /a=b:90          | --proxy /a: 'b:90' is no URL such as http://b:90",
                "serve --proxy-check /x         | --proxy-check without --proxy",
                "serve --proxy-timeout 1s       | --proxy-timeout without --proxy",
                "serve --proxy /=http://a --proxy-timeout 0 | --proxy-timeout takes a duration above zero such as 250ms, 10s or 2m",
                "serve --listing                | --listing without a folder to serve",
                "serve . --index ../x           | index '../x': the name of a file in its folder",
                "serve . --media-type a=text    | media type 'text': one such as text/plain",
                "serve . --error-page 404=no    | --error-page 404: no such file in .: no",
                "demo --h2-resets many           | --h2-resets takes a rate such as 100/20, not 'many'",
                "demo --h2-header-block 1        | --h2-header-block 1, must be 1024 to 16777216",
                "demo --proxy-protocol localhost | --proxy-protocol takes ranges of addresses such as 10.0.0.0/8,::1 or unix, not",
                "demo --backlog 0                | --backlog takes a number from 1, not '0'",
                "demo --client-ca ca.pem         | --client-ca without --tls-port",
                "demo --tls-port 0 --cert pom.xml --key a --key b | 1 times --cert and 2 times --key: one for each",
                "serve --proxy /api             | --proxy takes a path and a URL such as /api=http://127.0.0.1:9000, not '/api'",
                "serve --proxy api=http://a     | --proxy: no path to begin with: api",
                "serve --proxy /a=ftp://a       | --proxy /a: 'ftp://a'",
                "serve --proxy /=http://a --proxy /=http://b/ | --proxy /: all with a path or none",
                "serve --proxy /=http://a --proxy-check x | --proxy /: the path of a health check: x",
                "serve --proxy /=http://a --proxy-redirect /x | --proxy-redirect takes two beginnings of URLs or paths",
                "serve --proxy /=http://a --proxy-cookie-path /a=/b;c | --proxy /: cookiePath: a semicolon in /b;c",
                "serve . --error-page soon=a    | --error-page takes a status and a file in DIR",
                "serve . --error-page 200=a     | error page for status 200",
                "serve . --gzip-from little     | --gzip-from takes a size such as 512, 16k or 4m, not 'little'",
                "demo --tcp-user-timeout 1000h  | --tcp-user-timeout of 3600000s: from zero to 24 days",
                "demo --tls-port 0 --tls-handshake-timeout 0 | --tls-handshake-timeout",
                "demo --write sideways           | --write takes one of gather, frame, flatten, not 'sideways'",
                "demo --cert a.pem               | --cert without --tls-port",
                "demo --tls-provider jdk         | --tls-provider without --tls-port",
                "demo --tls-port 0 --key a.pem   | --key without --cert",
                "demo --tls-port 0 --cert no.pem | no such file: no.pem",
                "demo --transport carrier-pigeon | --transport takes one of auto, epoll, io_uring, nio, not 'carrier-pigeon'",
            })
    void misuseIsOneLineAndExitCodeTwo(String line, String message) {
        assertThat(hawser(line.strip().split(" "))).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .startsWith("hawser ")
                .contains(": " + message)
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aPortInUseIsOneLineAndExitCodeOne(String loops) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(hawser("demo", "--port", port, "--loops", loops)).isEqualTo(1);
            assertThat(err.toString(UTF_8))
                    .startsWith("hawser demo: port " + port + " on 127.0.0.1 is in use")
                    .hasLineCount(1);
        }
    }

    @Test
    void anAddressThatIsNotOursIsOneLineAndExitCodeOne() {
        assertThat(hawser("demo", "--host", "192.0.2.1", "--port", "0")).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .contains("192.0.2.1 is no address of this machine")
                .hasLineCount(1);
    }

    @Test
    void aCertificateThatIsNoneIsOneLineAndExitCodeOne() {
        assertThat(hawser("demo", "--port", "0", "--tls-port", "0", "--cert", "pom.xml"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .startsWith("hawser demo: pom.xml: no CERTIFICATE")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void theFileThatCannotBeUsedIsTheOneThatIsNamed() throws Exception {
        assertThat(hawser("demo", "--port", "0", "--tls-port", "0", "--cert", "src", "--key", "pom.xml"))
                .isEqualTo(1);
        assertThat(hawser("serve", "--port", "0", "--access-log", "/no/such/log"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8).lines())
                .containsExactly(
                        "hawser demo: cannot read src: Is a directory",
                        "hawser serve: cannot write the access log /no/such/log: there is no such file or folder");
    }

    @Test
    void aFieldThatCannotBeSentIsRefusedBeforeItWouldBe() {
        assertThat(hawser("serve", ".", "--cache-control", "a\nb")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("Cache-Control").hasLineCount(1);
    }

    @Test
    void aTlsProviderThatIsNotInstalledIsOneLineAndExitCodeOne() {
        assertThat(hawser("demo", "--port", "0", "--tls-port", "0", "--tls-provider", "boringssl"))
                .isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("hawser demo: no TLS provider boringssl; installed: jdk\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void helpListsEveryLimitWithItsDefault() {
        assertThat(hawser("serve", "--help")).isZero();
        assertThat(out.toString(UTF_8).replaceAll("\\s+", " "))
                .contains("[DIR]", "--max-field-list SIZE", "(16k)", "--max-streams N", "--head-timeout TIME", "(10s)");
        assertThat(out.toString(UTF_8))
                .contains("\nTLS:\n", "\nFiles:\n", "\nReverse proxy:\n", "\nLimits:\n", "\nExamples:\n  hawser serve");
    }
}
