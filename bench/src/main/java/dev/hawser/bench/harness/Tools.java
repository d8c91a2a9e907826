package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Programs of the machine: finds them, runs them. */
final class Tools {

    private Tools() {}

    /** The path of a program, or null where there is none. */
    static @Nullable Path find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/bin:/usr/bin";
        for (String folder : path.split(":", -1)) {
            Path program = Path.of(folder, name);
            if (!folder.isEmpty() && Files.isExecutable(program)) {
                return program;
            }
        }
        return null;
    }

    /** A command line that runs on one CPU only. */
    static List<String> onCpu(int cpu, List<String> command) {
        var all = new ArrayList<String>(List.of("taskset", "-c", Integer.toString(cpu)));
        all.addAll(command);
        return all;
    }

    /** Runs to the end and returns what was printed, both outputs mixed; fails when the exit code is not 0. */
    static String run(long seconds, List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("hawser-bench", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            try {
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    throw new IOException("still running after %d s: %s".formatted(seconds, String.join(" ", command)));
                }
            } finally {
                process.destroyForcibly();
            }
            String said = Files.readString(out, StandardCharsets.ISO_8859_1);
            if (process.exitValue() != 0) {
                throw new IOException(
                        "exit %d of %s: %s".formatted(process.exitValue(), String.join(" ", command), said.strip()));
            }
            return said;
        } finally {
            Files.deleteIfExists(out);
        }
    }

    /** The first line a program prints about its version, or a dash. */
    static String firstLine(String... command) {
        try {
            return run(10, List.of(command)).lines().findFirst().orElse("-").strip();
        } catch (IOException e) {
            // Some programs, as wrk, tell their version and then fail.
            String message = String.valueOf(e.getMessage());
            int said = message.indexOf(": ");
            return said < 0
                    ? "-"
                    : message.substring(said + 2)
                            .lines()
                            .findFirst()
                            .orElse("-")
                            .strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "-";
        }
    }
}
