package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code hawser load} beside wrk and h2load: the same question to the same server, one after the other, in rounds. */
public final class LoadContest implements AutoCloseable {

    /** So much may the rates of two programs differ that ask the same and do not set the pace. */
    static final double AGREEMENT = 0.10;

    /** So many times the CPU of h2load or wrk may a request cost. */
    static final double MOST_CPU = 1.5;

    /** Of ours, in seconds, where CPU is looked at: most of a JVM's first seconds is the compiler's. */
    private static final double OWN_WARM_UP = 4;

    private static final Pattern NUMBER =
            Pattern.compile("\"(requests_per_second|failed|cpu_us_per_request|p50|p99)\": ?([0-9.Ee+-]+)");

    private static final List<String> COLUMNS = List.of(
            "row",
            "other",
            "its req/s",
            "ours",
            "ratio",
            "its CPU us/req",
            "ours",
            "ratio",
            "its p50 us",
            "ours",
            "its p99 us",
            "ours");

    /** What one program found in one round; times in microseconds, NaN where they are not told. */
    record Found(double rate, double cpu, double p50, double p99) {}

    /** All rounds of one row, of both programs. */
    record Line(
            LoadRow asked,
            List<Found> theirs,
            List<Found> ours,
            @Nullable String failure) {

        double ratio(ToDoubleFunction<Found> what) {
            double[] ratios = new double[Math.min(theirs.size(), ours.size())];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = what.applyAsDouble(ours.get(i)) / what.applyAsDouble(theirs.get(i));
            }
            return Cell.median(ratios);
        }

        static double median(List<Found> rounds, ToDoubleFunction<Found> what) {
            return Cell.median(rounds.stream().mapToDouble(what).toArray());
        }

        /** What is wrong with it, or null. */
        @Nullable
        String complaint() {
            if (failure != null) return failure;
            double rate = ratio(Found::rate);
            if (asked.pace() != LoadRow.Pace.NOBODY && Math.abs(rate - 1) > AGREEMENT) {
                return "the rates differ by more than %.0f %%".formatted(100 * AGREEMENT);
            }
            if (asked.pace() == LoadRow.Pace.NOBODY && ratio(Found::cpu) > MOST_CPU) {
                return "a request costs more than %.1f times the CPU of %s".formatted(MOST_CPU, asked.other());
            }
            return null;
        }
    }

    private final Contest.Plan plan;
    private final Site site;
    private final Path repository;
    private final Load load;
    private final Map<String, RunningServer> servers = new HashMap<>();

    /** A contest by a plan; its warm-up is that of the server, before each row. */
    public LoadContest(Contest.Plan plan, Site site, Path repository) throws IOException, InterruptedException {
        this.plan = plan;
        this.site = site;
        this.repository = repository;
        this.load = new Load(plan.clientCpu(), site.folder(), site.compiled("drain"));
    }

    /** Asks all of it, row by row. */
    public Table run(List<String> names) throws InterruptedException {
        var lines = new ArrayList<Line>();
        for (LoadRow row : LoadRow.ALL) {
            if (names.isEmpty() || names.stream().anyMatch(row.row().name()::startsWith)) lines.add(line(row));
        }
        if (lines.isEmpty()) throw new IllegalArgumentException("no such row; see --list");
        return table(lines);
    }

    /** The names of all rows, with what they ask. */
    public static List<String> list() {
        return LoadRow.ALL.stream()
                .map(row ->
                        "%-22s %s of %s".formatted(row.row().name(), row.row().question(), row.server()))
                .toList();
    }

    private Line line(LoadRow asked) throws InterruptedException {
        var theirs = new ArrayList<Found>();
        var ours = new ArrayList<Found>();
        try {
            int port = server(asked).port();
            for (int round = 1; round <= plan.rounds(); round++) {
                System.err.printf("%s: round %d of %d%n", asked.row().name(), round, plan.rounds());
                theirs.add(other(asked, port));
                ours.add(hawser(asked, port));
            }
            return new Line(asked, theirs, ours, null);
        } catch (IOException e) {
            return new Line(asked, theirs, ours, String.valueOf(e.getMessage()));
        }
    }

    /** Each server is started once for clear text and once for TLS, and warmed by each row in its own way. */
    private RunningServer server(LoadRow asked) throws IOException, InterruptedException {
        String key = asked.server() + (asked.row().isTls() ? " TLS" : "");
        RunningServer running = servers.get(key);
        if (running == null) {
            Peer peer = Peer.ALL.stream()
                    .filter(one -> one.name().equals(asked.server()))
                    .findFirst()
                    .orElseThrow();
            running = RunningServer.start(peer, asked.row(), site, repository, plan.serverCpu(), Peer.JVM_FLAGS);
            servers.put(key, running);
            if (asked.row().isTls()) load.shakeHands(asked.row(), running.port());
        }
        load.run(asked.row(), running.port(), plan.warmup());
        return running;
    }

    private Found other(LoadRow asked, int port) throws IOException, InterruptedException {
        boolean timed = asked.pace() != LoadRow.Pace.NOBODY;
        double before = Cpu.childrenSeconds();
        // The log of latencies costs h2load CPU, so it is left out where CPU is what is looked at.
        Load.Result result = timed
                ? load.runWithLatency(asked.row(), port, plan.seconds())
                : load.run(asked.row(), port, plan.seconds());
        double cpu = Cpu.childrenSeconds() - before;
        return new Found(
                result.requests() / result.seconds(), 1e6 * cpu / result.requests(), result.p50(), result.p99());
    }

    private Found hawser(LoadRow asked, int port) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(repository.resolve("hawser").toString()));
        double warmup = asked.pace() == LoadRow.Pace.NOBODY ? OWN_WARM_UP : 1;
        command.addAll(asked.options(warmup, plan.seconds()));
        command.add(Load.url(asked.row(), port));
        String said = Tools.run((long) (warmup + plan.seconds()) + 60, Tools.onCpu(plan.clientCpu(), command));
        var values = new HashMap<String, Double>();
        for (Matcher m = NUMBER.matcher(said); m.find(); ) values.put(m.group(1), Double.valueOf(m.group(2)));
        if (values.size() < 5) throw new IOException("hawser load said " + said.strip());
        if (values.get("failed") != 0) throw new IOException("%.0f requests failed".formatted(values.get("failed")));
        return new Found(
                values.get("requests_per_second"),
                values.get("cpu_us_per_request"),
                values.get("p50"),
                values.get("p99"));
    }

    private static Table table(List<Line> lines) {
        var rows = new ArrayList<List<String>>();
        var notes = new ArrayList<String>();
        for (Line line : lines) {
            String complaint = line.complaint();
            String name = line.asked.row().name();
            if (complaint != null) notes.add(name + ": " + complaint);
            rows.add(line.failure == null ? told(line) : Table.failed(name, COLUMNS));
        }
        return new Table(
                "load",
                "One program after the other, in rounds; medians, and the medians of each round's ratio. Rates of rows that end"
                        + " in -paced (each answer takes 10 ms) and -server (a server that is far slower than both) have to"
                        + " agree within %.0f %%; in -plain nobody sets the pace, and CPU is what counts: at most %.1f times."
                                .formatted(100 * AGREEMENT, MOST_CPU),
                COLUMNS,
                rows,
                notes,
                List.of());
    }

    private static List<String> told(Line line) {
        // Elsewhere most of a short round is the compiler's work, and h2load's log of latencies.
        boolean cpu = line.asked.pace() == LoadRow.Pace.NOBODY;
        return List.of(
                line.asked.row().name(),
                line.asked.other(),
                Outcome.fixed(0, Line.median(line.theirs, Found::rate)),
                Outcome.fixed(0, Line.median(line.ours, Found::rate)),
                Outcome.fixed(2, line.ratio(Found::rate)),
                cpu ? Outcome.fixed(2, Line.median(line.theirs, Found::cpu)) : "-",
                cpu ? Outcome.fixed(2, Line.median(line.ours, Found::cpu)) : "-",
                cpu ? Outcome.fixed(2, line.ratio(Found::cpu)) : "-",
                Outcome.fixed(0, Line.median(line.theirs, Found::p50)),
                Outcome.fixed(0, Line.median(line.ours, Found::p50)),
                Outcome.fixed(0, Line.median(line.theirs, Found::p99)),
                Outcome.fixed(0, Line.median(line.ours, Found::p99)));
    }

    @Override
    public void close() {
        servers.values().forEach(RunningServer::close);
    }
}
