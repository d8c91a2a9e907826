package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever runs the server has to do with: files, signals, health. */
class OperationsTest {

    @TempDir
    private Path folder;

    private static HttpResponse<String> get(HttpClient client, String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    @Test
    void settingsComeFromAFileAndLinesGoToOneThatIsOpenedAgain() throws Exception {
        Path settings = folder.resolve("hawser.conf");
        Path log = folder.resolve("access.log");
        Files.writeString(settings, "loops = 1\naccess-log = %s\naccess-log-format = json\n".formatted(log));
        try (HawserProcess hawser = HawserProcess.start("demo", "--config", settings.toString());
                HttpClient client = HttpClient.newHttpClient()) {
            get(client, hawser.url("/plain?first"));
            until(() -> text(log).contains("first"));
            Files.move(log, folder.resolve("moved"));
            hawser.signal("HUP");
            int[] asked = {0};
            until(() -> {
                try {
                    get(client, hawser.url("/plain?again" + asked[0]++));
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                return text(log).contains("again");
            });
            assertThat(text(log)).contains("\"method\":\"GET\"").doesNotContain("first");
            assertThat(get(client, hawser.url("/metrics")).body())
                    .contains("hawser_access_log_lost_total 0\n")
                    .containsPattern("hawser_access_log_lines_total [1-9]");
            hawser.terminate();
            assertThat(hawser.exitCode()).isZero();
        }
    }

    @Test
    void aServerThatIsToEndSaysSoToWhoeverAsksForItsHealthAndServesOnForAWhile() throws Exception {
        try (HawserProcess hawser = HawserProcess.start("demo", "--drain-delay", "2s");
                HttpClient client = HttpClient.newHttpClient()) {
            assertThat(get(client, hawser.url("/_hawser/health/live")).statusCode())
                    .isEqualTo(200);
            assertThat(get(client, hawser.url("/_hawser/health/ready")).statusCode())
                    .isEqualTo(200);
            hawser.terminate();
            until(() -> {
                try {
                    return get(client, hawser.url("/_hawser/health/ready")).statusCode() == 503;
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(get(client, hawser.url("/plain")).body()).isEqualTo("Hello, World!");
            assertThat(get(client, hawser.url("/_hawser/health/live")).statusCode())
                    .isEqualTo(200);
            assertThat(hawser.exitCode()).isZero();
        }
    }

    @Test
    void noRequestIsLostWhenAServerUnderLoadIsEnded() throws Exception {
        // A tenth of the linger time is how long a request may be on its way to a connection that ends.
        try (HawserProcess hawser = HawserProcess.start("demo", "--loops", "2", "--linger-time", "20s");
                LoadUntilClosed load = LoadUntilClosed.start(hawser.port(), 6, 4)) {
            until(() -> load.answered() > 2_000);
            hawser.terminate();
            assertThat(hawser.exitCode()).isZero();
            load.awaitEnd();
            assertThat(load.failures()).isEmpty();
        }
    }

    /** /dev/full takes nothing: every write to it says that there is no space left. */
    @Test
    void aFullDiskLosesLinesOfTheLogAndNoRequest() throws Exception {
        try (HawserProcess hawser = HawserProcess.start("demo", "--loops", "1", "--access-log", "/dev/full");
                HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 100; i++) {
                assertThat(get(client, hawser.url("/plain")).body()).isEqualTo("Hello, World!");
            }
            until(() -> metric(client, hawser, "hawser_access_log_lost_total") >= 100);
            assertThat(metric(client, hawser, "hawser_access_log_lines_total")).isZero();
            hawser.awaitError("No space left on device");
            assertThat(hawser.err()).as("not a word for each line").hasLineCount(1);
            hawser.terminate();
            assertThat(hawser.exitCode()).isZero();
        }
    }

    private static long metric(HttpClient client, HawserProcess hawser, String name) {
        try {
            String all = get(client, hawser.url("/metrics")).body();
            Matcher line = Pattern.compile("(?m)^" + name + " (\\d+)$").matcher(all);
            assertThat(line.find()).as(name).isTrue();
            return Long.parseLong(line.group(1));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
