package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code hawser serve} can do by its options alone. */
class ServeOptionsTest {

    @TempDir
    private Path folder;

    private static String get(HawserProcess hawser, String path, String... more) throws Exception {
        String[] command = new String[more.length + 3];
        command[0] = "curl";
        command[1] = "-sS";
        System.arraycopy(more, 0, command, 2, more.length);
        command[more.length + 2] = hawser.url(path);
        return Tool.run(command).ok().text();
    }

    @Test
    void requestsArePassedOnByPrefixOverEitherProtocol() throws Exception {
        Files.writeString(folder.resolve("index.html"), "the folder");
        try (HawserProcess one = HawserProcess.start("demo");
                HawserProcess two = HawserProcess.start("demo");
                HawserProcess hawser = HawserProcess.start(
                        "serve",
                        "--proxy",
                        "/echo=" + one.url(),
                        "--proxy",
                        "/stripped=" + one.url("/"),
                        "--proxy",
                        "/deep=" + one.url("/bytes"),
                        "--proxy",
                        "/h2=" + two.url("/").replace("http:", "h2c:"),
                        "--proxy-host",
                        "--health",
                        folder.toString())) {
            assertThat(get(hawser, "/")).isEqualTo("the folder");
            assertThat(get(hawser, "/stripped/plain")).isEqualTo("Hello, World!");
            assertThat(get(hawser, "/deep/10")).hasSize(10);
            assertThat(get(hawser, "/h2/plain", "--http2-prior-knowledge")).isEqualTo("Hello, World!");
            assertThat(get(hawser, "/h2/trailers", "--http2-prior-knowledge")).isEqualTo("Two trailers follow\n");
            // As it was asked for: the folder has no such path, and the other server echoes on any.
            assertThat(get(hawser, "/echo/x", "--data-binary", "content")).isEqualTo("content");
            assertThat(get(hawser, "/nothing", "-o", "/dev/null", "-w", "%{http_code}"))
                    .isEqualTo("404");
            assertThat(get(hawser, "/_hawser/health/ready")).isEqualTo("ready\n");
            one.terminate();
            assertThat(one.exitCode()).isZero();
            assertThat(get(hawser, "/stripped/plain", "-o", "/dev/null", "-w", "%{http_code}"))
                    .isEqualTo("502");
            hawser.terminate();
            assertThat(hawser.exitCode()).isZero();
        }
    }

    @Test
    void serversBehindOnePrefixTakeTurnsAndThoseThatAreSickGetNothing() throws Exception {
        Path a = Files.createDirectory(folder.resolve("a"));
        Path b = Files.createDirectory(folder.resolve("b"));
        for (Path each : new Path[] {a, b})
            Files.writeString(each.resolve("name"), each.getFileName().toString());
        try (HawserProcess one = HawserProcess.start("serve", "--health", a.toString());
                HawserProcess two = HawserProcess.start("serve", "--health", b.toString());
                HawserProcess hawser = HawserProcess.start(
                        "serve",
                        "--proxy",
                        "/=" + one.url(),
                        "--proxy",
                        "/=" + two.url(),
                        "--proxy-check",
                        "/_hawser/health/ready",
                        "--proxy-check-interval",
                        "50ms")) {
            assertThat(get(hawser, "/name") + get(hawser, "/name")).isIn("ab", "ba");
            one.terminate();
            assertThat(one.exitCode()).isZero();
            for (int i = 0; i < 10; i++) assertThat(get(hawser, "/name")).isEqualTo("b");
        }
    }

    @Test
    void aServerThatTakesLongerThanItMayIsNotWaitedFor() throws Exception {
        try (HawserProcess behind = HawserProcess.start("demo");
                HawserProcess hawser =
                        HawserProcess.start("serve", "--proxy", "/=" + behind.url(), "--proxy-timeout", "2s")) {
            String[] status = {"-o", "/dev/null", "-w", "%{http_code}"};
            assertThat(get(hawser, "/slow/20000", status)).isEqualTo("504");
            assertThat(get(hawser, "/plain", status)).isEqualTo("200");
        }
    }

    @Test
    void redirectionsOfAServerBehindAPrefixLeadBackBelowIt() throws Exception {
        Files.createDirectories(folder.resolve("one"));
        Files.createDirectories(folder.resolve("two"));
        try (HawserProcess behind = HawserProcess.start("serve", "--listing", folder.toString());
                HawserProcess hawser = HawserProcess.start(
                        "serve",
                        "--proxy",
                        "/shop=" + behind.url("/"),
                        "--proxy-redirect",
                        "/two/=/elsewhere/",
                        "--proxy-cookie-domain",
                        "a.lan=example.org",
                        "--proxy-cookie-path",
                        "/a=/b")) {
            String[] location = {"-o", "/dev/null", "-w", "%{redirect_url}"};
            assertThat(get(hawser, "/shop/one", location)).isEqualTo(hawser.url("/shop/one/"));
            assertThat(get(hawser, "/shop/one", "-L", "-o", "/dev/null", "-w", "%{http_code}"))
                    .isEqualTo("200");
            assertThat(get(hawser, "/shop/two", location)).isEqualTo(hawser.url("/elsewhere/"));
        }
    }

    @Test
    void filesLookAsTheOptionsSay() throws Exception {
        Files.writeString(folder.resolve("home.htm"), "home");
        Files.writeString(folder.resolve("lost.html"), "lost");
        Files.writeString(folder.resolve("a.odd"), "x".repeat(200));
        Files.writeString(folder.resolve("b.txt"), "y".repeat(200));
        Files.createDirectory(folder.resolve("list"));
        try (HawserProcess hawser = HawserProcess.start(
                "serve",
                "--index",
                "nothing.html",
                "--index",
                "home.htm",
                "--media-type",
                "odd=application/x-odd",
                "--error-page",
                "404=lost.html",
                "--gzip-from",
                "100",
                "--max-ranges",
                "1",
                "--listing",
                folder.toString())) {
            assertThat(get(hawser, "/")).isEqualTo("home");
            assertThat(get(hawser, "/none")).isEqualTo("lost");
            assertThat(get(hawser, "/list/")).contains("<html");
            assertThat(get(hawser, "/a.odd", "-o", "/dev/null", "-w", "%{content_type}"))
                    .isEqualTo("application/x-odd");
            assertThat(get(hawser, "/b.txt", "-H", "Accept-Encoding: gzip", "-D", "-", "-o", "/dev/null"))
                    .containsIgnoringCase("content-encoding: gzip");
            assertThat(get(hawser, "/b.txt", "-r", "0-1,5-6", "-D", "-", "-o", "/dev/null"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    /** Whether the kernel has a timer of its kind 2, keep-alive, for a connection that was accepted at {@code port}. */
    private static boolean isProbed(int port) throws Exception {
        String local = ":%04X ".formatted(port);
        return Files.readAllLines(Path.of("/proc/net/tcp")).stream()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(row -> (row[1] + " ").endsWith(local) && row[3].equals("01") && row[5].startsWith("02:"));
    }

    @Test
    void aHandshakeThatDoesNotComeIsEndedAndTheSystemWatchesConnections() throws Exception {
        try (HawserProcess hawser = HawserProcess.start(
                "demo",
                "--tls-port",
                "0",
                "--tls-handshake-timeout",
                "1s",
                "--tcp-keepalive",
                "--tcp-user-timeout",
                "45s")) {
            assertThat(get(hawser, "/plain")).isEqualTo("Hello, World!");
            int port = URI.create(hawser.secureUrl()).getPort();
            try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port)) {
                silent.setSoTimeout((int) TimeUnit.SECONDS.toMillis(5));
                InputStream in = silent.getInputStream();
                assertThat(in.read())
                        .as("the end, long before the default of 10 s")
                        .isEqualTo(-1);
            }
            try (RawConnection open = new RawConnection(hawser.port())) {
                open.send("GET /plain HTTP/1.1\r\nHost: a\r\n\r\n").readResponse();
                assertThat(isProbed(hawser.port())).isTrue();
            }
        }
    }
}
