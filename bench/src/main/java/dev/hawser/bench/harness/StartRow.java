package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a server takes from its command line to its first answer, and what it has in RAM then. */
public final class StartRow {

    private static final int STARTS = 5;

    private static final List<String> COLUMNS = List.of("server", "first answer ms", "lo..hi ms", "CPU ms", "RSS MiB");

    /** What ./hawser chooses by itself; the flags of the other rows would keep its AOT cache from being used. */
    private static final List<String> FLAGS = List.of(
            "-Xmx160m",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:ArchiveRelocationMode=0",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private StartRow() {}

    /** Starts each server five times after a first start that fills the page cache. */
    public static Table run(List<Peer> peers, Contest.Plan plan, Site site, Path repository)
            throws InterruptedException {
        var lines = new ArrayList<List<String>>();
        var notes = new ArrayList<String>();
        for (Peer peer : peers) {
            if (peer.name().startsWith("limit") || peer.name().endsWith("-pf")) {
                continue;
            }
            System.err.println("start: " + peer.name());
            try {
                if (peer.name().startsWith("hawser")) {
                    lines.add(line(peer, plan, site, repository, List.of()));
                    lines.add(line(peer, plan, site, repository, List.of("-XX:AOTMode=off")));
                    lines.getLast().set(0, peer.name() + ", no AOT cache");
                } else {
                    lines.add(line(peer, plan, site, repository, FLAGS));
                }
            } catch (IOException e) {
                lines.add(Table.failed(peer.name(), COLUMNS));
                notes.add(peer.name() + " failed: " + e.getMessage());
            }
        }
        return new Table(
                "start",
                "From the start of the process to the first answer to GET /plain, median of %d starts on one CPU. JVMs: %s."
                        .formatted(STARTS, String.join(" ", FLAGS)),
                COLUMNS,
                lines,
                notes,
                List.of(1));
    }

    private static List<String> line(Peer peer, Contest.Plan plan, Site site, Path repository, List<String> flags)
            throws IOException, InterruptedException {
        boolean http2 = peer.lacks().contains("h1");
        Row row = http2 ? Row.named("h2-plain-c8m32") : Row.named("h1-plain");
        double[] millis = new double[STARTS];
        double[] cpu = new double[STARTS];
        double[] rss = new double[STARTS];
        for (int i = -1; i < STARTS; i++) {
            try (RunningServer server = RunningServer.start(peer, row, site, repository, plan.serverCpu(), flags);
                    var connection = new IdleConnections(server.port())) {
                connection.add(1, http2);
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - server.begun()) / 1e6;
                    cpu[i] = ProcessClock.nanos(server.handle().pid()) / 1e6;
                    rss[i] = server.residentKib() / 1024.0;
                }
            }
        }
        double low = Double.MAX_VALUE;
        double high = 0;
        for (double one : millis) {
            low = Math.min(low, one);
            high = Math.max(high, one);
        }
        return new ArrayList<>(List.of(
                peer.name(),
                Outcome.fixed(0, Cell.median(millis)),
                Outcome.fixed(0, low) + ".." + Outcome.fixed(0, high),
                Outcome.fixed(0, Cell.median(cpu)),
                Outcome.fixed(0, Cell.median(rss))));
    }
}
