package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpDate;
import dev.hawser.message.Method;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {

    private static final Instant WRITTEN = Instant.parse("2024-05-06T07:08:09.123456789Z");
    private static final Instant NOW = Instant.parse("2024-06-01T00:00:00Z");
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz";
    private static final String PROSE = "It was a dark and stormy night. ".repeat(200);

    @TempDir
    private Path root;

    @BeforeEach
    void makeFiles() throws IOException {
        file("index.html", "<p>home");
        file("alphabet.txt", ALPHABET);
        file("empty.txt", "");
        file("prose.txt", PROSE);
        file("noise.bin", PROSE);
        file("app.js", "let a = 1;");
        file("app.js.gz", "(gz)");
        file("app.js.br", "(br)");
        file("app.js.zst", "(zst)");
        file("docs/index.html", "<p>docs");
        file("bare/one.txt", "1");
        file("bare/<&\"'>.txt", "2");
        file("bare/sub/x", "3");
        file("bare/.hidden", "4");
    }

    private void file(String name, String text) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
        Files.setLastModifiedTime(path, FileTime.from(WRITTEN));
    }

    private StaticFilesConfig.Builder config() {
        return StaticFilesConfig.builder(root);
    }

    private static Response serve(StaticFilesConfig.Builder config, Request request) throws IOException {
        return StaticFiles.of(config.build(), () -> NOW).handle(request);
    }

    private Response get(String target, String... fields) throws IOException {
        return serve(config(), Requests.get(target, fields));
    }

    private static String field(Response response, FieldName name) {
        return response.head().fields().get(name);
    }

    private static int status(Response response) {
        return response.head().status().code();
    }

    @Test
    void aFileIsSentWithWhatDescribesIt() throws IOException {
        Response response = get("/alphabet.txt");
        assertThat(status(response)).isEqualTo(200);
        assertThat(Contents.text(response)).isEqualTo(ALPHABET);
        assertThat(field(response, FieldName.CONTENT_TYPE)).isEqualTo("text/plain; charset=utf-8");
        assertThat(field(response, FieldName.LAST_MODIFIED)).isEqualTo("Mon, 06 May 2024 07:08:09 GMT");
        assertThat(field(response, FieldName.ETAG)).isEqualTo("\"1a-17ccd493bd5b0715\"");
        assertThat(field(response, FieldName.ACCEPT_RANGES)).isEqualTo("bytes");
        assertThat(field(response, FieldName.VARY)).isEqualTo("Accept-Encoding");
        assertThat(field(response, FieldName.X_CONTENT_TYPE_OPTIONS)).isEqualTo("nosniff");
        assertThat(field(response, FieldName.CONTENT_ENCODING)).isNull();
        assertThat(field(response, FieldName.CACHE_CONTROL)).isNull();
    }

    @Test
    void aFileThatNobodyWouldCompressDoesNotVary() throws IOException {
        assertThat(field(get("/noise.bin"), FieldName.VARY)).isNull();
        assertThat(field(get("/noise.bin"), FieldName.CONTENT_TYPE)).isEqualTo("application/octet-stream");
    }

    @Test
    void headIsDescribedAsGetIs() throws IOException {
        Fields get = get("/alphabet.txt").head().fields();
        assertThat(serve(config(), Requests.of(Method.HEAD, "/alphabet.txt"))
                        .head()
                        .fields())
                .isEqualTo(get);
        Fields gzipped = get("/prose.txt", "Accept-Encoding", "gzip").head().fields();
        Request head = Requests.of(Method.HEAD, "/prose.txt", "Accept-Encoding", "gzip");
        assertThat(serve(config(), head).head().fields()).isEqualTo(gzipped);
    }

    @Test
    void otherMethodsAreToldWhatIsAllowed() throws IOException {
        for (Method method : new Method[] {Method.POST, Method.PUT, Method.DELETE, Method.of("BREW")}) {
            Response response = serve(config(), Requests.of(method, "/alphabet.txt"));
            assertThat(status(response)).isEqualTo(405);
            assertThat(field(response, FieldName.ALLOW)).isEqualTo("GET, HEAD, OPTIONS");
        }
        Response options = serve(config(), Requests.of(Method.OPTIONS, "*"));
        assertThat(status(options)).isEqualTo(204);
        assertThat(field(options, FieldName.ALLOW)).isEqualTo("GET, HEAD, OPTIONS");
    }

    @Test
    void anEmptyFileIsSent() throws IOException {
        Response response = get("/empty.txt", "Range", "bytes=-5");
        assertThat(status(response)).isEqualTo(200);
        assertThat(response.body().length()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"/nothing, 404", "/bare/.hidden, 404", "/..%2f, 400", "/%, 400", "/../x, 400", "/alphabet.txt/, 404"})
    void whatCannotBeServedIsAnErrorInWords(String target, int status) throws IOException {
        Response response = get(target);
        assertThat(status(response)).isEqualTo(status);
        assertThat(Contents.text(response)).isEqualTo(response.head().status().reason() + "\n");
    }

    @Test
    void aFolderIsItsIndex() throws IOException {
        assertThat(Contents.text(get("/"))).isEqualTo("<p>home");
        assertThat(Contents.text(get("/docs/"))).isEqualTo("<p>docs");
        assertThat(field(get("/docs/"), FieldName.CONTENT_TYPE)).isEqualTo("text/html; charset=utf-8");
    }

    @ParameterizedTest
    @CsvSource({
        "/docs, /docs/",
        "/docs?a=b, /docs/?a=b",
        "//docs, /docs/",
        "/d%6Fcs, /d%6Fcs/",
        "http://host/docs, /docs/"
    })
    void aFolderWithoutItsSlashIsRedirectedWithinThisHost(String target, String location) throws IOException {
        Response response = get(target);
        assertThat(status(response)).isEqualTo(301);
        assertThat(field(response, FieldName.LOCATION)).isEqualTo(location);
    }

    @Test
    void aFolderWithoutAnIndexIsNotFoundUnlessListingsAreAskedFor() throws IOException {
        assertThat(status(get("/bare/"))).isEqualTo(404);
        Response listing = serve(config().listing(true), Requests.get("/bare/"));
        assertThat(status(listing)).isEqualTo(200);
        assertThat(Contents.text(listing))
                .contains("<a href=\"../\">")
                .contains("<a href=\"./one.txt\">one.txt</a></td><td>1</td><td>2024-05-06 07:08:09</td>")
                .contains("<a href=\"./sub/\">sub/</a>")
                .contains("<a href=\"./%3C&amp;%22&#39;%3E.txt\">&lt;&amp;&quot;&#39;&gt;.txt</a>")
                .contains("<h1>/bare/</h1>")
                .doesNotContain(".hidden", "<&");
    }

    @Test
    void aFolderIsListedWhileFilesInItComeAndGo() throws Exception {
        Path busy = Files.createDirectory(root.resolve("busy"));
        AtomicBoolean over = new AtomicBoolean();
        Thread coming = Thread.ofPlatform().start(() -> {
            for (int i = 0; !over.get(); i++) {
                try {
                    Path file = busy.resolve("file" + i % 10);
                    if (!Files.deleteIfExists(file)) Files.createFile(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        try {
            for (int i = 0; i < 2000; i++) {
                assertThat(status(serve(config().listing(true), Requests.get("/busy/"))))
                        .isEqualTo(200);
            }
        } finally {
            over.set(true);
            coming.join();
        }
    }

    @Test
    void aMountIsCutOffAndKept() throws IOException {
        assertThat(Contents.text(serve(config().mount("/static"), Requests.get("/static/alphabet.txt"))))
                .isEqualTo(ALPHABET);
        assertThat(field(serve(config().mount("/static"), Requests.get("/static/docs")), FieldName.LOCATION))
                .isEqualTo("/static/docs/");
        assertThat(field(serve(config().mount("/static"), Requests.get("/static")), FieldName.LOCATION))
                .isEqualTo("/static/");
        assertThat(status(serve(config().mount("/static"), Requests.get("/alphabet.txt"))))
                .isEqualTo(404);
        assertThat(status(serve(config().mount("/static"), Requests.get("/staticalphabet.txt"))))
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "bytes=0-0, a, bytes 0-0/26",
                "bytes=20-, uvwxyz, bytes 20-25/26",
                "bytes=-3, xyz, bytes 23-25/26",
                "bytes=0-100, abcdefghijklmnopqrstuvwxyz, bytes 0-25/26",
                "'bytes=0-3,2-5', abcdef, bytes 0-5/26",
                "'bytes=1-2,90-', bc, bytes 1-2/26",
            })
    void oneRangeIsSentAlone(String range, String text, String contentRange) throws IOException {
        Response response = get("/alphabet.txt", "Range", range);
        assertThat(status(response)).isEqualTo(206);
        assertThat(Contents.text(response)).isEqualTo(text);
        assertThat(field(response, FieldName.CONTENT_RANGE)).isEqualTo(contentRange);
        assertThat(field(response, FieldName.CONTENT_TYPE)).isEqualTo("text/plain; charset=utf-8");
    }

    @Test
    void severalRangesAreSentAsParts() throws IOException {
        Response response = get("/alphabet.txt", "Range", "bytes=-1, 0-1");
        assertThat(status(response)).isEqualTo(206);
        assertThat(field(response, FieldName.CONTENT_RANGE)).isNull();
        String type = field(response, FieldName.CONTENT_TYPE);
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(boundary).matches("[0-9a-f]{24}");
        String text = Contents.text(response);
        assertThat(text).isEqualTo("""
                        --%1$s
                        Content-Type: text/plain; charset=utf-8
                        Content-Range: bytes 25-25/26

                        z
                        --%1$s
                        Content-Type: text/plain; charset=utf-8
                        Content-Range: bytes 0-1/26

                        ab
                        --%1$s--
                        """.formatted(boundary).replace("\n", "\r\n"));
        assertThat(response.body().length()).isEqualTo(text.length());
    }

    @Test
    void aRangeBeyondTheEndIsToldTheSize() throws IOException {
        Response response = get("/alphabet.txt", "Range", "bytes=26-");
        assertThat(status(response)).isEqualTo(416);
        assertThat(field(response, FieldName.CONTENT_RANGE)).isEqualTo("bytes */26");
    }

    @Test
    void moreRangesThanAllowedGetTheWhole() throws IOException {
        assertThat(status(serve(config().maxRanges(2), Requests.get("/alphabet.txt", "Range", "bytes=0-0,2-2,4-4"))))
                .isEqualTo(200);
        assertThat(status(serve(config().maxRanges(2), Requests.get("/alphabet.txt", "Range", "bytes=0-0,2-2"))))
                .isEqualTo(206);
        assertThat(status(serve(config().maxRanges(0), Requests.get("/alphabet.txt", "Range", "bytes=0-0"))))
                .isEqualTo(200);
    }

    @Test
    void rangesThatAreThereTwiceGetTheWhole() throws IOException {
        assertThat(status(get("/alphabet.txt", "Range", "bytes=0-1", "Range", "bytes=3-4")))
                .isEqualTo(200);
    }

    @Test
    void headHasNoRanges() throws IOException {
        assertThat(status(serve(config(), Requests.of(Method.HEAD, "/alphabet.txt", "Range", "bytes=0-0"))))
                .isEqualTo(200);
    }

    @Test
    void aRangeOfAnotherVersionGetsTheWhole() throws IOException {
        String tag = field(get("/alphabet.txt"), FieldName.ETAG);
        assertThat(status(get("/alphabet.txt", "Range", "bytes=0-0", "If-Range", tag)))
                .isEqualTo(206);
        assertThat(status(get("/alphabet.txt", "Range", "bytes=0-0", "If-Range", "\"other\"")))
                .isEqualTo(200);
        assertThat(status(get("/alphabet.txt", "Range", "bytes=26-", "If-Range", "\"other\"")))
                .isEqualTo(200);
        String date = HttpDate.format(WRITTEN.getEpochSecond());
        assertThat(status(get("/alphabet.txt", "Range", "bytes=0-0", "If-Range", date)))
                .isEqualTo(206);
    }

    @Test
    void conditionsAreJudgedAgainstTheFile() throws IOException {
        String tag = field(get("/alphabet.txt"), FieldName.ETAG);
        Response unmodified = get("/alphabet.txt", "If-None-Match", tag);
        assertThat(status(unmodified)).isEqualTo(304);
        assertThat(unmodified.body().length()).isZero();
        assertThat(field(unmodified, FieldName.ETAG)).isEqualTo(tag);
        assertThat(field(unmodified, FieldName.VARY)).isEqualTo("Accept-Encoding");
        assertThat(status(get("/alphabet.txt", "If-Modified-Since", HttpDate.format(WRITTEN.getEpochSecond()))))
                .isEqualTo(304);
        assertThat(status(get("/alphabet.txt", "If-Match", "\"other\""))).isEqualTo(412);
        assertThat(status(get("/alphabet.txt", "If-None-Match", tag, "Range", "bytes=0-0")))
                .isEqualTo(304);
        assertThat(status(get("/nothing", "If-None-Match", "*"))).isEqualTo(404);
    }

    @Test
    void aDateInTheFutureIsNeverSent() throws IOException {
        Files.setLastModifiedTime(root.resolve("alphabet.txt"), FileTime.from(NOW.plusSeconds(3600)));
        assertThat(field(get("/alphabet.txt"), FieldName.LAST_MODIFIED))
                .isEqualTo(HttpDate.format(NOW.getEpochSecond()));
        assertThat(field(get("/alphabet.txt"), FieldName.ETAG)).startsWith("W/");
    }

    @Test
    void aDateBefore1970IsNotSent() throws IOException {
        Files.setLastModifiedTime(root.resolve("alphabet.txt"), FileTime.from(Instant.parse("1969-12-31T00:00:00Z")));
        assertThat(field(get("/alphabet.txt"), FieldName.LAST_MODIFIED)).isNull();
        assertThat(status(get("/alphabet.txt", "If-Modified-Since", HttpDate.format(0))))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'gzip, br, zstd', br, (br)",
                "'gzip, zstd', zstd, (zst)",
                "gzip, gzip, (gz)",
                "'br;q=0.5, gzip', gzip, (gz)",
                "'br;q=0, *', zstd, (zst)",
                "'*', br, (br)",
            })
    void aSiblingCompressedInAdvanceIsSentToWhoTakesIt(String accept, String coding, String text) throws IOException {
        Response response = get("/app.js", "Accept-Encoding", accept);
        assertThat(field(response, FieldName.CONTENT_ENCODING)).isEqualTo(coding);
        assertThat(field(response, FieldName.CONTENT_TYPE)).isEqualTo("text/javascript; charset=utf-8");
        assertThat(field(response, FieldName.VARY)).isEqualTo("Accept-Encoding");
        assertThat(Contents.text(response)).isEqualTo(text);
        assertThat(field(response, FieldName.ETAG)).isNotEqualTo(field(get("/app.js"), FieldName.ETAG));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "deflate", "", "gzip;q=0, br;q=0, zstd;q=0", "identity, gzip;q=0.5"})
    void whoTakesNoneOrPrefersThePlainFileGetsThat(String accept) throws IOException {
        Response response = get("/app.js", "Accept-Encoding", accept);
        assertThat(field(response, FieldName.CONTENT_ENCODING)).isNull();
        assertThat(Contents.text(response)).isEqualTo("let a = 1;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*;q=0", "gzip;q=0, identity;q=0", "identity;q=0", "gzip;q=0, *;q=0"})
    void whatIsRefusedIsNotChosenBecauseAllElseIsRefusedToo(String accept) throws IOException {
        assertThat(field(get("/prose.txt", "Accept-Encoding", "gzip"), FieldName.CONTENT_ENCODING))
                .isEqualTo("gzip");
        Response response = get("/prose.txt", "Accept-Encoding", accept);
        assertThat(field(response, FieldName.CONTENT_ENCODING)).isNull();
        assertThat(Contents.text(response)).isEqualTo(PROSE);
    }

    @Test
    void siblingsAreLeftAloneWhereThatIsAsked() throws IOException {
        Request request = Requests.get("/app.js", "Accept-Encoding", "br");
        assertThat(field(serve(config().precompressed(false), request), FieldName.CONTENT_ENCODING))
                .isNull();
    }

    @Test
    void aRangeOfACompressedSiblingIsARangeOfItsOctets() throws IOException {
        Response response = get("/app.js", "Accept-Encoding", "br", "Range", "bytes=1-2");
        assertThat(Contents.text(response)).isEqualTo("br");
        assertThat(field(response, FieldName.CONTENT_RANGE)).isEqualTo("bytes 1-2/4");
        assertThat(field(response, FieldName.CONTENT_ENCODING)).isEqualTo("br");
    }

    private static String unzipped(Response response) throws IOException {
        byte[] octets = Contents.octets(response);
        return new String(new GZIPInputStream(new ByteArrayInputStream(octets)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void textIsCompressedOnTheWay() throws IOException {
        Response response = get("/prose.txt", "Accept-Encoding", "gzip, br");
        assertThat(field(response, FieldName.CONTENT_ENCODING)).isEqualTo("gzip");
        assertThat(field(response, FieldName.ETAG)).startsWith("W/\"").endsWith("-gzip-sent\"");
        assertThat(field(response, FieldName.ACCEPT_RANGES)).isNull();
        assertThat(response.body().length()).isBetween(20L, 300L);
        assertThat(unzipped(response)).isEqualTo(PROSE);
        String tag = field(response, FieldName.ETAG);
        assertThat(status(get("/prose.txt", "Accept-Encoding", "gzip", "If-None-Match", tag)))
                .isEqualTo(304);
        assertThat(status(get("/prose.txt", "If-None-Match", tag))).isEqualTo(200);
    }

    @Test
    void longTextIsCompressedWhileItIsSent() throws IOException {
        file("long.txt", PROSE.repeat(100));
        Response response = get("/long.txt", "Accept-Encoding", "gzip");
        assertThat(response.body().length()).isEqualTo(-1);
        assertThat(unzipped(response)).isEqualTo(PROSE.repeat(100));
    }

    @Test
    void compressionHasAFloorACeilingAndASwitchAndKeepsOffRanges() throws IOException {
        Request request = Requests.get("/prose.txt", "Accept-Encoding", "gzip");
        int size = PROSE.length();
        assertThat(field(serve(config().gzipSizes(size, size), request), FieldName.CONTENT_ENCODING))
                .isEqualTo("gzip");
        assertThat(field(serve(config().gzipSizes(size + 1, 1 << 20), request), FieldName.CONTENT_ENCODING))
                .isNull();
        assertThat(field(serve(config().gzipSizes(0, size - 1), request), FieldName.CONTENT_ENCODING))
                .isNull();
        assertThat(field(serve(config().gzip(false), request), FieldName.CONTENT_ENCODING))
                .isNull();
        assertThat(field(get("/noise.bin", "Accept-Encoding", "gzip"), FieldName.CONTENT_ENCODING))
                .isNull();
        Response range = get("/prose.txt", "Accept-Encoding", "gzip", "Range", "bytes=0-1");
        assertThat(status(range)).isEqualTo(206);
        assertThat(field(range, FieldName.CONTENT_ENCODING)).isNull();
    }

    @Test
    void cacheControlGoesWithEveryFileAndWithNotModified() throws IOException {
        String tag = field(get("/alphabet.txt"), FieldName.ETAG);
        for (String[] fields : new String[][] {{}, {"Range", "bytes=0-0"}, {"If-None-Match", tag}}) {
            Response response = serve(config().cacheControl("max-age=60"), Requests.get("/alphabet.txt", fields));
            assertThat(field(response, FieldName.CACHE_CONTROL)).isEqualTo("max-age=60");
        }
        Response missing = serve(config().cacheControl("max-age=60"), Requests.get("/nothing"));
        assertThat(field(missing, FieldName.CACHE_CONTROL)).isNull();
    }

    @Test
    void anErrorPageKeepsItsStatus() throws IOException {
        Response response = serve(config().errorPage(404, "docs/index.html"), Requests.get("/nothing"));
        assertThat(status(response)).isEqualTo(404);
        assertThat(Contents.text(response)).isEqualTo("<p>docs");
        assertThat(field(response, FieldName.CONTENT_TYPE)).isEqualTo("text/html; charset=utf-8");
        Response noPage = serve(config().errorPage(404, "gone.html"), Requests.get("/nothing"));
        assertThat(Contents.text(noPage)).isEqualTo("Not Found\n");
    }

    @Test
    void mediaTypesCanBeAdded() throws IOException {
        Response response = serve(config().mediaType("BIN", "application/x-noise"), Requests.get("/noise.bin"));
        assertThat(field(response, FieldName.CONTENT_TYPE)).isEqualTo("application/x-noise");
    }

    @Test
    void aRootThatIsNoFolderIsRefusedAtOnce() {
        assertThatThrownBy(() -> StaticFiles.of(root.resolve("missing"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> StaticFiles.of(root.resolve("alphabet.txt")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not a folder");
    }

    @Test
    void settingsAreCheckedAtTheDoor() {
        assertThatThrownBy(() -> config().mount("static").build()).hasMessageContaining("mount 'static'");
        assertThatThrownBy(() -> config().mount("/static/").build()).hasMessageContaining("mount '/static/'");
        assertThatThrownBy(() -> config().gzipSizes(10, 9).build()).hasMessage("gzip from 10 to 9 octets");
        assertThatThrownBy(() -> config().maxRanges(-1).build()).hasMessage("maxRanges -1, at least 0");
        assertThatThrownBy(() -> config().errorPage(200, "x")).hasMessage("error page for status 200");
    }
}
