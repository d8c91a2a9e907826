package dev.hawser.bench;

import dev.hawser.bench.harness.Contest;
import java.nio.file.Files;
import java.nio.file.Path;

/** What every harness is told of its rounds, where they run, and where the figures go. */
final class PlanOptions {

    private final Path repository = Path.of("").toAbsolutePath();
    private int rounds;
    private double seconds;
    private double warmup;
    private int serverCpu = 0;
    private int clientCpu = 1;
    private Path out;

    /** @param out a folder, by its name among those of bench */
    PlanOptions(int rounds, double seconds, double warmup, String out) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.warmup = warmup;
        this.out = Path.of("bench/target", out);
    }

    /** Takes {@code option} and its value, when it is one of these. */
    boolean take(String option, Arguments words) {
        switch (option) {
            case "--rounds" -> rounds = words.count();
            case "--seconds" -> seconds = words.seconds();
            case "--warmup" -> warmup = words.seconds();
            case "--server-cpu" -> serverCpu = words.count();
            case "--client-cpu" -> clientCpu = words.count();
            case "--out" -> out = words.path();
            default -> {
                return false;
            }
        }
        return true;
    }

    Contest.Plan plan(boolean counting) {
        return new Contest.Plan(rounds, seconds, warmup, serverCpu, clientCpu, counting);
    }

    /** Where Markdown, JSON and pictures go. */
    Path out() {
        return out;
    }

    Path repository() {
        return repository;
    }

    /**
     * The folder of the programs in C.
     *
     * @param command what is started, from the repository's own folder only
     */
    Path sources(String command) {
        Path sources = repository.resolve("bench/src/main/c");
        if (Files.isDirectory(sources)) return sources;
        throw new IllegalArgumentException("start it as %s; there is no %s".formatted(command, sources));
    }
}
