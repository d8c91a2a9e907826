package dev.hawser.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bench.harness.ClientContest.Line;
import dev.hawser.bench.harness.ClientContest.Result;
import dev.hawser.bench.harness.ClientProcess.Done;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientContestTest {

    private static final ClientRow UPLOAD = ClientRow.ALL.stream()
            .filter(row -> row.name().equals("clients-h1-upload"))
            .findFirst()
            .orElseThrow();

    @Test
    void theLimitIsTheFastestThatAnybodySaw() {
        Result toolWasFastest = ClientContest.result(UPLOAD, List.of(line("a", 800), line("b", 900)), 1000);
        Result clientWasFastest = ClientContest.result(UPLOAD, List.of(line("a", 1200), line("b", 900)), 1000);

        assertThat(toolWasFastest.limit()).isEqualTo(1000);
        assertThat(toolWasFastest.limitBy()).isEqualTo("curl");
        assertThat(clientWasFastest.limit()).isEqualTo(1200);
        assertThat(clientWasFastest.limitBy()).startsWith("a,").contains("curl");
    }

    @Test
    void aClientThatFailedShowsNoLimit() {
        Line failed = line("a", 5000);
        failed.failure = "reset";

        assertThat(ClientContest.result(UPLOAD, List.of(failed), 1000).limit()).isEqualTo(1000);
    }

    @Test
    void aClientWithoutFiguresIsToldWithItsReason() {
        Line failed = line("a", 5000);
        failed.failure = "it has ended";

        assertThat(ClientReport.table(ClientContest.result(UPLOAD, List.of(failed, line("b", 500)), 1000)))
                .contains("| b |", "- a failed: it has ended", "| 0.50 |")
                .doesNotContain("| a |");
    }

    private static Line line(String client, long octetsPerSecond) {
        Line line = new Line(client);
        line.rounds.add(new Done(1, octetsPerSecond, 1, 0.5, 0));
        return line;
    }
}
