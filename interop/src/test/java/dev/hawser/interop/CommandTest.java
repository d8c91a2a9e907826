package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command as a process: how it starts, how it ends, and what it survives. */
class CommandTest {

    @TempDir
    private Path folder;

    /** Each class that is made at run time costs milliseconds, and the AOT cache of JDK 25 keeps none of these. */
    @Test
    void nothingIsMadeForTheFirstAnswerThatAnAotCacheCannotKeep() throws Exception {
        Path log = folder.resolve("classes.log");
        try (HawserProcess hawser = HawserProcess.startWith(List.of("-Xlog:class+load:file=" + log), "demo");
                RawConnection connection = new RawConnection(hawser.port())) {
            connection.send("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
        }
        assertThat(Files.readAllLines(log))
                .anyMatch(line -> line.contains("dev.hawser.http.Answers "))
                .noneMatch(line -> line.contains("dev.hawser.") && line.contains("$$TypeSwitch"))
                .noneMatch(line -> line.contains("jdk.jfr.Event "));
    }

    @Test
    void onSigtermOpenRequestsFinishAndTheExitCodeIsZero() throws Exception {
        // One loop, which tells all its connections in one go.
        try (HawserProcess hawser = HawserProcess.start("demo", "--loops", "1");
                RawConnection idle = new RawConnection(hawser.port());
                RawConnection busy = new RawConnection(hawser.port())) {
            assertThat(idle.send("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n").readResponse())
                    .endsWith("Hello, World!");
            busy.send("POST /sink HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n");
            waitForRequests(hawser, 2);
            hawser.terminate();
            assertThat(idle.readToEnd()).isEmpty();
            assertThat(busy.send("rest").readResponse())
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("connection: close\r\n")
                    .endsWith("\r\n\r\n4");
            assertThat(hawser.exitCode()).isZero();
            assertThat(hawser.out()).hasLineCount(1);
            assertThat(hawser.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nio", "epoll", "io_uring"})
    void sigtermUnderLoadFailsNoHonestRequest(String transport) throws Exception {
        // A tenth of the linger time is how long a request may be on its way to a connection that ends.
        String[] options = {"demo", "--transport", transport, "--loops", "2", "--linger-time", "20s"};
        try (HawserProcess hawser = HawserProcess.start(options);
                LoadUntilClosed load = LoadUntilClosed.start(hawser.port(), 8, 8)) {
            load.awaitAnswers(3_000);
            hawser.terminate();
            load.awaitEnd();
            assertThat(load.failures()).isEmpty();
            assertThat(hawser.exitCode()).isZero();
            assertThat(hawser.err()).isEmpty();
        }
    }

    /** The request is under way once it is counted; the one that asks is counted too. */
    private static void waitForRequests(HawserProcess hawser, int count) throws Exception {
        for (int asked = 1; ; asked++) {
            try (RawConnection raw = new RawConnection(hawser.port())) {
                String metrics =
                        raw.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").readResponse();
                if (metrics.contains("\nhawser_requests_total " + (count + asked) + "\n")) return;
                assertThat(asked).as(metrics).isLessThan(200);
            }
        }
    }

    @Test
    void theDeadlineEndsARequestThatDoesNot() throws Exception {
        try (HawserProcess hawser = HawserProcess.start("demo", "--drain-timeout", "200ms");
                RawConnection busy = new RawConnection(hawser.port())) {
            busy.send("GET /slow/60000 HTTP/1.1\r\nHost: x\r\n\r\n");
            waitForRequests(hawser, 1);
            hawser.terminate();
            assertThat(hawser.exitCode()).isZero();
        }
    }

    @Test
    void theJarStartsAndStops() throws Exception {
        Path jar = Path.of(System.getProperty("hawser.jar"));
        assumeTrue(Files.isRegularFile(jar), jar + " has not been packed: it is by 'verify'");
        try (HawserProcess hawser = HawserProcess.startJar(jar, "serve");
                RawConnection raw = new RawConnection(hawser.port())) {
            assertThat(hawser.url()).matches("http://127\\.0\\.0\\.1:\\d+");
            assertThat(raw.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readResponse())
                    .contains("<title>Hawser</title>");
            hawser.terminate();
            assertThat(hawser.exitCode()).isZero();
        }
    }

    @Test
    void misuseIsOneLineAndExitCodeTwo() throws Exception {
        Tool.Result result =
                HawserProcess.run("serve", folder.resolve("missing").toString());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .startsWith("hawser")
                .contains("no such folder: " + folder)
                .hasLineCount(1);
        assertThat(result.text()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aPortInUseIsOneLineAndExitCodeOne(String loops) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Tool.Result result = HawserProcess.run("demo", "--port", port, "--loops", loops);
            assertThat(result.exit()).isEqualTo(1);
            assertThat(result.err())
                    .startsWith("hawser")
                    .contains("port " + port)
                    .hasLineCount(1);
        }
    }

    @Test
    void aSecondHawserOnThePortIsRefused() throws Exception {
        try (HawserProcess first = HawserProcess.start("demo", "--loops", "2")) {
            Tool.Result second = HawserProcess.run("demo", "--port", Integer.toString(first.port()), "--loops", "2");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err())
                    .startsWith("hawser")
                    .contains("port " + first.port())
                    .hasLineCount(1);
        }
    }

    @Test
    void aDownloadThatIsInterruptedKeepsWhatHasComeAndSaysSo() throws Exception {
        Path file = folder.resolve("part");
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + listener.getLocalPort() + "/";
            Process get = new ProcessBuilder(HawserProcess.commandLine("get", "-o", file.toString(), url)).start();
            try (Socket socket = listener.accept()) {
                assertThat(socket.getInputStream().read(new byte[4096])).isPositive();
                String half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it";
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                while (!Files.exists(file) || Files.size(file) != 10) TimeUnit.MILLISECONDS.sleep(5);
                Tool.run("sh", "-c", "kill -INT " + get.pid()).ok();
                String said = new String(get.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(get.waitFor()).isEqualTo(130);
                assertThat(said).isEqualTo("hawser get: interrupted; " + file + " has 10 octets (-C - goes on)\n");
                assertThat(file).hasContent("half of it");
            } finally {
                get.destroyForcibly();
            }
        }
    }

    @Test
    void aComparisonIsATableAPictureAPageAndFigures() throws Exception {
        Path to = folder.resolve("new/place");
        Tool.Result result = HawserProcess.runWithin(
                110, "compare", "--case", "h1, 16 B", "--rounds", "1", "--round", "500ms", "--out", to.toString());

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.text())
                .contains("h1, 16 B pipelined by 16", "gather", "frame", "flatten", "holds in", "compare.html");
        assertThat(to.resolve("compare.json")).content().contains("\"write_calls_per_response\"");
        assertThat(to.resolve("compare.html")).content().contains("data:image/png;base64,", "holds in");
        assertThat(Files.readAllBytes(to.resolve("compare.png"))).startsWith(0x89, 'P', 'N', 'G');
    }

    @Test
    void aComparisonThatIsInterruptedLeavesNoServerBehind() throws Exception {
        Process compare = new ProcessBuilder(
                        HawserProcess.commandLine("compare", "--quick", "--out", folder.toString()))
                .redirectErrorStream(true)
                .start();
        List<ProcessHandle> servers = compare.children().toList();
        while (servers.size() < 3) {
            assertThat(compare.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(5);
            servers = compare.children().toList();
        }
        Tool.run("sh", "-c", "kill -INT " + compare.pid()).ok();
        assertThat(compare.waitFor()).isEqualTo(130);
        for (ProcessHandle server : servers) server.onExit().get(30, TimeUnit.SECONDS);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMalformedRequestEndsItsOwnConnectionOnly() throws Exception {
        List<String> malformed = List.of(
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nBad Name: y\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
                "GET / HTTP/1.1\nHost: x\n\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 6\r\n\r\nhello",
                "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "GET /" + "a".repeat(70_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\n" + "X: y\r\n".repeat(10_000) + "\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nnot a frame at all, but long enough to be one",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\4\10\0\0\0\0\0\0\0\0\0",
                "\26\3\1\2\0\1\0\1\374\3\3",
                "\0".repeat(100));
        try (HawserProcess hawser = HawserProcess.start("demo");
                RawConnection honest = new RawConnection(hawser.port())) {
            for (String request : malformed) {
                try (RawConnection raw = new RawConnection(hawser.port())) {
                    String answer = raw.send(request).readToEnd();
                    if (!request.startsWith("PRI")) {
                        assertThat(answer)
                                .as(request.substring(0, Math.min(40, request.length())))
                                .matches("(?s)(HTTP/1\\.1 (4\\d\\d|505) .*|\\[.*)");
                    }
                }
                assertThat(honest.send("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n").readResponse())
                        .endsWith("Hello, World!");
            }
            assertThat(hawser.isAlive()).isTrue();
            assertThat(hawser.err()).isEmpty();
        }
    }
}
