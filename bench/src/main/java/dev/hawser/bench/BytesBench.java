package dev.hawser.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * Runs the benchmarks of the bytes room and prints them as a table beside their peers.
 *
 * <p>Many short iterations, of which the fastest and the median are shown: on a machine that others use as well, the
 * fastest is what the code can do when it is left alone, and the median says how seldom that was.
 */
public final class BytesBench {

    private BytesBench() {}

    private static final Map<String, String> BASELINES = Map.of(
            "BytesGetBenchmark", "array",
            "BytesSliceBenchmark", "leastObject",
            "BytesSearchBenchmark", "naiveLoop",
            "BytesListBenchmark", "hawserAppend",
            "BytesRopeGetBenchmark", "hawserRope",
            "BytesCopyBenchmark", "arraycopy",
            "BytesGatherBenchmark", "bareGather",
            "BytesLeaseBenchmark", "hawserLease");

    private static final Map<String, String> SECOND_BASELINES =
            Map.of("BytesGatherBenchmark.hawserPack", "bareFlatten");

    private record Cell(String group, String name, String param, double fastest, double median, double octets) {}

    /** Runs what the patterns of {@code args} match, or everything; {@code --forks N} and {@code --iterations N}. */
    public static void main(String[] args) throws RunnerException {
        int forks = 2;
        int iterations = 60;
        List<String> patterns = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--forks" -> forks = Integer.parseInt(args[++i]);
                case "--iterations" -> iterations = Integer.parseInt(args[++i]);
                default -> patterns.add(args[i]);
            }
        }
        if (patterns.isEmpty()) patterns.add("dev\\.hawser\\.bench\\.Bytes.*Benchmark");
        OptionsBuilder options = new OptionsBuilder();
        for (String pattern : patterns) options.include(pattern);
        options.forks(forks)
                .warmupIterations(10)
                .warmupTime(TimeValue.milliseconds(200))
                .measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(20))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .jvmArgs(
                        "-Xmx1g",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        // The peers at their best: Netty's Unsafe is off on JDK 25 unless it is asked for.
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dio.netty.noUnsafe=false",
                        "-Dio.netty.tryReflectionSetAccessible=true",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "--add-opens=java.base/java.nio=ALL-UNNAMED");
        print(cells(new Runner(options.build()).run()), System.out::println);
    }

    private static List<Cell> cells(Collection<RunResult> results) {
        List<Cell> out = new ArrayList<>();
        for (RunResult run : results) {
            List<Double> times = new ArrayList<>();
            double octets = 0;
            for (BenchmarkResult fork : run.getBenchmarkResults()) {
                for (IterationResult iteration : fork.getIterationResults()) {
                    times.add(iteration.getPrimaryResult().getScore());
                }
                Result<?> allocated = fork.getSecondaryResults().get("gc.alloc.rate.norm");
                if (allocated != null) octets = Math.max(octets, allocated.getScore());
            }
            times.sort(null);
            BenchmarkParams params = run.getParams();
            String[] path = params.getBenchmark().split("\\.");
            String param = String.join(
                    ", ",
                    params.getParamsKeys().stream()
                            .map(k -> k + " " + params.getParam(k))
                            .toList());
            out.add(new Cell(
                    path[path.length - 2],
                    path[path.length - 1],
                    param,
                    times.getFirst(),
                    times.get(times.size() / 2),
                    octets));
        }
        return out;
    }

    private static void print(List<Cell> cells, java.util.function.Consumer<String> out) {
        Map<String, Cell> byKey = new LinkedHashMap<>();
        for (Cell c : cells) byKey.put(c.group + "." + c.name + " " + c.param, c);
        String group = "";
        for (Cell c : cells) {
            if (!c.group.equals(group)) {
                group = c.group;
                out.accept("");
                out.accept("**" + group + "**");
                out.accept("");
                out.accept("| what | | fastest ns | median ns | B allocated | ratio of the fastest |");
                out.accept("| --- | --- | ---: | ---: | ---: | ---: |");
            }
            String base = Objects.requireNonNullElse(
                    SECOND_BASELINES.get(c.group + "." + c.name), BASELINES.getOrDefault(c.group, c.name));
            Cell baseline = byKey.get(c.group + "." + base + " " + c.param);
            String ratio = baseline == null
                    ? ""
                    : "%.2f%s"
                            .formatted(
                                    c.fastest / baseline.fastest,
                                    base.equals(BASELINES.get(group)) ? "" : " of " + base);
            out.accept("| %s | %s | %.1f | %.1f | %.0f | %s |"
                    .formatted(c.name, c.param, c.fastest, c.median, c.octets, ratio));
        }
    }
}
