package dev.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of the bytes room and prints them as a table beside their peers, with what they should reach.
 *
 * <p>Many short iterations, of which the fastest and the median are shown: on a machine that others use as well, the
 * fastest is what the code can do when it is left alone, and the median says how seldom that was.
 */
public final class BytesBench {

    private BytesBench() {}

    private static final String HELP = """
            bench/bytes [--forks N] [--iterations N] [--publish FILE] [PATTERN...]

              PATTERN        which benchmarks, such as Get or 'Slice.*netty'; all if there is none (about seven minutes)
              --forks N      JVMs for each benchmark; 1
              --iterations N iterations of 20 ms in each; 60
              --publish FILE also put each table into FILE, in place of the one that is there for the same class:
                             docs/performance-bytes.md
            """;

    /** Runs what the patterns of {@code args} match; see {@code --help}. Ends with 1 when a fork failed. */
    public static void main(String[] args) throws RunnerException, IOException {
        int forks = 1;
        int iterations = 60;
        Path page = null;
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help" -> {
                    System.out.print(HELP);
                    return;
                }
                case "--forks" -> forks = Integer.parseInt(args[++i]);
                case "--iterations" -> iterations = Integer.parseInt(args[++i]);
                case "--publish" -> page = Path.of(args[++i]);
                default -> patterns.add("\\.Bytes\\w*" + args[i]);
            }
        }
        if (patterns.isEmpty()) patterns.add("\\.Bytes\\w*Benchmark\\.");
        OptionsBuilder options = new OptionsBuilder();
        for (String pattern : patterns) options.include(pattern);
        options.forks(forks)
                .warmupIterations(8)
                .warmupTime(TimeValue.milliseconds(200))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(20))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                // A fork that fails would otherwise only be missing from the table.
                .shouldFailOnError(true)
                .jvmArgs(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        // The peers at their best: Netty's Unsafe is off on JDK 25 unless it is asked for.
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.noUnsafe=false",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED");
        System.err.printf("bench: %s, %d forks, load %s%n", String.join(" ", patterns), forks, load());
        List<BytesTable.Cell> cells = cells(new Runner(options.build()).run());
        if (cells.isEmpty()) throw new IllegalArgumentException("no benchmark is called " + patterns);
        Set<String> groups = new LinkedHashSet<>();
        for (BytesTable.Cell cell : cells) groups.add(cell.group());
        for (String group : groups) {
            String text = BytesTable.of(group, cells, note(forks, iterations));
            System.out.println("\n## " + group + "\n\n" + text);
            if (page != null) publish(page, group, text);
        }
    }

    private static String note(int forks, int iterations) {
        return "%s, JDK %s, %d processors, load %s at the end; %d forks of %d iterations of 20 ms"
                .formatted(
                        LocalDate.now(),
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        load(),
                        forks,
                        iterations);
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static void publish(Path page, String group, String text) throws IOException {
        String begin = "<!-- " + group + ": begin -->\n";
        String end = "<!-- " + group + ": end -->";
        String before = Files.readString(page);
        int from = before.indexOf(begin);
        int to = before.indexOf(end);
        if (from < 0 || to < from) throw new IOException("%s has no place for %s".formatted(page, group));
        Files.writeString(page, before.substring(0, from) + begin + "\n" + text + "\n" + before.substring(to));
    }

    private static List<BytesTable.Cell> cells(Collection<RunResult> results) {
        List<BytesTable.Cell> out = new ArrayList<>();
        for (RunResult run : results) {
            List<Double> times = new ArrayList<>();
            double octets = 0;
            for (BenchmarkResult fork : run.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    times.add(iteration.getPrimaryResult().getScore());
                }
                @Nullable Result<?> allocated = fork.getSecondaryResults().get("gc.alloc.rate.norm");
                if (allocated != null) octets = Math.max(octets, allocated.getScore());
            }
            times.sort(null);
            BenchmarkParams params = run.getParams();
            String[] path = params.getBenchmark().split("\\.");
            // One parameter at most.
            String param = params.getParamsKeys().stream()
                    .map(k -> k + " " + params.getParam(k))
                    .findFirst()
                    .orElse("");
            out.add(new BytesTable.Cell(
                    path[path.length - 2],
                    path[path.length - 1],
                    param,
                    times.getFirst(),
                    times.get(times.size() / 2),
                    octets));
        }
        return out;
    }
}
