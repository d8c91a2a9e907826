package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.ServerConfig.WriteMode;
import dev.hawser.http.load.LoadPlan;
import dev.hawser.http.load.LoadRun;
import dev.hawser.http.load.LoadTotals;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/** {@code hawser compare}: the three ways to write, side by side over the same engine in one run. */
final class CompareCommand extends Command {

    private static final long LONGEST = 60_000_000_000L;

    private final Option<Boolean> quick = flag("--quick", "fewer cases and rounds: under 40 s in place of 5 minutes");
    private final Option<Duration> round = option("--round", "TIME", Values.patience(), "how long each round measures");
    private final Option<Integer> rounds = option("--rounds", "N", Values.count(1), "rounds of each case");
    private final Option<String> only =
            option("--case", "TEXT", Values.text(), "only the cases whose name contains TEXT");
    private final Option<String> transport =
            option("--transport", "NAME", Values.text(), "auto", "auto, epoll, io_uring or nio");
    private final Option<Path> folder =
            option("--out", "DIR", Values.path(), "compare", "where compare.html, compare.png and compare.json go");
    private final Option<Boolean> json = flag("--json", "print JSON in place of the table");

    CompareCommand() {
        super("compare", "Measures the claim: gather, frame and flatten side by side");
    }

    @Override
    int run(PrintStream out) throws IOException, InterruptedException {
        List<CompareCase> cases = new ArrayList<>(quick.get() ? CompareCase.few() : CompareCase.all());
        String wanted = only.orNull();
        if (wanted != null) cases.removeIf(one -> !one.name().contains(wanted));
        if (cases.isEmpty()) throw misuse("no case's name contains '%s'".formatted(wanted));
        Duration length = round.orNull();
        Integer times = rounds.orNull();
        if (length == null) length = Duration.ofMillis(quick.get() ? 200 : 600);
        if (times == null) times = 3;
        // What would fail after minutes of measuring fails now.
        Transport named = Asking.transport(this, transport.get());
        Path to = Files.createDirectories(folder.get());
        if (!Files.isWritable(to)) throw new Failure(to + " is not writable");
        // Whoever ends this by a signal to it alone ends its servers too.
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> ProcessHandle.current().children().forEach(ProcessHandle::destroy)));
        List<CompareServer> servers = new ArrayList<>();
        List<CompareResult> results;
        try {
            for (WriteMode mode : WriteMode.values()) servers.add(CompareServer.start(mode, named.name()));
            results = measure(cases, servers, length, times, Duration.ofMillis(quick.get() ? 600 : 1500));
        } finally {
            for (CompareServer server : servers) server.close();
        }
        CompareReport report = new CompareReport(results, times, length, named.name());
        byte[] picture = CompareChart.png(results);
        Files.write(to.resolve("compare.png"), picture);
        Files.writeString(to.resolve("compare.json"), report.toJson());
        Files.writeString(to.resolve("compare.html"), report.toHtml(picture));
        out.print(json.get() ? report.toJson() : report.toText());
        if (!json.get()) out.println("Pictures and figures: " + to.resolve("compare.html"));
        return Main.OK;
    }

    private static List<CompareResult> measure(
            List<CompareCase> cases, List<CompareServer> servers, Duration length, int rounds, Duration warmUp)
            throws IOException, InterruptedException {
        List<CompareResult> results = new ArrayList<>();
        int steps = cases.size() * rounds * servers.size();
        int done = 0;
        try (ProgressBar bar = ProgressBar.onTerminal()) {
            bar.show(0, "warming up");
            // What a JVM has not compiled yet would count as the strategy's cost; our own, too, is cold at first.
            for (CompareCase one : List.of(cases.getFirst(), cases.get(cases.size() / 2), cases.getLast())) {
                for (CompareServer server : servers) run(server, one, warmUp);
            }
            for (CompareCase one : cases) {
                CompareResult result = new CompareResult(one);
                for (int i = 0; i < rounds; i++) {
                    for (int j = 0; j < servers.size(); j++) {
                        // Each in turn is the first, which has the coldest caches.
                        CompareServer server = servers.get((i + j) % servers.size());
                        bar.show((double) done++ / steps, one.name());
                        result.add(server.mode, run(server, one, length));
                    }
                }
                results.add(result);
            }
        }
        return results;
    }

    private static CompareServer.Counts countsOf(CompareServer server) {
        try {
            return server.counts();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CompareResult.Round run(CompareServer server, CompareCase one, Duration length)
            throws IOException, InterruptedException {
        RequestHead head = RequestHead.builder(Method.GET, one.path())
                .scheme("http")
                .authority("localhost")
                .build();
        LoadPlan plan = new LoadPlan(
                Transports.named("auto"),
                1,
                server.address(),
                UnaryOperator.identity(),
                one.version(),
                head,
                Bytes.empty(),
                1,
                one.ready(),
                0,
                Long.MAX_VALUE,
                Duration.ofMillis(50),
                length,
                Duration.ofSeconds(10));
        Histogram latency = new Histogram(LONGEST, 3);
        List<CompareServer.Counts> before = new ArrayList<>(1);
        LoadRun load = new LoadRun(
                plan,
                _ -> nanos -> latency.recordValue(Math.min(nanos, LONGEST)),
                (_, _, _) -> {},
                () -> before.add(countsOf(server)));
        LoadTotals totals;
        try {
            totals = load.run();
        } catch (UncheckedIOException e) {
            throw new IOException("the server's counts: " + e.getMessage(), e);
        }
        CompareServer.Counts after = server.counts();
        long refused = totals.redirections() + totals.clientErrors() + totals.serverErrors();
        if (totals.answered() == 0 || totals.failed() != 0 || refused != 0) {
            throw new Failure("%s with %s: %d answered, %d refused, %d failed %s"
                    .formatted(
                            one.name(),
                            server.mode,
                            totals.answered(),
                            refused,
                            totals.failed(),
                            totals.firstFailure()));
        }
        double answered = totals.answered();
        CompareServer.Counts from = before.getFirst();
        return new CompareResult.Round(
                (after.writeCalls() - from.writeCalls()) / answered,
                after.cpu().minus(from.cpu()).toNanos() / 1e3 / answered,
                (double) (after.copied() - from.copied()) / Math.max(1, after.sent() - from.sent()),
                totals.rate(),
                latency.getValueAtPercentile(50) / 1e3,
                latency.getValueAtPercentile(99) / 1e3);
    }
}
