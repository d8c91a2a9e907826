package dev.hawser.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    Path folder;

    @Test
    void publishingReplacesOnlyWhatIsBetweenTheMarks() throws IOException {
        Path page = Files.writeString(
                folder.resolve("performance.md"), "before\n<!-- peers: begin -->\nold\n<!-- peers: end -->\nafter\n");
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("h1-plain.md"), "### h1-plain\n");
        Files.writeString(run.resolve("h1-plain.svg"), "<svg/>");

        Report.publish(run, page);
        Report.publish(run, page);

        assertThat(page)
                .content()
                .startsWith("before\n<!-- peers: begin -->")
                .endsWith("<!-- peers: end -->\nafter\n")
                .containsOnlyOnce("### h1-plain")
                .contains("(performance/h1-plain.svg)")
                .doesNotContain("old");
        assertThat(folder.resolve("performance/h1-plain.svg")).hasContent("<svg/>");
    }

    @Test
    void rowsThatWereNotMeasuredAnewStayInTheirPlaces() throws IOException {
        Path page = Files.writeString(
                folder.resolve("performance.md"),
                "<!-- peers: begin -->\n\n### h1-plain\n\nof old\n\n### h2-1m\n\nof old, too\n<!-- peers: end -->\n");
        Path run = Files.createDirectory(folder.resolve("run"));
        Files.writeString(run.resolve("h1-1m.md"), "### h1-1m\n\nnew\n");
        Files.writeString(run.resolve("h2-1m.md"), "### h2-1m\n\nnew, too\n");

        Report.publish(run, page);

        assertThat(page)
                .content()
                .containsSubsequence("### h1-plain\n\nof old\n", "### h1-1m\n\nnew\n", "### h2-1m\n\nnew, too\n")
                .doesNotContain("of old, too");
    }

    @Test
    void aPageWithoutMarksIsLeftAsItIs() throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), "text");

        assertThatThrownBy(() -> Report.publish(folder, page)).hasMessageContaining("peers: begin");
        assertThat(page).hasContent("text");
    }

    @Test
    void aTableShowsTheColumnsThatItWantsAndNoFailedServer() {
        List<String> columns = List.of("server", "first ms", "second ms", "third ms");
        Table table = new Table(
                "start",
                "How long",
                columns,
                List.of(
                        List.of("slow", "9", "1,200", "7"),
                        Table.failed("broken", columns),
                        List.of("hawser", "8", "3.5", "-")),
                List.of("broken failed: no"),
                List.of(2));

        assertThat(Chart.of(table))
                .contains("start: second ms", ">1,200<", ">3.5<")
                .doesNotContain("broken", "third ms", ">9<")
                .containsSubsequence(">hawser<", ">slow<");
    }
}
