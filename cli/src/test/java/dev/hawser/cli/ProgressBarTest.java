package dev.hawser.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressBarTest {

    private final ByteArrayOutputStream drawn = new ByteArrayOutputStream();

    @Test
    void drawsOverWhatItDrewAndLeavesNothingBehind() {
        try (ProgressBar bar = ProgressBar.on(new PrintStream(drawn, true, UTF_8))) {
            bar.show(0.5, "half of it");
            assertThat(drawn.toString(UTF_8)).isEqualTo("\r[##############..............]  50% half of it");
            bar.show(1, "all");
        }
        String all = drawn.toString(UTF_8);
        assertThat(all).contains("\r[############################] 100% all       ");
        assertThat(all.substring(all.lastIndexOf('\r', all.length() - 2) + 1).strip())
                .isEmpty();
    }

    @Test
    void withoutAKnownEndThereIsTextOnly() {
        ProgressBar.on(new PrintStream(drawn, true, UTF_8)).show(-1, "5 KiB");
        assertThat(drawn.toString(UTF_8)).isEqualTo("\r5 KiB");
    }
}
