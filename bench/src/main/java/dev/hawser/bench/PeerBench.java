package dev.hawser.bench;

import dev.hawser.bench.harness.AcceptRow;
import dev.hawser.bench.harness.BesideRow;
import dev.hawser.bench.harness.Contest;
import dev.hawser.bench.harness.IdleRow;
import dev.hawser.bench.harness.Outcome;
import dev.hawser.bench.harness.Peer;
import dev.hawser.bench.harness.Report;
import dev.hawser.bench.harness.Row;
import dev.hawser.bench.harness.Site;
import dev.hawser.bench.harness.StartRow;
import dev.hawser.bench.harness.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Measures servers side by side: {@code make bench-peers}, or {@code bench/peers --help}.
 *
 * <p>Each server runs on one CPU, the load generator on another. What counts is the server's CPU per request and its
 * ratio to another server's in the same round; the rest of the machine is noted and not trusted.
 */
public final class PeerBench {

    private static final String HELP = """
            bench/peers [options]: Hawser and other servers, side by side

              --rows A,B       rows to measure; all without it (or a prefix: h1, h2, h2-plain)
              --peers A,B      servers to measure; all that are on this machine without it
              --rounds N       interleaved rounds (3)
              --seconds S      of one round (2)
              --warmup S       of load on each JVM before its first round (10)
              --reference P    the server that ratios are told to (netty-epoll)
              --server-cpu N   (0)   --client-cpu N (1)
              --no-count       leave out the pass that counts system calls and allocation
              --out DIR        where Markdown, JSON and pictures go (bench/target/peers)
              --publish FILE   put what DIR has into a page, such as docs/performance.md, and measure nothing
              --list           tell rows and servers
            """;

    private final List<Row> rows = new ArrayList<>(Row.ALL);
    private final List<String> tables = new ArrayList<>(Table.NAMES);
    private final List<Peer> peers = new ArrayList<>(Peer.ALL);
    private final PlanOptions asked = new PlanOptions(3, 2, 10, "peers");
    private String reference = "netty-epoll";
    private boolean counting = true;

    private PeerBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var bench = new PeerBench();
        int exit;
        try {
            exit = bench.run(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            exit = 2;
        }
        System.exit(exit);
    }

    private int run(String[] args) throws IOException, InterruptedException {
        var words = new Arguments(args);
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--help", "-h" -> {
                    System.out.print(HELP);
                    return 0;
                }
                case "--list" -> {
                    list();
                    return 0;
                }
                case "--no-count" -> counting = false;
                case "--rows" -> choose(words.values());
                case "--peers" -> peers.retainAll(chosen(words.values(), Peer.ALL, Peer::name, false));
                case "--reference" -> reference = words.value();
                case "--publish" -> {
                    Report.publish(asked.out(), words.path());
                    return 0;
                }
                default -> {
                    if (!asked.take(option, words)) throw Arguments.unknown(option);
                }
            }
        }
        return measure() ? 0 : 1;
    }

    private boolean measure() throws IOException, InterruptedException {
        Path repository = asked.repository();
        Path sources = asked.sources("bench/peers");
        Path out = asked.out();
        Contest.Plan plan = asked.plan(counting);
        var report = new Report(out, repository, plan, reference);
        boolean whole = true;
        try (var site = new Site(sources)) {
            // Also when this is interrupted; closing twice does no harm.
            Runtime.getRuntime().addShutdownHook(new Thread(site::close));
            var contest = new Contest(plan, site, repository);
            for (Row row : rows) {
                Outcome outcome = contest.run(row, peers);
                if (outcome.cells().isEmpty()) {
                    outcome.absent().forEach(line -> System.err.println("bench: absent: " + line));
                    continue;
                }
                report.add(outcome);
                whole &= outcome.isWhole();
            }
            for (String name : tables) {
                Table table = switch (name) {
                    case "idle" -> IdleRow.run(peers, plan, site, repository, out);
                    case "start" -> StartRow.run(peers, plan, site, repository);
                    case "accept" -> AcceptRow.run(peers, plan, site, repository);
                    case "beside" -> BesideRow.run(peers, plan, site, repository);
                    default -> throw new AssertionError(name);
                };
                report.add(table);
                whole &= table.notes().isEmpty();
            }
        }
        System.out.println("in " + out + ": Markdown, JSON and a picture of each row");
        return whole;
    }

    private void choose(List<String> names) {
        var ofTables = new ArrayList<String>();
        var ofRows = new ArrayList<String>();
        for (String name : names) {
            (Table.NAMES.contains(name) ? ofTables : ofRows).add(name);
        }
        tables.retainAll(ofTables);
        rows.retainAll(ofRows.isEmpty() ? List.of() : chosen(ofRows, Row.ALL, Row::name, true));
    }

    private static void list() {
        System.out.println("rows");
        Row.ALL.forEach(row -> System.out.printf("  %-18s %s%n", row.name(), row.question()));
        System.out.println("  idle               memory of connections that wait");
        System.out.println("  start              from the start of the process to the first answer");
        System.out.println("  accept             connections opened, asked once and closed");
        System.out.println("  beside             small requests while a file of 1 GiB goes out on the same connection");
        System.out.println("servers");
        Peer.ALL.forEach(peer -> System.out.printf("  %-18s %s%n", peer.name(), peer.about()));
    }

    private static <T> List<T> chosen(List<String> names, List<T> all, Function<T, String> nameOf, boolean byPrefix) {
        var chosen = new ArrayList<T>();
        for (String name : names) {
            List<T> found = all.stream()
                    .filter(one -> nameOf.apply(one).equals(name)
                            || byPrefix && nameOf.apply(one).startsWith(name + "-"))
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("there is no '%s' among %s"
                        .formatted(name, all.stream().map(nameOf).toList()));
            }
            chosen.addAll(found);
        }
        return chosen;
    }
}
