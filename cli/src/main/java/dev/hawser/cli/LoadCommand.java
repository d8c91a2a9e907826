package dev.hawser.cli;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.load.LatencySink;
import dev.hawser.http.load.LoadPlan;
import dev.hawser.http.load.LoadRun;
import dev.hawser.http.load.LoadTotals;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.RequestHead;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.tls.TlsContext;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.HdrHistogram.Histogram;

/** {@code hawser load}: how many requests a server answers, and how long each one takes. */
final class LoadCommand extends Command {

    /** Latencies above are counted as this. Nanoseconds: a minute. */
    private static final long LONGEST = 60_000_000_000L;

    /** Silence of all connections at once that ends a run. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Option<Boolean> h1 = flag("--h1", "speak HTTP/1.1 (what http:// means otherwise)");
    private final Option<Boolean> h2 = flag("--h2", "speak HTTP/2, in clear text by prior knowledge");
    /** More ports than these a client's address does not have. */
    private static final int MOST_CONNECTIONS = 65_535;

    private final Option<Integer> connections =
            option("-c, --connections", "N", Values.count(1, MOST_CONNECTIONS), "10", "connections in all");
    private final Option<Integer> streams =
            option("-m, --streams", "N", Values.count(1), "10", "HTTP/2: requests under way on each connection");
    private final Option<Integer> pipeline =
            option("-p, --pipeline", "N", Values.count(1), "1", "HTTP/1.1: requests under way on each connection");
    private final Option<Duration> duration =
            option("-t, --duration", "TIME", Values.patience(), "how long to measure (10s without --requests)");
    private final Option<Long> requests =
            option("-n, --requests", "N", Values.number(1), "how many requests to measure");
    private final Option<Integer> rate = option(
            "-r, --rate", "N", Values.count(1), "requests a second in all, each on time whatever became of the others");
    private final Option<Duration> warmUp = option(
            "-w, --warm-up", "TIME", Values.duration(), "how long to run before it counts (1s, 0s with --requests)");
    private final Option<String> method =
            option("-X, --method", "NAME", Values.text(), "the method (GET, or POST with --data)");
    private final Option<String> data = option("-d, --data", "TEXT", Values.text(), "the content; @FILE for a file's");
    private final Option<List<String>> fields = list("-H, --header", "LINE", Values.text(), "a field: 'Name: value'");
    private final Option<Integer> loops =
            option("--loops", "N", Values.count(0), "0", "event loops; 0 for half the processors");
    private final Option<String> transport =
            option("--transport", "NAME", Values.text(), "auto", "auto, epoll, io_uring or nio");
    private final TrustOptions trust = new TrustOptions(this);
    private final Option<Boolean> json = flag("--json", "print JSON");
    private final Option<String> url = argument("URL", Values.text(), "whom to ask");

    LoadCommand() {
        super("load", "Asks a server as fast as it answers, and shows how long it takes");
    }

    @Override
    int run(PrintStream out) throws IOException, InterruptedException {
        if (h1.get() && h2.get()) throw misuse("--h1 and --h2 together");
        URI target = Asking.url(this, url.get());
        LoadPlan plan = plan(target);
        List<Histogram> histograms = new ArrayList<>();
        Cpu cpu = new Cpu();
        LoadTotals totals;
        try (ProgressBar bar = ProgressBar.onTerminal()) {
            LoadRun run = new LoadRun(
                    plan,
                    index -> newSink(histograms),
                    (warmingUp, part, answered) -> {
                        bar.show(part, (warmingUp ? "warming up, " : "measuring, ") + answered + " answered");
                    },
                    cpu::begin);
            totals = run.run();
        }
        cpu.end();
        Histogram all = new Histogram(LONGEST, 3);
        for (Histogram histogram : histograms) all.add(histogram);
        LoadReport report = new LoadReport(target.toString(), plan, totals, all, cpu.nanos());
        out.print(json.get() ? report.toJson() : report.toText());
        if (totals.answered() == 0) throw new Failure("no request was answered" + why(totals));
        return Main.OK;
    }

    private static String why(LoadTotals totals) {
        return totals.firstFailure().isEmpty() ? "" : ": " + totals.firstFailure();
    }

    private static LatencySink newSink(List<Histogram> histograms) {
        Histogram histogram = new Histogram(LONGEST, 3);
        histograms.add(histogram);
        return nanos -> histogram.recordValue(Math.min(nanos, LONGEST));
    }

    private LoadPlan plan(URI target) throws IOException {
        boolean multiplexed = h2.get();
        boolean counted = requests.orNull() != null;
        Duration measured = duration.orNull();
        Duration warming = warmUp.orNull();
        Integer perSecond = rate.orNull();
        Long many = requests.orNull();
        if (measured == null) measured = counted ? Duration.ofHours(24) : Duration.ofSeconds(10);
        if (warming == null) warming = counted ? Duration.ZERO : Duration.ofSeconds(1);
        RequestHead head = head(target);
        Bytes body = Asking.content(data.orNull());
        return new LoadPlan(
                Asking.transport(this, transport.get()),
                loopCount(),
                Asking.address(target),
                layer(target, multiplexed),
                multiplexed ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1,
                head,
                body,
                connections.get(),
                multiplexed ? streams.get() : pipeline.get(),
                perSecond == null ? 0 : perSecond,
                many == null ? Long.MAX_VALUE : many,
                warming,
                measured,
                PATIENCE);
    }

    private UnaryOperator<ConnectHandler> layer(URI target, boolean multiplexed) throws IOException {
        if (!target.getScheme().equalsIgnoreCase("https")) return UnaryOperator.identity();
        TlsContext tls = TlsContext.client(trust.config(multiplexed ? "h2" : "http/1.1"));
        return next -> tls.connector(Asking.host(target), Asking.port(target), next);
    }

    private RequestHead head(URI target) {
        Fields.Builder all = Asking.fields(this, fields.get()).toBuilder();
        if (!all.contains(FieldName.USER_AGENT)) all.add(FieldName.USER_AGENT, "hawser");
        return RequestHead.builder(
                        Asking.method(this, method.orNull(), data.orNull() != null), Asking.pathAndQuery(target))
                .scheme(target.getScheme())
                .authority(Asking.authority(target))
                .fields(all.build())
                .build();
    }

    private int loopCount() {
        int given = loops.get();
        int most = connections.get();
        if (given > most) throw misuse("%d loops for %d connections".formatted(given, most));
        return given != 0 ? given : Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, most);
    }
}
