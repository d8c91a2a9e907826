package dev.hawser.bench.harness;

import dev.hawser.bench.harness.ClientContest.Line;
import dev.hawser.bench.harness.ClientContest.Result;
import dev.hawser.bench.harness.ClientProcess.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Tells what clients did: a table on the terminal, one file a row in Markdown, and all of these in a page. */
public final class ClientReport {

    private static final String REFERENCE = "jdk";

    private final Path folder;
    private final Map<String, String> facts;

    /** A report into a folder. */
    public ClientReport(Path folder, Path repository, Contest.Plan plan) throws IOException {
        this.folder = folder;
        this.facts = Machine.facts(repository, plan);
        Files.createDirectories(folder);
    }

    /** Tells one row. */
    public void add(Result result) throws IOException {
        String table = table(result);
        System.out.println(table);
        var out = new StringBuilder(table).append("\n<details><summary>This row was measured ");
        out.append(facts.get("time")).append("</summary>\n\n");
        facts.forEach((what, fact) ->
                out.append("- ").append(what).append(": ").append(fact).append('\n'));
        out.append("\n</details>\n");
        Files.writeString(folder.resolve(result.row().name() + ".md"), out.toString());
    }

    /** Puts the rows that the folder has between the marks of a page, which keeps its others. */
    public static void publish(Path folder, Path page) throws IOException {
        var measured = new HashMap<String, String>();
        List<String> names = ClientRow.ALL.stream().map(ClientRow::name).toList();
        for (String name : names) {
            Path table = folder.resolve(name + ".md");
            if (Files.exists(table)) measured.put(name, Files.readString(table));
        }
        Page.put(page, "clients", names, measured);
    }

    static String table(Result result) {
        var out = new StringBuilder("### ").append(result.row().name()).append("\n\n");
        out.append(result.row().question()).append(".");
        boolean small = result.row().kind() == ClientRow.Kind.SMALL;
        if (!small) {
            out.append(" The server's own limit is at least %s MB/s, by %s."
                    .formatted(Outcome.fixed(0, result.limit() / 1e6), result.limitBy()));
        }
        ToDoubleFunction<Done> cost = small ? Done::microsPerRequest : Done::secondsPerGb;
        List<Line> sorted = new ArrayList<>(result.lines());
        sorted.sort(Comparator.comparingDouble(line -> line.isWhole() ? line.median(cost) : Double.MAX_VALUE));
        out.append(
                small
                        ? "\n\n| client | CPU us/req | spread % | req per CPU s | times jdk | req/s | heap B/req | of jdk's | connections |\n"
                        : "\n\n| client | CPU s/GB | spread % | times jdk | MB/s | of the limit | heap B/KiB | connections |\n");
        out.append("|---|").append("--:|".repeat(small ? 8 : 7)).append('\n');
        Line jdk = sorted.stream()
                .filter(line -> line.client.equals(REFERENCE) && line.isWhole())
                .findFirst()
                .orElse(null);
        for (Line line : sorted) {
            if (!line.isWhole()) continue;
            out.append("| ");
            out.append(String.join(" | ", small ? small(line, jdk) : large(line, jdk, result.limit())));
            out.append(" |\n");
        }
        for (Line line : sorted) {
            if (line.failure != null)
                out.append("\n- ").append(line.client).append(" failed: ").append(line.failure);
        }
        return out.append('\n').toString();
    }

    private static List<String> small(Line line, @Nullable Line jdk) {
        ToDoubleFunction<Done> heap = done -> (double) done.allocated() / done.requests();
        return List.of(
                line.client,
                Outcome.number(line.median(Done::microsPerRequest)),
                Outcome.fixed(0, line.spread(Done::microsPerRequest)),
                Outcome.fixed(0, 1e6 / line.median(Done::microsPerRequest)),
                jdk == null ? "-" : Outcome.fixed(2, 1 / line.ratio(jdk, Done::microsPerRequest)),
                Outcome.fixed(0, line.median(done -> done.requests() / done.seconds())),
                Outcome.fixed(0, line.median(heap)),
                jdk == null ? "-" : Outcome.fixed(2, line.ratio(jdk, heap)),
                Outcome.fixed(0, line.connections));
    }

    private static List<String> large(Line line, @Nullable Line jdk, double limit) {
        ToDoubleFunction<Done> rate = done -> done.octets() / done.seconds();
        return List.of(
                line.client,
                Outcome.number(line.median(Done::secondsPerGb)),
                Outcome.fixed(0, line.spread(Done::secondsPerGb)),
                jdk == null ? "-" : Outcome.fixed(2, 1 / line.ratio(jdk, Done::secondsPerGb)),
                Outcome.fixed(0, line.median(rate) / 1e6),
                Outcome.fixed(2, line.median(rate) / limit),
                Outcome.fixed(0, line.median(done -> 1024.0 * done.allocated() / done.octets())),
                Outcome.fixed(0, line.connections));
    }
}
