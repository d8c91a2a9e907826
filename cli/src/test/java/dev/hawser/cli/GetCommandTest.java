package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.message.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private int run(List<String> args) {
        List<String> all = new ArrayList<>(args);
        all.addFirst("get");
        return Main.run(
                List.of(new GetCommand()),
                all.toArray(new String[0]),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    private static Response answer(Request request) throws IOException {
        return switch (request.path()) {
            case "/to" ->
                Response.status(Status.FOUND).field("Location", "/there").body("moved");
            case "/missing" -> Response.text(Status.NOT_FOUND, "nothing");
            case "/large" -> Response.ok("0123456789".repeat(100_000));
            default ->
                Response.ok(request.version() + " " + request.method() + " "
                        + request.head().target() + " "
                        + request.fields().get("x-test") + " "
                        + request.body().readAll(100).toString(UTF_8));
        };
    }

    private int get(String path, String... options) throws IOException {
        try (Server server = Server.start(GetCommandTest::answer)) {
            List<String> args = new ArrayList<>(List.of(options));
            args.add("http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + path);
            return run(args);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/a?b                                  | HTTP/1.1 GET /a?b null ''",
                "/ --http2                             | HTTP/2 GET / null ''",
                "/ --http1.1 -H X-Test:yes             | HTTP/1.1 GET / yes ''",
                "/ -d some                             | HTTP/1.1 POST / null some",
                "/ -X PATCH -d some                    | HTTP/1.1 PATCH / null some",
                "/to                                   | moved",
                "/to -L                                | HTTP/1.1 GET /there null ''",
                "/missing                              | nothing"
            })
    void writesTheContentOfWhatIsAskedFor(String line, String expected) throws Exception {
        String[] words = line.strip().split(" ");
        assertThat(get(words[0], List.of(words).subList(1, words.length).toArray(new String[0])))
                .isZero();
        assertThat(err.toString(UTF_8)).isEmpty();
        assertThat(out.toString(UTF_8)).isEqualTo(expected.replace("''", ""));
    }

    @Test
    void theHeadIsWrittenWhenItIsAskedFor() throws Exception {
        assertThat(get("/", "-i")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\n\r\nHTTP/1.1 GET /");
        out.reset();
        assertThat(get("/", "-I", "--http2")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("HTTP/2 200\r\n").endsWith("\r\n\r\n");
    }

    @Test
    void filesAreWrittenAndSent() throws Exception {
        Path file = folder.resolve("large");
        assertThat(get("/large", "-o", file.toString())).isZero();
        assertThat(Files.size(file)).isEqualTo(1_000_000);
        assertThat(out.size()).isZero();
        Path small = Files.writeString(folder.resolve("small"), "of a file");
        assertThat(get("/", "-T", small.toString())).isZero();
        assertThat(get("/", "-d", "@" + small)).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("HTTP/1.1 PUT / null of a fileHTTP/1.1 POST / null of a file");
    }

    @Test
    void anErrorStatusFailsOnlyWhenThatIsWanted() throws Exception {
        assertThat(get("/missing", "-f")).isEqualTo(1);
        assertThat(out.size()).isZero();
        assertThat(err.toString(UTF_8))
                .isEqualTo("hawser get: the server answered 404 Not Found" + System.lineSeparator());
    }

    @Test
    void whatCannotBeHadIsOneLineAndExitCodeOne() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThat(run(List.of("http://127.0.0.1:" + port + "/"))).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .hasLineCount(1)
                .contains("127.0.0.1:" + port)
                .contains("refused");
        err.reset();
        assertThat(run(List.of("http://no-such-host.invalid/"))).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .isEqualTo("hawser get: unknown host: no-such-host.invalid" + System.lineSeparator());
        err.reset();
        assertThat(get("/", "-T", "/no/such/file")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("hawser get: no such file: /no/such/file" + System.lineSeparator());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "ftp://x/ | 'ftp://x/': http and https are spoken, not ftp",
                "http://a:b@x/ | a URL with user information: give an Authorization field instead",
                "--http2 --http1.1 x | --http1.1 and --http2 together",
                "-d a -T b x | --data and --upload-file together",
                "-X G(T x | 'G(T' is no method",
                "http:// | 'http://' is no URL: Expected authority"
            })
    void misuseIsOneLineAndExitCodeTwo(String line, String message) {
        assertThat(run(List.of(line.strip().split(" ")))).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .isEqualTo("hawser get: " + message + ". Try 'hawser get --help'" + System.lineSeparator());
    }
}
