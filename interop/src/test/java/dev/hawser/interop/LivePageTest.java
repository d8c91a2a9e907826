package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a real browser. The picture stays in target/live-page.png, for people to look at. */
class LivePageTest {

    private static final int CHART_LINE = 0x0f6c7f;

    @TempDir(cleanup = CleanupMode.NEVER)
    private static Path folder; // Chromium writes to its profile for a moment after its end.

    @Test
    void aBrowserDrawsEveryChartAndAsksNobodyElse() throws Exception {
        try (HawserProcess hawser = HawserProcess.start("demo", "--loops", "1");
                LoadUntilClosed load = LoadUntilClosed.start(hawser.port(), 2, 2);
                Browser browser = Browser.start(folder, 1320, 1180)) {
            browser.open(hawser.url("/_hawser/"));
            String points = "typeof charts == 'undefined' ? 0 : charts[0].points.filter(p => p > 0).length";
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (Integer.parseInt(browser.say(points)) < 3) {
                assertThat(System.nanoTime()).as("no points yet").isLessThan(end);
                LockSupport.parkNanos(100_000_000);
            }
            assertThat(browser.say("document.getElementById('state').textContent"))
                    .isEqualTo("127.0.0.1:" + hawser.port());
            assertThat(browser.say("[...document.querySelectorAll('h2')].map(e => e.textContent).join('|')")
                            .split("\\|"))
                    .contains(
                            "Requests",
                            "Write calls per response",
                            "Octets copied per octet sent",
                            "Gather size",
                            "Stalls",
                            "Queue depth");
            String[] numbers = browser.say(
                            "[...document.querySelectorAll('.now span')].map(e => e.textContent).join('|')")
                    .split("\\|");
            assertThat(Arrays.asList(numbers)).hasSize(12).allMatch(number -> !number.isBlank());
            assertThat(browser.say("performance.getEntriesByType('resource')"
                            + ".filter(e => !e.name.startsWith(location.origin)).length"))
                    .isEqualTo("0");
            byte[] picture = browser.picture();
            Files.write(Path.of("target", "live-page.png"), picture);
            assertThat(pixelsOf(CHART_LINE, ImageIO.read(new ByteArrayInputStream(picture))))
                    .as("pixels of the charts' lines")
                    .isGreaterThan(100);
            assertThat(load.failures()).isEmpty();
        }
    }

    private static long pixelsOf(int colour, BufferedImage image) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if ((image.getRGB(x, y) & 0xff_ffff) == colour) count++;
            }
        }
        return count;
    }
}
