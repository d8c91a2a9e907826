package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code hawser demo} and curl, over both protocols and every transport that works here. */
@ParameterizedClass
@MethodSource("transports")
class CurlTest {

    private static final String H1 = "--http1.1";
    private static final String H2 = "--http2-prior-knowledge";

    @TempDir
    private static Path root;

    private static HawserProcess hawser;

    @Parameter
    String transport;

    static List<String> transports() {
        return Transports.all().stream()
                .filter(Transport::isAvailable)
                .map(Transport::name)
                .filter(name -> !name.equals("memory")) // That is for servers in this JVM.
                .toList();
    }

    @BeforeParameterizedClassInvocation
    static void start(String transport) throws Exception {
        Tool.assumeInstalled("curl");
        Files.writeString(root.resolve("alphabet.txt"), "abcdefghijklmnopqrstuvwxyz");
        hawser = HawserProcess.start("demo", "--transport", transport, "--root", root.toString(), "--loops", "2");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (hawser == null) return;
        hawser.close();
        assertThat(hawser.err()).as("what the server complained of").isEmpty();
    }

    private static Tool.Result curl(byte[] input, String protocol, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "20", protocol));
        command.addAll(Arrays.asList(args));
        return Tool.run(input, command.toArray(new String[0])).ok();
    }

    private static Tool.Result curl(String protocol, String... args) throws Exception {
        return curl(new byte[0], protocol, args);
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void aPlainAnswerComesInTheVersionAskedFor(String protocol) throws Exception {
        String text = curl(protocol, "-w", " %{http_version} %{http_code} %{content_type}", hawser.url("/plain"))
                .text();
        assertThat(text).isEqualTo("Hello, World! " + (protocol.equals(H1) ? "1.1" : "2") + " 200 text/plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void headTellsTheLengthAndSendsNothing(String protocol) throws Exception {
        String head = curl(protocol, "-I", hawser.url("/plain")).text().toLowerCase();
        assertThat(head).contains("content-length: 13\r\n").endsWith("\r\n\r\n");
        assertThat(curl(protocol, "-I", hawser.url("/bytes/1000000")).text().toLowerCase())
                .contains("content-length: 1000000");
        assertThat(curl(protocol, "-I", hawser.url("/file/alphabet.txt")).text().toLowerCase())
                .contains("content-length: 26");
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void contentOfAKnownLengthComesBack(String protocol) throws Exception {
        for (int length : new int[] {1, 100, 16_384, 16_385, 1_000_000}) {
            byte[] content = Sample.octets(length);
            Path file = Files.write(root.resolve("upload"), content);
            byte[] back = curl(protocol, "--data-binary", "@" + file, hawser.url("/anything"))
                    .out();
            assertThat(Sample.sha256(back)).as("%d octets", length).isEqualTo(Sample.sha256(content));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void contentOfAnUnknownLengthComesBack(String protocol) throws Exception {
        byte[] content = Sample.octets(3_000_000);
        byte[] back = curl(content, protocol, "-X", "POST", "-T", "-", hawser.url("/anything"))
                .out();
        assertThat(Sample.sha256(back)).isEqualTo(Sample.sha256(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void theSinkCountsWhatItIsSent(String protocol) throws Exception {
        assertThat(curl(Sample.octets(2_345_678), protocol, "--data-binary", "@-", hawser.url("/sink"))
                        .text())
                .isEqualTo("2345678");
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void theClientMayWaitForContinue(String protocol) throws Exception {
        Tool.Result result = curl(
                Sample.octets(5000),
                protocol,
                "-v",
                "-H",
                "Expect: 100-continue",
                "--expect100-timeout",
                "15",
                "--data-binary",
                "@-",
                hawser.url("/sink"));
        assertThat(result.text()).isEqualTo("5000");
        if (protocol.equals(H1)) assertThat(result.err()).contains("HTTP/1.1 100 Continue");
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void rangesAndConditionsWork(String protocol) throws Exception {
        String url = hawser.url("/file/alphabet.txt");
        assertThat(curl(protocol, "-r", "3-5", url).text()).isEqualTo("def");
        assertThat(curl(protocol, "-r", "-2", url).text()).isEqualTo("yz");
        assertThat(curl(protocol, "-r", "0-1,24-", url).text())
                .contains("\r\n\r\nab\r\n--", "\r\n\r\nyz\r\n--", "bytes 24-25/26");
        assertThat(curl(protocol, "-r", "26-", "-w", "%{http_code}", url).text())
                .endsWith("416");
        String head = curl(protocol, "-I", url).text();
        String tag = head.substring(head.toLowerCase().indexOf("etag: ") + 6)
                .lines()
                .findFirst()
                .orElseThrow();
        String[] ifNoneMatch = {"-o", "-", "-w", "%{http_code} %{size_download}", "-H", "If-None-Match: " + tag, url};
        assertThat(curl(protocol, ifNoneMatch).text()).isEqualTo("304 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void trailersFollowTheContent(String protocol) throws Exception {
        String all = curl(protocol, "-D", "-", hawser.url("/trailers")).text().toLowerCase();
        assertThat(all).containsSubsequence("two trailers follow", "x-octets: 20", "x-done: yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void earlyHintsComeBeforeTheAnswer(String protocol) throws Exception {
        assertThat(curl(protocol, "-i", hawser.url("/early-hints")).text().toLowerCase())
                .containsSubsequence(" 103", "link: </style.css>", " 200", "the hints came first");
    }

    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void chunksAndEventsArriveWhole(String protocol) throws Exception {
        byte[] chunks = curl(protocol, hawser.url("/chunks/300/1000")).out();
        assertThat(chunks).hasSize(300_000);
        assertThat(curl(protocol, hawser.url("/chunks/3/100")).out()).hasSize(300);
        assertThat(curl(protocol, hawser.url("/chunks/0/100")).out()).isEmpty();
        assertThat(curl(protocol, hawser.url("/events?n=3&ms=1")).text())
                .isEqualTo("id: 1\nevent: tick\ndata: {\"n\":1}\n\nid: 2\nevent: tick\ndata: {\"n\":2}\n\n"
                        + "id: 3\nevent: tick\ndata: {\"n\":3}\n\n");
    }

    /** Over HTTP/2 each has its own connection: curl 7.88 fails at its second request on one, with nghttpd too. */
    @ParameterizedTest
    @ValueSource(strings = {H1, H2})
    void twentyAtOnceEachGetTheirOwn(String protocol) throws Exception {
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String url = hawser.url("/bytes/" + (100_000 + i));
            answers.add(CompletableFuture.supplyAsync(() -> bytesFrom(protocol, url), Thread::startVirtualThread));
        }
        for (int i = 0; i < 20; i++) assertThat(answers.get(i).get()).hasSize(100_000 + i);
    }

    private static byte[] bytesFrom(String protocol, String url) {
        try {
            return curl(protocol, url).out();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aConnectionServesManyRequests() throws Exception {
        Path out = Files.createTempDirectory(root, "parallel");
        String counts = curl(H1, "-w", "%{num_connects}\\n", "-o", out + "/#1", hawser.url("/bytes/[100-104]"))
                .text();
        assertThat(counts).isEqualTo("1\n0\n0\n0\n0\n");
        for (int length = 100; length < 105; length++)
            assertThat(out.resolve("" + length)).hasSize(length);
    }

    @Test
    void metricsAgreeWithWhatWasAsked() throws Exception {
        long before = requests();
        for (int i = 0; i < 5; i++) curl(H2, hawser.url("/plain"));
        assertThat(requests()).isEqualTo(before + 6);
    }

    private static long requests() throws Exception {
        return curl(H1, hawser.url("/metrics"))
                .text()
                .lines()
                .filter(line -> line.startsWith("hawser_requests_total "))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }
}
