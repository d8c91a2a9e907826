package dev.hawser.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What HTTP/2 costs: the engine alone beside Netty's, one request in flight, the size from which content is gathered, and
 * write calls counted at a server. {@code make bench-h2}, or {@code bench/h2 --help}.
 */
public final class H2Bench {

    private static final String HELP = """
            bench/h2 [options] [PART...]: what HTTP/2 costs

              engine           the engine alone, memory to memory, beside Netty's codec in the same run
              trip             one stream, one request in flight, over loopback: gathered beside one frame a write
              threshold        pieces copied and pieces gathered, by their size
              calls            write calls and copied octets, counted at a server
                               all four without a PART
              --forks N        JVMs for each figure (2)
              --out DIR        where the tables go (bench/target/h2)
              --publish FILE   put what DIR has, and what the last tests said, into a page such as docs/http2.md;
                               measures nothing
            """;

    private static final List<String> PARTS = List.of("engine", "trip", "threshold", "calls");

    private H2Bench() {}

    /** Runs the parts named in {@code args}, and writes one table for each. */
    public static void main(String[] args) throws IOException, RunnerException {
        Path out = Path.of("bench/target/h2");
        int forks = 2;
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--help", "-h" -> {
                    System.out.print(HELP);
                    return;
                }
                case "--forks" -> forks = Integer.parseInt(args[++i]);
                case "--out" -> out = Path.of(args[++i]);
                case "--publish" -> {
                    H2Page.publish(out, PARTS, Path.of(args[++i]));
                    return;
                }
                default -> {
                    if (!PARTS.contains(args[i]))
                        throw new IllegalArgumentException("no part '%s'; see --help".formatted(args[i]));
                    parts.add(args[i]);
                }
            }
        }
        Files.createDirectories(out);
        for (String part : parts.isEmpty() ? PARTS : parts) {
            String table = switch (part) {
                case "engine" -> engine(run("H2EngineBenchmark", forks, 5));
                case "trip" -> pairs(run("H2RoundTripBenchmark", forks, 5), "mode", "size", "octets of content");
                case "threshold" -> pairs(run("H2ThresholdBenchmark", forks, 2), "", "size", "octets of a piece");
                default -> H2Counts.table();
            };
            table += "\n" + machine();
            Files.writeString(out.resolve(part + ".md"), table);
            System.out.println("\n" + part + "\n\n" + table);
        }
    }

    private static String machine() throws IOException {
        String cpu = Files.exists(Path.of("/proc/cpuinfo"))
                ? Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip() + ", ")
                        .findFirst()
                        .orElse("")
                : "";
        return "%s, %s%d CPUs, %s %s\n"
                .formatted(
                        LocalDate.now(),
                        cpu,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.vm.name"),
                        System.getProperty("java.vm.version"));
    }

    private static Collection<RunResult> run(String benchmark, int forks, int iterations) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("dev\\.hawser\\.bench\\." + benchmark + "\\.")
                        .forks(forks)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(iterations)
                        .measurementTime(TimeValue.seconds(1))
                        .addProfiler(GCProfiler.class)
                        .jvmArgs(
                                "-Xmx512m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                // Netty at its best: its Unsafe is off on JDK 25 unless it is asked for.
                                "--sun-misc-unsafe-memory-access=allow",
                                "-Dio.netty.noUnsafe=false",
                                "-Dio.netty.tryReflectionSetAccessible=true",
                                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                                "--add-opens=java.base/java.nio=ALL-UNNAMED")
                        .build())
                .run();
    }

    private static double nanos(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    private static String error(RunResult result) {
        double error = result.getPrimaryResult().getScoreError();
        return Double.isNaN(error) ? "" : " ±%.0f".formatted(error);
    }

    private static double octets(RunResult result) {
        Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
        return allocated == null ? Double.NaN : allocated.getScore();
    }

    private static String name(RunResult result) {
        String path = result.getParams().getBenchmark();
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String engine(Collection<RunResult> results) {
        Map<String, Map<String, RunResult>> rows = new LinkedHashMap<>();
        for (RunResult result : results) {
            rows.computeIfAbsent(result.getParams().getParam("streams"), _ -> new LinkedHashMap<>())
                    .put(name(result), result);
        }
        StringBuilder table = new StringBuilder();
        table.append("| requests in one read | Hawser ns | Netty ns | times as fast | Hawser B | Netty B |\n");
        table.append("| ---: | ---: | ---: | ---: | ---: | ---: |\n");
        rows.forEach((streams, of) -> {
            RunResult ours = of.get("hawser");
            RunResult theirs = of.get("netty");
            if (ours == null || theirs == null)
                throw new IllegalStateException("a benchmark has failed: " + of.keySet());
            table.append("| %s | %.0f%s | %.0f%s | %.1f | %.0f | %.0f |\n"
                    .formatted(
                            streams,
                            nanos(ours),
                            error(ours),
                            nanos(theirs),
                            error(theirs),
                            nanos(theirs) / nanos(ours),
                            octets(ours),
                            octets(theirs)));
        });
        return table.toString();
    }

    /** Two columns, by a parameter or by the benchmark's name, and how much the second is of the first. */
    private static String pairs(Collection<RunResult> results, String columnBy, String rowBy, String heading) {
        Map<String, List<RunResult>> rows = new LinkedHashMap<>();
        for (RunResult result : results) {
            rows.computeIfAbsent(result.getParams().getParam(rowBy), _ -> new ArrayList<>())
                    .add(result);
        }
        StringBuilder table = new StringBuilder();
        rows.forEach((row, of) -> {
            if (of.size() != 2) throw new IllegalStateException("a benchmark has failed: " + row);
            RunResult one = of.get(0);
            RunResult other = of.get(1);
            if (table.isEmpty()) {
                table.append("| %s | %s ns | %s ns | ratio |\n"
                        .formatted(heading, column(one, columnBy), column(other, columnBy)));
                table.append("| ---: | ---: | ---: | ---: |\n");
            }
            table.append("| %s | %.0f%s | %.0f%s | %.2f |\n"
                    .formatted(row, nanos(one), error(one), nanos(other), error(other), nanos(other) / nanos(one)));
        });
        return table.toString();
    }

    private static String column(RunResult result, String by) {
        return by.isEmpty() ? name(result) : result.getParams().getParam(by);
    }
}
