package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/**
 * Tells outcomes: a table on the terminal; Markdown, JSON and a picture per row in a folder; and all rows that the folder
 * has, of this run or an earlier one, as one page.
 */
public final class Report {

    private final Path folder;
    private final Map<String, String> facts;
    private final String reference;

    /** A report into a folder, with ratios to a peer. */
    public Report(Path folder, Path repository, Contest.Plan plan, String reference) throws IOException {
        this.folder = folder;
        this.facts = Machine.facts(repository, plan);
        this.reference = reference;
        Files.createDirectories(folder);
    }

    /** Tells one row everywhere. */
    public void add(Outcome outcome) throws IOException {
        System.out.println(terminal(heading(outcome), Outcome.COLUMNS, outcome.lines(reference), notes(outcome)));
        String name = outcome.row().name();
        Files.writeString(
                folder.resolve(name + ".md"),
                markdown(name, heading(outcome), Outcome.COLUMNS, outcome.lines(reference), notes(outcome)));
        Files.writeString(folder.resolve(name + ".json"), json(outcome));
        Files.writeString(folder.resolve(name + ".svg"), Chart.of(outcome));
        Files.writeString(folder.resolve("peers.md"), page("## Peers\n\n"));
    }

    /** Tells a table everywhere. */
    public void add(Table table) throws IOException {
        System.out.println(terminal(table.heading(), table.columns(), table.lines(), table.notes()));
        Files.writeString(
                folder.resolve(table.name() + ".md"),
                markdown(table.name(), table.heading(), table.columns(), table.lines(), table.notes()));
        Files.writeString(folder.resolve(table.name() + ".json"), json(table));
        if (!table.drawn().isEmpty()) Files.writeString(folder.resolve(table.name() + ".svg"), Chart.of(table));
        Files.writeString(folder.resolve("peers.md"), page("## Peers\n\n"));
    }

    /** Puts the rows of servers that the folder has between the marks of a page, which keeps its others, and pictures beside it. */
    public static void publish(Path folder, Path page) throws IOException {
        publish(folder, page, "peers", names());
    }

    /** Puts rows by their names, where the folder has them, between the marks of that name of a page. */
    public static void publish(Path folder, Path page, String marks, List<String> names) throws IOException {
        Path pictures = Page.pictures(page);
        var measured = new HashMap<String, String>();
        var drawn = new ArrayList<String>();
        for (String name : names) {
            Path table = folder.resolve(name + ".md");
            if (!Files.exists(table)) {
                continue;
            }
            String picture = "";
            if (Files.exists(folder.resolve(name + ".svg"))) {
                picture = "\n![%s of each server](%s/%s.svg)\n".formatted(name, pictures.getFileName(), name);
                drawn.add(name + ".svg");
            }
            measured.put(name, Files.readString(table) + picture);
        }
        Page.put(page, marks, names, measured);
        Files.createDirectories(pictures);
        for (String name : drawn) {
            Files.copy(folder.resolve(name), pictures.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String page(String title) throws IOException {
        var page = new StringBuilder(title);
        for (String name : names()) {
            Path table = folder.resolve(name + ".md");
            if (Files.exists(table)) {
                page.append(Files.readString(table)).append('\n');
            }
        }
        return page.toString();
    }

    private static List<String> names() {
        var names = new ArrayList<String>(Row.ALL.stream().map(Row::name).toList());
        names.addAll(Table.NAMES);
        return names;
    }

    private String heading(Outcome outcome) {
        Row row = outcome.row();
        Cell to = outcome.reference(reference);
        return "%s: %s. CPU in %s, rate in %s, ratios to %s."
                .formatted(
                        row.name(),
                        row.question(),
                        row.cpuUnit(),
                        row.rateUnit(),
                        to == null ? "nothing" : to.peer.name());
    }

    private static String terminal(String heading, List<String> columns, List<List<String>> body, List<String> notes) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(columns);
        lines.addAll(body);
        int[] widths = new int[columns.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        var out = new StringBuilder("\n").append(heading).append('\n');
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                String format = i == 0 ? "%-" + widths[i] + "s" : "  %" + widths[i] + "s";
                out.append(format.formatted(line.get(i)));
            }
            out.append('\n');
        }
        notes.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    private static List<String> notes(Outcome outcome) {
        var all = new ArrayList<String>();
        for (Cell cell : outcome.cells()) {
            cell.failures.forEach(failure -> all.add(cell.peer.name() + " failed: " + failure));
        }
        outcome.absent().forEach(line -> all.add("absent: " + line));
        all.addAll(outcome.limits());
        return all;
    }

    private String markdown(
            String name, String heading, List<String> columns, List<List<String>> lines, List<String> notes) {
        var out = new StringBuilder("### ").append(name).append("\n\n");
        out.append(heading).append("\n\n|");
        for (String column : columns) {
            out.append(' ').append(column).append(" |");
        }
        out.append("\n|---|").append("--:|".repeat(columns.size() - 1)).append('\n');
        for (List<String> line : lines) {
            out.append('|');
            line.forEach(cell -> out.append(' ').append(cell).append(" |"));
            out.append('\n');
        }
        out.append('\n');
        notes.forEach(line -> out.append("- ").append(line.replace('\n', ' ')).append('\n'));
        out.append("<details><summary>This row was measured ")
                .append(facts.get("time"))
                .append("</summary>\n\n");
        facts.forEach((what, fact) ->
                out.append("- ").append(what).append(": ").append(fact).append('\n'));
        out.append("\n</details>\n");
        return out.toString();
    }

    private String json(Outcome outcome) {
        var out =
                new StringBuilder("{\n  \"row\": ").append(quoted(outcome.row().name()));
        out.append(",\n  \"question\": ").append(quoted(outcome.row().question()));
        out.append(",\n  \"cpu_unit\": ").append(quoted(outcome.row().cpuUnit()));
        out.append(",\n  \"rate_unit\": ").append(quoted(outcome.row().rateUnit()));
        Cell to = outcome.reference(reference);
        out.append(",\n  \"reference\": ").append(to == null ? "null" : quoted(to.peer.name()));
        facts(out);
        out.append(",\n  \"servers\": [");
        String comma = "";
        for (Cell cell : outcome.sorted()) {
            out.append(comma).append("\n    {\"name\": ").append(quoted(cell.peer.name()));
            field(out, "cpu", cell.median(Cell.Round::cpu));
            field(out, "cpu_ratio", to == null ? Double.NaN : cell.ratio(to, Cell.Round::cpu));
            field(out, "rate", cell.median(Cell.Round::rate));
            field(out, "rate_ratio", to == null ? Double.NaN : cell.ratio(to, Cell.Round::rate));
            field(out, "peak_mib", cell.peakMib);
            Pass pass = cell.pass;
            if (pass != null) {
                field(out, "calls", pass.calls());
                field(out, "writes", pass.writes());
                field(out, "reads", pass.reads());
                field(out, "switches", pass.switches());
                field(out, "heap_octets", pass.allocated());
                field(out, "p50_us", pass.p50());
                field(out, "p99_us", pass.p99());
                out.append(", \"counted_by\": ").append(quoted(pass.by()));
            }
            out.append(", \"failures\": [");
            for (int i = 0; i < cell.failures.size(); i++) {
                out.append(i == 0 ? "" : ", ").append(quoted(cell.failures.get(i)));
            }
            out.append("], \"rounds\": [");
            String between = "";
            for (Cell.Round round : cell.rounds) {
                out.append(between);
                between = ", ";
                if (round == null) {
                    out.append("null");
                    continue;
                }
                out.append("{\"cpu\": ").append(value(round.cpu()));
                field(out, "rate", round.rate());
                field(out, "server_percent", round.server());
                field(out, "client_percent", round.client());
                field(out, "other_percent", round.other());
                field(out, "stolen_percent", round.stolen());
                out.append('}');
            }
            out.append("]}");
            comma = ",";
        }
        return out.append("\n  ]\n}\n").toString();
    }

    private String json(Table table) {
        var out = new StringBuilder("{\n  \"row\": ").append(quoted(table.name()));
        out.append(",\n  \"question\": ").append(quoted(table.heading()));
        facts(out);
        out.append(",\n  \"columns\": ").append(list(table.columns())).append(",\n  \"servers\": [");
        String comma = "";
        for (List<String> line : table.lines()) {
            out.append(comma).append("\n    ").append(list(line));
            comma = ",";
        }
        return out.append("\n  ],\n  \"notes\": ")
                .append(list(table.notes()))
                .append("\n}\n")
                .toString();
    }

    private void facts(StringBuilder out) {
        out.append(",\n  \"facts\": {");
        String comma = "";
        for (var fact : facts.entrySet()) {
            out.append(comma)
                    .append("\n    ")
                    .append(quoted(fact.getKey()))
                    .append(": ")
                    .append(quoted(fact.getValue()));
            comma = ",";
        }
        out.append("\n  }");
    }

    private static String list(List<String> texts) {
        return texts.stream().map(Report::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static void field(StringBuilder out, String name, double value) {
        out.append(", ").append(quoted(name)).append(": ").append(value(value));
    }

    private static String value(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? "null" : Double.toString((float) value);
    }

    private static String quoted(String text) {
        String escaped = text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\t", "\\t");
        return '"' + escaped.replaceAll("[\\x00-\\x1f]", Matcher.quoteReplacement("?")) + '"';
    }
}
