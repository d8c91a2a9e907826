package dev.hawser.bench;

import dev.hawser.bench.harness.ClientContest;
import dev.hawser.bench.harness.ClientReport;
import dev.hawser.bench.harness.ClientRow;
import dev.hawser.bench.harness.Contest;
import dev.hawser.bench.harness.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Measures clients side by side: {@code make bench-clients}, or {@code bench/clients --help}. */
public final class ClientBench {

    private static final String HELP = """
            bench/clients [options]: Hawser's client and others, side by side, against one Hawser server

              --rows A,B       rows to measure (or prefixes: clients-h2); all without it
              --clients A,B    clients to measure; all without it
              --rounds N       interleaved rounds (3)
              --seconds S      of one round of small requests (2)
              --warmup S       of each client before its first round (8)
              --server-cpu N   (0)   --client-cpu N (1)
              --out DIR        where the tables go (bench/target/clients)
              --publish FILE   put what DIR has into a page, such as docs/performance.md, and measure nothing
              --list           tell rows and clients
            """;

    private ClientBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int exit;
        try {
            exit = run(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            exit = 2;
        }
        System.exit(exit);
    }

    private static int run(String[] args) throws IOException, InterruptedException {
        List<ClientRow> rows = new ArrayList<>(ClientRow.ALL);
        List<String> clients = new ArrayList<>(ClientContest.CLIENTS);
        var asked = new PlanOptions(3, 2, 8, "clients");
        var words = new Arguments(args);
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--help", "-h" -> {
                    System.out.print(HELP);
                    return 0;
                }
                case "--list" -> {
                    rows.forEach(row -> System.out.println(row.name()));
                    System.out.println(String.join(" ", clients));
                    return 0;
                }
                case "--rows" -> {
                    List<String> names = words.values();
                    rows.removeIf(row -> names.stream().noneMatch(row.name()::startsWith));
                }
                case "--clients" -> clients = words.values();
                case "--publish" -> {
                    ClientReport.publish(asked.out(), words.path());
                    return 0;
                }
                default -> {
                    if (!asked.take(option, words)) throw Arguments.unknown(option);
                }
            }
        }
        if (rows.isEmpty()) throw new IllegalArgumentException("no such row; see --list");
        Path sources = asked.sources("bench/clients");
        Contest.Plan plan = asked.plan(false);
        var report = new ClientReport(asked.out(), asked.repository(), plan);
        try (var site = new Site(sources)) {
            Runtime.getRuntime().addShutdownHook(new Thread(site::close));
            var contest = new ClientContest(plan, site, asked.repository());
            for (ClientRow row : rows) report.add(contest.run(row, clients));
        }
        return 0;
    }
}
