package dev.hawser.bench;

import dev.hawser.bench.harness.Contest;
import dev.hawser.bench.harness.Cost;
import dev.hawser.bench.harness.Peer;
import dev.hawser.bench.harness.Row;
import dev.hawser.bench.harness.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Shows where the time of one request goes: {@code bench/flame}, or {@code bench/flame --help}. */
public final class CostTour {

    private static final String HELP = """
            bench/flame [options] [ROW...]: where the time of one request goes (h1-plain and h2-plain-c8m32)

              --server NAME    hawser, or hawser-nio or hawser-uring (not to be published)
              --seconds S      of load under the profiler (10)
              --warmup S       of load before it (25)
              --server-cpu N   (0)   --client-cpu N (1)
              --out DIR        where stacks, pictures and tables go (bench/target/flame)
              --publish FILE   put what DIR has into a page, such as docs/performance.md, and measure nothing
            """;

    private CostTour() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        int exit = 0;
        try {
            run(args);
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            exit = 2;
        }
        System.exit(exit);
    }

    private static void run(String[] args) throws IOException, InterruptedException {
        var rows = new ArrayList<Row>();
        Peer server = Peer.named("hawser");
        var asked = new PlanOptions(1, 10, 25, "flame");
        var words = new Arguments(args);
        while (words.hasNext()) {
            String word = words.next();
            switch (word) {
                case "--help", "-h" -> {
                    System.out.print(HELP);
                    return;
                }
                case "--server" -> server = Peer.named(words.value());
                case "--publish" -> {
                    Cost.publish(asked.out(), words.path());
                    return;
                }
                case "--rounds" -> throw Arguments.unknown(word);
                default -> {
                    if (!asked.take(word, words)) rows.add(Row.named(word));
                }
            }
        }
        if (rows.isEmpty()) {
            rows.addAll(List.of(Row.named("h1-plain"), Row.named("h2-plain-c8m32")));
        }
        Path sources = asked.sources("bench/flame");
        Contest.Plan plan = asked.plan(false);
        Path out = Files.createDirectories(asked.out());
        try (var site = new Site(sources)) {
            for (Row row : rows) {
                System.out.println(Cost.measure(server, row, plan, site, asked.repository(), out));
            }
        }
    }
}
