package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final AtomicReference<String> asked = new AtomicReference<>("");

    private int load(String... args) {
        String[] all = new String[args.length + 1];
        all[0] = "load";
        System.arraycopy(args, 0, all, 1, args.length);
        return Main.run(
                List.of(new LoadCommand()), all, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private Response answer(Request request) throws IOException {
        String content = request.body().readAll(100).toString(UTF_8);
        asked.set(request.version() + " " + request.method() + " "
                + request.head().target() + " " + request.fields().get("X-Test") + " " + content);
        return Response.ok("ok");
    }

    private int loadServer(String path, String... options) throws IOException {
        try (Server server = Server.start(this::answer)) {
            List<String> args = new ArrayList<>(List.of(options));
            args.add("http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + path);
            return load(args.toArray(new String[0]));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--h1, 'HTTP/1.1, 2 connections, 1 under way each', HTTP/1.1",
        "--h2, 'HTTP/2, 2 connections, 10 streams each', HTTP/2"
    })
    void reportsRequestsAndLatencies(String protocol, String said, String version) throws Exception {
        assertThat(loadServer("/a?b=c", protocol, "-c", "2", "-n", "40")).isZero();
        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(out.toString(UTF_8)).contains(said).contains("2xx 40, 3xx 0").contains("99 %");
        assertThat(asked.get()).isEqualTo(version + " GET /a?b=c null ");
    }

    @Test
    void sendsMethodFieldsAndContentAsAskedAndPrintsJson() throws Exception {
        assertThat(loadServer("/", "--json", "-c", "1", "-n", "3", "-X", "PUT", "-H", "X-Test: yes", "-d", "some"))
                .isZero();
        assertThat(asked.get()).isEqualTo("HTTP/1.1 PUT / yes some");
        assertThat(out.toString(UTF_8)).contains("\"requests\": 3,").contains("\"p99.9\":");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--h1 --h2 x | hawser load: --h1 and --h2 together. Try 'hawser load --help'",
                "ftp://x | hawser load: 'ftp://x': http and https are spoken, not ftp. Try 'hawser load --help'",
                "http://x:70000/ | hawser load: 'http://x:70000/': there is no port 70000. Try 'hawser load --help'",
                "http:///x | hawser load: 'http:///x' names no host. Try 'hawser load --help'",
                "-H nonsense x | hawser load: --header takes 'Name: value', not 'nonsense'. Try 'hawser load --help'",
                "--connections x y | hawser load: --connections takes a number from 1 to 65535, not 'x'. Try 'hawser load --help'",
                "-c 65536 y | hawser load: --connections takes a number from 1 to 65535, not '65536'. Try 'hawser load --help'",
                "-t 0 y | hawser load: --duration takes a duration above zero such as 250ms, 10s or 2m, not '0'. Try 'hawser load --help'",
                "-c x y | hawser load: --connections takes a number from 1 to 65535, not 'x'. Try 'hawser load --help'",
                "--transport tcp 127.0.0.1 | hawser load: no transport tcp; installed: epoll, nio. Try 'hawser load --help'"
            })
    void misuseIsOneLineAndExitCodeTwo(String line, String message) {
        assertThat(load(line.strip().split(" "))).isEqualTo(2);
        assertThat(err.toString(UTF_8).replaceAll("installed: .*[.] Try", "installed: epoll, nio. Try"))
                .isEqualTo(message + System.lineSeparator());
    }

    @Test
    void aServerThatIsNotThereIsOneLineAndExitCodeOne() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThat(load("-n", "1", "http://127.0.0.1:" + port)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).hasLineCount(1).contains("127.0.0.1:" + port);
        assertThat(load("-n", "1", "http://no-such-host.invalid/")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("unknown host: no-such-host.invalid");
    }
}
