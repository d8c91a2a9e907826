package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hawser.http.ServerConfig.WriteMode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What a comparison says follows from its rounds. */
final class CompareReportTest {

    private static CompareResult.Round round(double writes, double cpu) {
        return new CompareResult.Round(writes, cpu, 0.5, 1000, 10, 20);
    }

    /** A case in which gather takes {@code writes} calls and {@code cpu} where the others take 1 and 10. */
    private static CompareResult result(CompareCase what, double writes, double cpu) {
        CompareResult result = new CompareResult(what);
        for (int i = 0; i < 3; i++) {
            result.add(WriteMode.GATHER, round(writes, cpu + i));
            result.add(WriteMode.FRAME, round(1, 10 + i));
            result.add(WriteMode.FLATTEN, round(1, 10 + i));
        }
        return result;
    }

    private static CompareReport report(CompareResult... results) {
        return new CompareReport(List.of(results), 3, Duration.ofMillis(600), "nio");
    }

    @Test
    void figuresAreMediansAndRatiosAreTakenRoundByRound() {
        CompareResult result = new CompareResult(CompareCase.few().getFirst());
        result.add(WriteMode.GATHER, round(1, 5));
        result.add(WriteMode.GATHER, round(1, 50));
        result.add(WriteMode.GATHER, round(1, 6));
        result.add(WriteMode.FRAME, round(1, 10));
        result.add(WriteMode.FRAME, round(1, 100));
        result.add(WriteMode.FRAME, round(1, 8));
        assertThat(result.median(WriteMode.GATHER, CompareResult.Round::cpuMicros))
                .isEqualTo(6);
        assertThat(result.spread(WriteMode.GATHER, CompareResult.Round::cpuMicros))
                .isEqualTo(7.5);
        assertThat(result.saved(WriteMode.GATHER, WriteMode.FRAME, CompareResult.Round::cpuMicros))
                .isCloseTo(0.5, within(1e-9));
    }

    @Test
    void aClaimIsCountedWhereItHoldsAndNamedWhereItDoesNot() {
        List<CompareCase> cases = CompareCase.few();
        CompareReport report = report(result(cases.get(0), 1.2, 11), result(cases.get(1), 0.1, 5));
        assertThat(report.conclusions().getFirst())
                .contains("holds in 1 of 2 cases")
                .contains("most +90 % (" + cases.get(1).name() + ")")
                .contains("least -20 % (" + cases.get(0).name() + ")");
    }

    @Test
    void roundsThatDisagreeAreCountedAndNoiseIsSaid() {
        CompareResult result = new CompareResult(CompareCase.few().getFirst());
        for (int i = 1; i <= 3; i++) {
            result.add(WriteMode.GATHER, round(0.1, 8));
            result.add(WriteMode.FRAME, round(1, 4 * i));
            result.add(WriteMode.FLATTEN, round(1, 8 * i));
        }
        assertThat(report(result).conclusions())
                .anyMatch(line -> line.startsWith("10-20 % less CPU than one large frame")
                        && line.contains("holds in 0 of 1 cases, and in 1 the rounds disagree"))
                .anyMatch(line -> line.startsWith("Too noisy: in half of the cells the rounds lie 100 % apart."))
                .noneMatch(line -> line.contains("fewer") && line.contains("disagree"));
        assertThat(report(result(CompareCase.few().getFirst(), 0.5, 5)).conclusions())
                .noneMatch(line -> line.startsWith("Too noisy"));
    }

    @Test
    void everyCaseHasAMetricOfEachStrategyInTableAndJson() {
        CompareReport report = report(result(CompareCase.few().getFirst(), 0.5, 5));
        assertThat(report.toText()).contains("gather").contains("frame").contains("flatten");
        assertThat(report.toJson())
                .contains("\"write_calls_per_response\": 0.500")
                .contains("\"cpu_saved_against_frame\"");
    }

    @Test
    void thePageCarriesItsPicture() throws IOException {
        CompareResult result = result(CompareCase.few().getFirst(), 0.5, 5);
        byte[] png = CompareChart.png(List.of(result));
        assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThan(1000);
        assertThat(report(result).toHtml(png))
                .contains("data:image/png;base64,iVBOR")
                .doesNotContain("http://");
    }

    @Test
    void theFewCasesAreAmongAll() {
        assertThat(CompareCase.all()).containsAll(CompareCase.few());
    }
}
