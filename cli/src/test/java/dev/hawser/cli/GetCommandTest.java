package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.StaticFiles;
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
        assertThat(run(List.of("http://no_such_host.invalid/"))).isEqualTo(1);
        assertThat(err.toString(UTF_8))
                .isEqualTo("hawser get: unknown host: no_such_host.invalid" + System.lineSeparator());
        err.reset();
        assertThat(get("/", "-T", "/no/such/file")).isEqualTo(1);
        assertThat(err.toString(UTF_8)).isEqualTo("hawser get: no such file: /no/such/file" + System.lineSeparator());
        err.reset();
        assertThat(get("/", "-d", "@" + folder)).isEqualTo(1);
        assertThat(err.toString(UTF_8)).startsWith("hawser get: %s cannot be read: ".formatted(folder));
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
                "http:// | 'http://' is no URL: Expected authority",
                "http:///x | 'http:///x' names no host",
                "http://h:0/ | 'http://h:0/': there is no port 0",
                "http://h:65536/ | 'http://h:65536/': there is no port 65536",
                "http://some_host:65536/ | 'http://some_host:65536/': there is no port 65536",
                "--connect-timeout 0 http://x/ | --connect-timeout takes a duration above zero such as 250ms, 10s or 2m, not '0'"
            })
    void misuseIsOneLineAndExitCodeTwo(String line, String message) {
        assertThat(run(List.of(line.strip().split(" ")))).isEqualTo(2);
        assertThat(err.toString(UTF_8))
                .isEqualTo("hawser get: " + message + ". Try 'hawser get --help'" + System.lineSeparator());
    }

    @Test
    void aNameThatCannotBeSentIsMisuse() {
        assertThat(run(List.of("-A", "a\nb", "http://x/"))).isEqualTo(2);
        assertFails("--user-agent: ");
    }

    @Test
    void lettersShareADash() throws Exception {
        Path file = folder.resolve("there");
        assertThat(get("/to", "-sSLo" + file)).isZero();
        assertThat(file).hasContent("HTTP/1.1 GET /there null ");
        assertThat(get("/", "-sXPUT", "-HX-Test: a=b")).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo("HTTP/1.1 PUT / a=b ");
        assertThat(get("/", "-sQ")).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("hawser get: unknown option '-Q'");
    }

    @Test
    void contentGivenInPartsIsJoined() throws Exception {
        assertThat(get("/", "-d", "a=1", "--data", "b=2")).isZero();
        assertThat(out.toString(UTF_8)).endsWith(" a=1&b=2");
    }

    @Test
    void whoAsksIsSaid() throws Exception {
        Handler who = request -> Response.ok(
                request.fields().get("authorization") + " " + request.fields().get("user-agent"));
        try (Server server = Server.start(who)) {
            String url = "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/";
            assertThat(run(List.of("-u", "me:secret", "-A", "tester", url))).isZero();
            assertThat(out.toString(UTF_8)).isEqualTo("Basic bWU6c2VjcmV0 tester");
            assertThat(run(List.of("-u", "me", url))).isEqualTo(2);
        }
    }

    private void assertFails(String... words) {
        assertThat(err.toString(UTF_8))
                .hasLineCount(1)
                .startsWith("hawser get: ")
                .contains(words);
        err.reset();
    }

    @Test
    void redirectionsThatCannotBeFollowedAreErrorsWhenTheyAreMeantToBe() throws Exception {
        Handler away = request -> Response.status(Status.FOUND)
                .field("Location", request.path().equals("/ftp") ? "ftp://x/" : "/again")
                .empty();
        try (Server server = Server.start(away)) {
            String base = "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort();
            assertThat(run(List.of("-L", "--max-redirs", "3", base + "/"))).isEqualTo(1);
            assertFails(base + "/again leads on to '/again'", "more than 3 redirections");
            assertThat(run(List.of("-L", base + "/ftp"))).isEqualTo(1);
            assertFails("leads to 'ftp://x/', and http and https are spoken");
            assertThat(run(List.of(base + "/"))).isZero();
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamed() throws Exception {
        assertThat(get("/", "-o", folder.resolve("no/where").toString())).isEqualTo(1);
        assertFails("no such file or folder: " + folder.resolve("no/where"));
        assertThat(get("/", "-o", folder.toString())).isEqualTo(1);
        assertFails(folder + ": Is a directory");
        assertThat(get("/", "-o", "/dev/full")).isEqualTo(1);
        assertFails("/dev/full cannot be written: No space left on device");
        assertThat(get("/", "-T", folder.toString())).isEqualTo(1);
        assertFails("not a file: " + folder);
        assertThat(get("/", "-d", "@" + folder)).isEqualTo(1);
        assertFails("directory");
        assertThat(get("/", "-O")).isEqualTo(2);
        assertFails("ends in no name for a file");
    }

    @Test
    void whatIsNoCertificateIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("no.pem"), "nothing of the kind");
        assertThat(run(List.of("--cacert", file.toString(), "https://127.0.0.1/")))
                .isEqualTo(1);
        assertFails(file + ": no CERTIFICATE");
        assertThat(run(List.of("--cacert", "/no/such.pem", "https://127.0.0.1/")))
                .isEqualTo(1);
        assertFails("no such file or folder: /no/such.pem");
    }

    @Test
    void hostsAreNamedAsTheyAreAskedFor() throws Exception {
        assertThat(run(List.of("http://b\u00fccher.invalid/"))).isEqualTo(1);
        assertFails("unknown host: xn--bcher-kva.invalid");
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        assertThat(run(List.of("http://127.0.0.1:" + port))).isEqualTo(1);
        assertFails("cannot connect to 127.0.0.1:" + port + ": connection refused");
        assertThat(run(List.of("-x", "http://127.0.0.1:" + port, "http://x.invalid/")))
                .isEqualTo(1);
        assertFails("by way of the proxy 127.0.0.1:" + port + ": ", "refused");
    }

    @Test
    void aFileIsGoneOnWith() throws Exception {
        String whole = "0123456789".repeat(1000);
        Files.writeString(folder.resolve("whole"), whole);
        Path file = Files.writeString(folder.resolve("part"), whole.substring(0, 4_321));
        try (Server server = Server.start(StaticFiles.of(folder))) {
            String url = "http://127.0.0.1:" + server.listen("127.0.0.1", 0).getPort() + "/whole";
            assertThat(run(List.of("-C", "-", "-o", file.toString(), url))).isZero();
            assertThat(file).hasContent(whole);
            // Nothing is left to be had.
            assertThat(run(List.of("-C", "-", "-o", file.toString(), url))).isZero();
            assertThat(file).hasContent(whole);
            assertThat(run(List.of("-C", "100", "-o", file.toString(), url))).isZero();
            assertThat(file).hasContent(whole);
            for (String from : List.of("9000", "10000")) {
                Files.writeString(file, whole + "what an older one had behind it");
                assertThat(run(List.of("-C", from, "-o", file.toString(), url))).isZero();
                assertThat(file).hasContent(whole);
            }
            assertThat(run(List.of("-C", "10001", "-o", file.toString(), url))).isEqualTo(1);
            assertFails("has 10000 octets, not 10001");
            Path fresh = folder.resolve("fresh");
            assertThat(run(List.of("-C", "-", "-o", fresh.toString(), url))).isZero();
            assertThat(fresh).hasContent(whole);
            assertThat(err.size()).isZero();
        }
        assertThat(run(List.of("-C", "-", "http://x/"))).isEqualTo(2);
        assertFails("--continue-at needs a file");
    }

    @Test
    void aServerThatDoesNotGoOnLeavesTheFileAsItIs() throws Exception {
        Path file = Files.writeString(folder.resolve("part"), "part");
        for (String path : List.of("/large", "/missing")) {
            assertThat(get(path, "-C", "-", "-o", file.toString())).isEqualTo(1);
            assertFails("does not go on at octet 4");
            assertThat(file).hasContent("part");
        }
    }
}
