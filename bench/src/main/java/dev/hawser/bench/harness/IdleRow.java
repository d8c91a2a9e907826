package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a connection costs that does nothing: thousands of each protocol, one request made on each. */
public final class IdleRow {

    private static final int CONNECTIONS = 5_000;

    /** Opened first, so that what is made once is there before anything is counted. */
    private static final int FIRST = 200;

    /** Requests on the first connections. */
    private static final int WARM_UP = 20_000;

    private static final List<String> COLUMNS = List.of(
            "server",
            "h1 KiB/conn",
            "of it heap",
            "of it native",
            "h2 KiB/conn",
            "of it heap",
            "of it native",
            "RSS at first MiB",
            "lost");

    private IdleRow() {}

    /** Measures one server after the other; what the connections of a JVM are goes into a file of {@code out} each. */
    public static Table run(List<Peer> peers, Contest.Plan plan, Site site, Path repository, Path out)
            throws InterruptedException {
        var lines = new ArrayList<List<String>>();
        var notes = new ArrayList<String>();
        for (Peer peer : peers) {
            if (peer.name().startsWith("limit") || peer.name().endsWith("-pf")) {
                continue;
            }
            System.err.println("idle: " + peer.name());
            try {
                lines.add(line(peer, plan, site, repository, out));
            } catch (IOException e) {
                lines.add(Table.failed(peer.name(), COLUMNS));
                notes.add(peer.name() + " failed: " + e.getMessage());
            }
        }
        return new Table(
                "idle",
                "%,d connections of HTTP/1.1, then %,d of HTTP/2, one request made on each. Heap is what is live after a"
                                .formatted(CONNECTIONS, CONNECTIONS)
                        + " full collection; native is how much the process grew otherwise. A JVM touches all of its"
                        + " heap first (-Xms1g -XX:+AlwaysPreTouch), so that the two are told apart.",
                COLUMNS,
                lines,
                notes,
                List.of(1, 4));
    }

    private static List<String> line(Peer peer, Contest.Plan plan, Site site, Path repository, Path out)
            throws IOException, InterruptedException {
        var line = new ArrayList<String>(List.of(peer.name()));
        var flags = new ArrayList<>(Peer.JVM_FLAGS);
        flags.addAll(List.of("-Xms1g", "-XX:+AlwaysPreTouch"));
        String first = "-";
        int lost = 0;
        // A server is asked for each protocol in a process of its own: what one left behind, the other would use.
        for (boolean http2 : new boolean[] {false, true}) {
            if (peer.lacks().contains(http2 ? "h2" : "h1")) {
                line.addAll(List.of("-", "-", "-"));
                continue;
            }
            Row row = http2 ? Row.named("h2-plain-c8m32") : Row.named("h1-plain");
            try (RunningServer server = RunningServer.start(peer, row, site, repository, plan.serverCpu(), flags);
                    Jmx jmx = peer.jvm() ? Jmx.attach(server.handle().pid()) : null;
                    var connections = new IdleConnections(server.port())) {
                connections.add(FIRST, http2);
                connections.ask(WARM_UP, http2); // So that what grows is not the code that is compiled meanwhile.
                Memory before = Memory.of(server, jmx);
                Map<String, Jmx.Held> objects = jmx == null ? Map.of() : jmx.histogram();
                connections.add(CONNECTIONS, http2);
                Memory after = Memory.of(server, jmx);
                if (jmx != null) {
                    String name = "idle-%s-%s.txt".formatted(peer.name(), http2 ? "h2" : "h1");
                    Files.createDirectories(out);
                    Files.write(out.resolve(name), perConnection(objects, jmx.histogram()));
                }
                lost += connections.lost();
                double heap = (after.heap() - before.heap()) / 1024.0 / CONNECTIONS;
                double nonHeap = (double) (after.residentKib() - before.residentKib()) / CONNECTIONS;
                line.addAll(
                        List.of(Outcome.fixed(1, heap + nonHeap), Outcome.fixed(1, heap), Outcome.fixed(1, nonHeap)));
                first = Outcome.fixed(0, before.residentKib() / 1024.0);
            }
        }
        line.add(first);
        line.add(Integer.toString(lost));
        return line;
    }

    /** What one connection more holds, the largest first, down to an octet. */
    private static List<String> perConnection(Map<String, Jmx.Held> before, Map<String, Jmx.Held> after) {
        record Line(String type, double objects, double octets) {}
        var lines = new ArrayList<Line>();
        var none = new Jmx.Held(0, 0);
        after.forEach((type, held) -> {
            Jmx.Held had = before.getOrDefault(type, none);
            double objects = (double) (held.objects() - had.objects()) / CONNECTIONS;
            double octets = (double) (held.octets() - had.octets()) / CONNECTIONS;
            if (octets >= 1) lines.add(new Line(type, objects, octets));
        });
        lines.sort(Comparator.comparingDouble(Line::octets).reversed());
        double sum = lines.stream().mapToDouble(Line::octets).sum();
        var told = new ArrayList<String>(List.of("octets objects class", "%6.0f %7s all".formatted(sum, "")));
        for (Line line : lines) told.add("%6.0f %7.2f %s".formatted(line.octets, line.objects, line.type));
        return told;
    }

    /** Live heap in octets, and what is in RAM. */
    private record Memory(long heap, long residentKib) {

        static Memory of(RunningServer server, @Nullable Jmx jmx) throws IOException, InterruptedException {
            long heap = jmx == null ? 0 : jmx.live();
            Thread.sleep(200);
            return new Memory(heap, server.residentKib());
        }
    }
}
