package dev.hawser.bench;

import dev.hawser.bench.harness.JmhTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The speed of HTTP/1.1 as tables: heads beside other parsers, and where copying content ends to pay. */
public final class H1Bench {

    private H1Bench() {}

    /**
     * Measures and prints. {@code --forks N}, {@code --iterations N}; {@code --only heads} or {@code --only pack} for one
     * of the tables; {@code --publish FILE} puts them into that page as well.
     */
    public static void main(String[] args) throws Exception {
        int forks = 3;
        int iterations = 100;
        String only = "";
        Path page = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--forks" -> forks = Integer.parseInt(args[++i]);
                case "--iterations" -> iterations = Integer.parseInt(args[++i]);
                case "--only" -> only = args[++i];
                case "--publish" -> page = Path.of(args[++i]);
                default -> throw new IllegalArgumentException("unknown: " + args[i]);
            }
        }
        switch (only) {
            case "heads" -> tellHeads(page, forks, iterations);
            case "pack" -> tellPack(page);
            case "" -> {
                tellHeads(page, forks, iterations);
                tellPack(page);
            }
            default -> throw new IllegalArgumentException("--only heads or pack, not " + only);
        }
    }

    private static void tellHeads(@Nullable Path page, int forks, int iterations) throws Exception {
        List<String> lines = new ArrayList<>(List.of(machine(), ""));
        lines.addAll(JmhTable.lines(heads(forks, iterations), "hawserHead"));
        tell(page, "heads", lines);
    }

    private static void tellPack(@Nullable Path page) throws Exception {
        List<String> lines = new ArrayList<>(List.of(machine(), ""));
        lines.addAll(PackThreshold.measure("auto"));
        tell(page, "pack", lines);
    }

    private static Collection<RunResult> heads(int forks, int iterations) throws Exception {
        return new Runner(new OptionsBuilder()
                        .include(H1ParseBenchmark.class.getName().replace(".", "\\."))
                        .forks(forks)
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
                                "-Dio.netty.noUnsafe=false")
                        .build())
                .run();
    }

    private static String machine() throws Exception {
        String model = java.nio.file.Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
        return "%s, %d CPUs, JDK %s; Netty %s, Jetty %s."
                .formatted(
                        model,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.vm.version"),
                        io.netty.util.Version.identify().get("netty-codec-http").artifactVersion(),
                        org.eclipse.jetty.util.Jetty.VERSION);
    }

    private static void tell(@Nullable Path page, String mark, List<String> lines) throws Exception {
        for (String line : lines) System.out.println(line);
        System.out.println();
        if (page != null) JmhTable.publish(page, mark, lines);
    }
}
