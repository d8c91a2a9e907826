package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many streams, small windows, much load: nghttp, h2load and wrk. */
class MultiplexTest {

    @TempDir
    private static Path folder;

    private static HawserProcess hawser;

    @BeforeAll
    static void start() throws Exception {
        hawser = HawserProcess.start("demo");
    }

    @AfterAll
    static void stop() {
        if (hawser != null) hawser.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "10, 10", "14, 16", "30, 30"})
    void contentFitsThroughWindowsOfEverySize(int streamBits, int connectionBits) throws Exception {
        Tool.assumeInstalled("nghttp");
        byte[] got = Tool.run(
                        "nghttp",
                        "--no-dep",
                        "-w",
                        "" + streamBits,
                        "-W",
                        "" + connectionBits,
                        hawser.url("/bytes/20000"))
                .ok()
                .out();
        assertThat(got).hasSize(20_000);
    }

    @Test
    void manyStreamsOfOneConnectionAllEnd() throws Exception {
        Tool.assumeInstalled("nghttp");
        String stats = Tool.run(
                        "nghttp",
                        "-n",
                        "-s",
                        "-m",
                        "50",
                        "-w",
                        "12",
                        "-W",
                        "13",
                        hawser.url("/bytes/30000"),
                        hawser.url("/chunks/20/700"))
                .ok()
                .text();
        assertThat(stats.lines().filter(line -> line.contains(" 200 ") && line.contains("/bytes/30000")))
                .hasSize(50);
        assertThat(stats.lines().filter(line -> line.contains(" 200 ") && line.contains("/chunks/20/700")))
                .hasSize(50);
    }

    @Test
    void anUploadComesBackThroughSmallWindows() throws Exception {
        Tool.assumeInstalled("nghttp");
        byte[] content = Sample.octets(300_000);
        Path file = Files.write(folder.resolve("upload"), content);
        byte[] back = Tool.run("nghttp", "-w", "12", "-W", "12", "-d", file.toString(), hawser.url("/echo"))
                .ok()
                .out();
        assertThat(Sample.sha256(back)).isEqualTo(Sample.sha256(content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/bytes/1024", "/chunks/4/300", "/bytes/100000"})
    void loadOverManyStreamsHasNoFailure(String path) throws Exception {
        Tool.assumeInstalled("h2load");
        String report = Tool.run("h2load", "-n", "4000", "-c", "4", "-m", "200", hawser.url(path))
                .ok()
                .text();
        assertThat(report)
                .contains("4000 total, 4000 started, 4000 done, 4000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: 4000 2xx");
    }

    @Test
    void uploadsOverManyStreamsHaveNoFailure() throws Exception {
        Tool.assumeInstalled("h2load");
        Path file = Files.write(folder.resolve("load"), Sample.octets(40_000));
        String report = Tool.run(
                        "h2load", "-n", "400", "-c", "2", "-m", "20", "-d", file.toString(), hawser.url("/echo"))
                .ok()
                .text();
        assertThat(report)
                .contains("400 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("status codes: 400 2xx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/bytes/20000", "/chunks/3/100"})
    void keepAliveConnectionsHaveNoSocketErrors(String path) throws Exception {
        Tool.assumeInstalled("wrk");
        String report = Tool.run("wrk", "-t", "1", "-c", "32", "-d", "1s", "--timeout", "20s", hawser.url(path))
                .ok()
                .text();
        assertThat(report).contains("requests in").doesNotContain("Socket errors", "Non-2xx");
    }

    @Test
    void http11UnderLoadHasNoFailure() throws Exception {
        Tool.assumeInstalled("h2load");
        String report = Tool.run("h2load", "--h1", "-n", "4000", "-c", "16", hawser.url("/plain"))
                .ok()
                .text();
        assertThat(report).contains("4000 succeeded, 0 failed, 0 errored, 0 timeout");
    }
}
