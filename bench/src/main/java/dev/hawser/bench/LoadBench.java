package dev.hawser.bench;

import dev.hawser.bench.harness.Contest;
import dev.hawser.bench.harness.LoadContest;
import dev.hawser.bench.harness.Report;
import dev.hawser.bench.harness.Site;
import dev.hawser.bench.harness.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Compares {@code hawser load} with wrk and h2load: {@code make bench-load}, or {@code bench/load-agreement --help}. */
public final class LoadBench {

    private static final String HELP = """
            bench/load-agreement [options]: hawser load, wrk and h2load ask the same

              --rows A,B       rows to ask (or beginnings of names: load-tls); all without it
              --rounds N       in which the programs take turns (3)
              --seconds S      of one program in one round (2)
              --warmup S       of the server before each row (10)
              --server-cpu N   (0)   --client-cpu N (1)
              --out DIR        where Markdown and JSON go (bench/target/load)
              --publish FILE   put what DIR has into a page, such as docs/performance.md, and measure nothing
              --list           tell the rows

            It ends with 1 when a row has failed, rates differ that have to agree, or ours needs too much CPU.
            """;

    private LoadBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int exit;
        try {
            exit = run(new Arguments(args));
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            exit = 2;
        }
        System.exit(exit);
    }

    private static int run(Arguments words) throws IOException, InterruptedException {
        List<String> rows = List.of();
        var asked = new PlanOptions(3, 2, 10, "load");
        while (words.hasNext()) {
            String option = words.next();
            switch (option) {
                case "--help", "-h" -> {
                    System.out.print(HELP);
                    return 0;
                }
                case "--list" -> {
                    LoadContest.list().forEach(System.out::println);
                    return 0;
                }
                case "--rows" -> rows = words.values();
                case "--publish" -> {
                    Report.publish(asked.out(), words.path(), "load", List.of("load"));
                    return 0;
                }
                default -> {
                    if (!asked.take(option, words)) throw Arguments.unknown(option);
                }
            }
        }
        Path sources = asked.sources("bench/load-agreement");
        Contest.Plan plan = asked.plan(false);
        var report = new Report(asked.out(), asked.repository(), plan, "");
        try (var site = new Site(sources);
                var contest = new LoadContest(plan, site, asked.repository())) {
            Runtime.getRuntime().addShutdownHook(new Thread(site::close));
            Table table = contest.run(rows);
            report.add(table);
            return table.notes().isEmpty() ? 0 : 1;
        }
    }
}
