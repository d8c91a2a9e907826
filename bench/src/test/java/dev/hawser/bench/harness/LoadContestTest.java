package dev.hawser.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bench.harness.LoadContest.Found;
import dev.hawser.bench.harness.LoadContest.Line;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadContestTest {

    @ParameterizedTest
    @CsvSource({
        "load-h1-paced, 1.09, 9, ",
        "load-h1-paced, 1.11, 1, rates differ",
        "load-h2-server, 0.89, 1, rates differ",
        "load-h1-plain, 2, 1.4, ",
        "load-h1-plain, 1, 1.6, CPU of wrk",
    })
    void ratesHaveToAgreeUnlessNobodySetsThePaceAndThenCpuCounts(
            String name, double rate, double cpu, @Nullable String complaint) {
        LoadRow row = LoadRow.ALL.stream()
                .filter(one -> one.row().name().equals(name))
                .findFirst()
                .orElseThrow();
        Line line = new Line(
                row, List.of(new Found(1000, 10, 1, 1)), List.of(new Found(1000 * rate, 10 * cpu, 1, 1)), null);

        if (complaint == null) assertThat(line.complaint()).isNull();
        else assertThat(line.complaint()).contains(complaint);
    }
}
