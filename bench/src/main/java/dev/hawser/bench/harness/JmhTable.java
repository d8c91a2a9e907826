package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Results of JMH as a table, and tables between the marks of a page.
 *
 * <p>Of many short iterations the fastest and the median are told: on a machine that others use as well, the fastest is
 * what the code does when it is left alone, and the median says how seldom that was.
 */
public final class JmhTable {

    private JmhTable() {}

    /** The least of {@code times}. */
    public static double fastest(double[] times) {
        return Arrays.stream(times).min().orElseThrow();
    }

    /** The middle of {@code times}. */
    public static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** One line for each result, with ratios to that of the benchmark's method called {@code baseline}. */
    public static List<String> lines(Collection<RunResult> results, String baseline) {
        double base = results.stream()
                .filter(run -> name(run).equals(baseline))
                .mapToDouble(run -> fastest(times(run)))
                .findFirst()
                .orElse(Double.NaN);
        List<String> lines = new ArrayList<>();
        lines.add("| what | fastest ns | median ns | B allocated | ratio of the fastest to " + baseline + " |");
        lines.add("| --- | ---: | ---: | ---: | ---: |");
        for (RunResult run : results) {
            double[] times = times(run);
            lines.add("| %s | %.0f | %.0f | %.0f | %.2f |"
                    .formatted(name(run), fastest(times), median(times), allocated(run), fastest(times) / base));
        }
        return lines;
    }

    private static String name(RunResult run) {
        BenchmarkParams params = run.getParams();
        String name = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        StringBuilder all = new StringBuilder(name);
        for (String key : params.getParamsKeys()) {
            all.append(", ").append(key).append(' ').append(params.getParam(key));
        }
        return all.toString();
    }

    private static double[] times(RunResult run) {
        return run.getBenchmarkResults().stream()
                .flatMap(fork -> fork.getIterationResults().stream())
                .map(IterationResult::getPrimaryResult)
                .mapToDouble(Result::getScore)
                .toArray();
    }

    private static double allocated(RunResult run) {
        double most = 0;
        for (BenchmarkResult fork : run.getBenchmarkResults()) {
            Result<?> result = fork.getSecondaryResults().get("gc.alloc.rate.norm");
            if (result != null) most = Math.max(most, result.getScore());
        }
        return most;
    }

    /**
     * Puts {@code lines} between the two comments of {@code page} that begin and end {@code mark}.
     *
     * @throws IOException if the page has none
     */
    public static void publish(Path page, String mark, List<String> lines) throws IOException {
        String text = Files.readString(page);
        String begin = "<!-- " + mark + ": begin -->";
        String end = "<!-- " + mark + ": end -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) throw new IOException("%s has no lines %s and %s".formatted(page, begin, end));
        Files.writeString(
                page,
                text.substring(0, from + begin.length())
                        + "\n\n"
                        + String.join("\n", lines)
                        + "\n\n"
                        + text.substring(to));
    }
}
