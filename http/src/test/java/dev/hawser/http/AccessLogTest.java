package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.Status;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {

    private static final long WHEN = 971_184_936_123L; // 10 October 2000, 13:35:36.123 UTC

    @TempDir
    private Path folder;

    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final FaultReport report = (what, fault) -> faults.add(what + ": " + fault.getMessage());

    private static Served served(String target, Fields fields, int status, long octets) {
        RequestHead head = RequestHead.of(Method.GET, target, fields);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5000);
        return new Served(head, remote, status, octets, status != 0, WHEN, 1_500_000);
    }

    private static String line(AccessLogFormat format, Served request) {
        StringBuilder out = new StringBuilder();
        format.append(out, request);
        return out.toString();
    }

    @Test
    void eachFormatIsWhatItsReadersExpect() {
        Fields fields = Fields.builder()
                .add("Referer", "http://there/")
                .add("User-Agent", "curl/8")
                .build();
        Served request = served("/a?b=c", fields, 200, 2326);
        assertThat(line(AccessLogFormat.COMMON, request))
                .isEqualTo("127.0.0.1 - - [10/Oct/2000:13:35:36 +0000] \"GET /a?b=c HTTP/1.1\" 200 2326\n");
        assertThat(line(AccessLogFormat.COMBINED, request))
                .isEqualTo("127.0.0.1 - - [10/Oct/2000:13:35:36 +0000] \"GET /a?b=c HTTP/1.1\" 200 2326"
                        + " \"http://there/\" \"curl/8\"\n");
        assertThat(line(AccessLogFormat.JSON, request))
                .isEqualTo(
                        "{\"time\":\"2000-10-10T13:35:36.123Z\",\"remote\":\"127.0.0.1\",\"method\":\"GET\","
                                + "\"target\":\"/a?b=c\",\"version\":\"HTTP/1.1\",\"status\":200,\"octets\":2326,"
                                + "\"complete\":true,\"micros\":1500,\"referer\":\"http://there/\",\"user_agent\":\"curl/8\"}\n");
    }

    @Test
    void aRequestWithoutAnAnswerHasTheStatusThatNginxGivesIt() {
        assertThat(line(AccessLogFormat.COMBINED, served("/", Fields.EMPTY, 0, 0)))
                .endsWith("\"GET / HTTP/1.1\" 499 - \"-\" \"-\"\n");
        assertThat(line(AccessLogFormat.JSON, served("/", Fields.EMPTY, 0, 0)))
                .contains("\"status\":0,\"octets\":0,\"complete\":false,");
    }

    @Test
    void whatAPeerSaysCannotForgeALine() {
        Fields fields =
                Fields.builder().add("User-Agent", "a\" 200 1 \\ \u00e4\ttab").build();
        Served request = served("/", fields, 200, 1);
        assertThat(line(AccessLogFormat.COMBINED, request)).endsWith("\"a\\\" 200 1 \\\\ \\xe4\\x09tab\"\n");
        assertThat(line(AccessLogFormat.JSON, request)).endsWith("\"a\\\" 200 1 \\\\ \\u00e4\\u0009tab\"}\n");
    }

    @Test
    void everyRequestOfEitherProtocolHasItsLine() throws Exception {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        AccessLog log = AccessLog.toStream(lines, AccessLogFormat.COMMON, report);
        Handler waits = request -> Response.ok(request.path().equals("/b") ? "four" : "");
        ServerConfig config =
                ServerConfig.builder().loops(1).blockedAfter(Duration.ZERO).build();
        try (log;
                Server server = Server.start(
                        config,
                        Router.builder()
                                .get("/a", Handler.nonBlocking(request -> Response.ok("three")))
                                .get(
                                        "/s",
                                        request -> Response.status(Status.OK).writing(sink -> {
                                            sink.write(Bytes.of("two "));
                                            sink.write(Bytes.of("writes"));
                                        }))
                                .fallback(waits)
                                .build(),
                        report,
                        log)) {
            int port = server.listen("127.0.0.1", 0).getPort();
            for (HttpVersion version : List.of(HttpVersion.HTTP_1_1, HttpVersion.HTTP_2)) {
                try (Client client = Client.create(
                        ClientConfig.builder().loops(1).versions(version).build())) {
                    for (String path : List.of("/a", "/b", "/s")) {
                        try (Reply reply = client.get("http://127.0.0.1:" + port + path)) {
                            assertThat(reply.text(100)).isNotEmpty();
                        }
                    }
                }
            }
        }
        assertThat(log.lost()).isZero();
        List<String> requests = lines.toString(StandardCharsets.US_ASCII)
                .lines()
                .map(line -> line.substring(line.indexOf('"')))
                .toList();
        assertThat(requests)
                .containsExactlyInAnyOrder(
                        "\"GET /a HTTP/1.1\" 200 5",
                        "\"GET /b HTTP/1.1\" 200 4",
                        "\"GET /s HTTP/1.1\" 200 10",
                        "\"GET /a HTTP/2.0\" 200 5",
                        "\"GET /b HTTP/2.0\" 200 4",
                        "\"GET /s HTTP/2.0\" 200 10");
        assertThat(faults).isEmpty();
    }

    @Test
    void aFullDiskLosesLinesWhichAreCountedAndNoRequest() throws Exception {
        AccessLog log = AccessLog.toFile(Path.of("/dev/full"), AccessLogFormat.JSON, 0, report);
        // A machine that is busy elsewhere may hold a loop up, which is no fault of the log.
        ServerConfig config =
                ServerConfig.builder().loops(1).blockedAfter(Duration.ZERO).build();
        try (log;
                Server server = Server.start(config, request -> Response.ok("fine"), report, log);
                HttpClient client = HttpClient.newHttpClient()) {
            int port = server.listen("127.0.0.1", 0).getPort();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                    .build();
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("fine");
            }
        }
        assertThat(log.lost()).isEqualTo(20);
        assertThat(log.written()).isZero();
        assertThat(faults).singleElement().asString().startsWith("access log: lines are lost: ");
    }

    @Test
    void aWriterThatHangsMakesNobodyWaitAndHoldsNoMoreThanItMay() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        AccessLog log = AccessLog.to(
                () -> {
                    hung.countDown();
                    await(released);
                    return lines;
                },
                null,
                AccessLogFormat.COMMON,
                10,
                report);
        try (log) {
            log.served(served("/first", Fields.EMPTY, 200, 1));
            assertThat(hung.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) log.served(served("/" + i, Fields.EMPTY, 200, 1));
            assertThat(log.lost()).isEqualTo(90);
            released.countDown();
        }
        assertThat(log.written()).isEqualTo(11);
        assertThat(lines.toString(StandardCharsets.US_ASCII).lines()).hasSize(11);
        assertThat(faults).containsExactly("access log: lines are lost: 90 so far");
    }

    @Test
    void aFileThatWasRenamedIsMadeAnewWhenAsked() throws Exception {
        Path file = folder.resolve("log");
        try (AccessLog log = AccessLog.toFile(file, AccessLogFormat.COMMON, 0, report)) {
            log.served(served("/old", Fields.EMPTY, 200, 1));
            until(() -> log.written() == 1);
            Files.move(file, folder.resolve("moved"));
            log.reopen();
            log.served(served("/new", Fields.EMPTY, 200, 1));
        }
        assertThat(folder.resolve("moved")).content().contains("/old").doesNotContain("/new");
        assertThat(file).content().contains("/new").hasLineCount(1);
    }

    @Test
    void aFileThatGrowsBeyondItsSizeBecomesAnOlderOne() throws Exception {
        Path file = folder.resolve("log");
        try (AccessLog log = AccessLog.toFile(file, AccessLogFormat.COMMON, 100, report)) {
            for (int i = 1; i <= 7; i++) {
                log.served(served("/" + i, Fields.EMPTY, 200, 1)); // Longer than half of the size.
                int lines = i;
                until(() -> log.written() == lines);
            }
        }
        assertThat(file).content().contains("\"GET /7 ");
        for (int i = 1; i <= AccessLog.KEPT; i++) {
            assertThat(folder.resolve("log." + i)).content().contains("\"GET /" + (7 - i) + " ");
        }
        assertThat(folder.resolve("log." + (AccessLog.KEPT + 1))).doesNotExist();
        assertThat(faults).isEmpty();
    }

    @Test
    void aFileThatCannotBeRenamedGoesOnGrowing() throws Exception {
        Path file = folder.resolve("log");
        Path inTheWay = Files.createDirectories(folder.resolve("log.4/not empty"));
        Files.createFile(folder.resolve("log.3"));
        try (AccessLog log = AccessLog.toFile(file, AccessLogFormat.COMMON, 100, report)) {
            for (int i = 1; i <= 6; i++) {
                log.served(served("/" + i, Fields.EMPTY, 200, 1)); // Longer than half of the size.
                int lines = i;
                until(() -> log.written() == lines);
                if (i == 4) Files.delete(inTheWay);
            }
            assertThat(log.lost()).isZero();
        }
        assertThat(folder.resolve("log.2"))
                .content()
                .contains("\"GET /1 ", "\"GET /4 ")
                .hasLineCount(4);
        assertThat(folder.resolve("log.1")).content().contains("\"GET /5 ");
        assertThat(file).content().contains("\"GET /6 ").hasLineCount(1);
        assertThat(faults).singleElement().asString().startsWith("access log: the file cannot be renamed: ");
    }

    /** A disk with room for {@code room} octets, and then for all again. */
    private static AccessLog.Target disk(Path file, int room) {
        int[] left = {room};
        return () -> new FilterOutputStream(new FileOutputStream(file.toFile(), true)) {
            @Override
            public void write(byte[] array, int offset, int count) throws IOException {
                int taken = Math.min(left[0], count);
                left[0] = left[0] == 0 ? Integer.MAX_VALUE : left[0] - taken;
                out.write(array, offset, taken);
                if (taken < count) throw new IOException("No space left on device");
            }
        };
    }

    @Test
    void aLineThatADiskHasTakenInPartIsNotJoinedToTheNext() throws Exception {
        Path file = folder.resolve("log");
        int line =
                line(AccessLogFormat.COMMON, served("/1", Fields.EMPTY, 200, 1)).length();
        AccessLog log = AccessLog.to(disk(file, line + 10), file, AccessLogFormat.COMMON, 100, report);
        try (log) {
            for (int i = 1; i <= 4; i++) {
                log.served(served("/" + i, Fields.EMPTY, 200, 1));
                int lines = i;
                until(() -> log.written() + log.lost() == lines);
            }
        }
        assertThat(log.lost()).isEqualTo(2);
        assertThat(log.written()).isEqualTo(2);
        assertThat(Files.readAllLines(file)).hasSize(3).first().asString().contains("GET /1 ");
        assertThat(Files.readAllLines(file).get(1)).isEqualTo("127.0.0.1 ");
        assertThat(Files.readAllLines(file).get(2))
                .startsWith("127.0.0.1 - - [")
                .contains("GET /4 ");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
