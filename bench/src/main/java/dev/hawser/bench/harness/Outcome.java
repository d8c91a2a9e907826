package dev.hawser.bench.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What one row gave.
 *
 * @param absent peers that were asked for and could not take part, with the reason
 */
public record Outcome(Row row, List<Cell> cells, List<String> absent) {

    static final List<String> COLUMNS = List.of(
            "server",
            "CPU",
            "ratio",
            "lo..hi %",
            "rate",
            "ratio",
            "srv %",
            "cli %",
            "other %",
            "calls/req",
            "writes/req",
            "reads/req",
            "switches/req",
            "heap B/req",
            "p50 us",
            "p99 us",
            "peak MiB");

    private static final double CLIENT_IS_THE_LIMIT = 90;

    /** Whether every cell has a figure. */
    public boolean isWhole() {
        return cells.stream().allMatch(Cell::isWhole);
    }

    /** Cells from the least CPU to the most, failed ones last. */
    List<Cell> sorted() {
        return cells.stream()
                .sorted(Comparator.comparingDouble(
                        cell -> cell.isWhole() ? cell.median(Cell.Round::cpu) : Double.MAX_VALUE))
                .toList();
    }

    /** The cell that ratios are told to: that of the name, or the first whole one. */
    @Nullable
    Cell reference(String name) {
        return cells.stream()
                .filter(cell -> cell.peer.name().equals(name) && cell.isWhole())
                .findFirst()
                .or(() -> cells.stream().filter(Cell::isWhole).findFirst())
                .orElse(null);
    }

    /** What limits the row, as far as the figures say: the client, or the kernel. */
    List<String> limits() {
        var notes = new ArrayList<String>();
        String bound = cells.stream()
                .filter(cell -> cell.isWhole() && cell.median(Cell.Round::client) >= CLIENT_IS_THE_LIMIT)
                .map(cell -> cell.peer.name())
                .collect(Collectors.joining(", "));
        if (!bound.isEmpty()) {
            notes.add("the client was the limit of the rate for " + bound);
        }
        for (Cell ours : cells) {
            for (Cell limit : cells) {
                if (ours.peer.name().startsWith("hawser")
                        && limit.peer.name().equals("limit")
                        && ours.isWhole()
                        && limit.isWhole()) {
                    notes.add("the canned answers' CPU is %s %% of that of %s"
                            .formatted(fixed(0, 100 * limit.ratio(ours, Cell.Round::cpu)), ours.peer.name()));
                }
            }
        }
        return notes;
    }

    /** The table's lines, as text, in the order of {@link #COLUMNS}. */
    List<List<String>> lines(String referenceName) {
        Cell reference = reference(referenceName);
        var lines = new ArrayList<List<String>>();
        for (Cell cell : sorted()) {
            lines.add(cell.isWhole() && reference != null ? line(cell, reference) : failed(cell));
        }
        return lines;
    }

    private static List<String> line(Cell cell, Cell reference) {
        double[] spread = cell.spread(Cell.Round::cpu);
        Pass pass = cell.pass;
        var line = new ArrayList<String>(List.of(
                cell.peer.name(),
                number(cell.median(Cell.Round::cpu)),
                fixed(2, cell.ratio(reference, Cell.Round::cpu)),
                "%+.0f..%+.0f".formatted(spread[0], spread[1]),
                number(cell.median(Cell.Round::rate)),
                fixed(2, cell.ratio(reference, Cell.Round::rate)),
                fixed(0, cell.median(Cell.Round::server)),
                fixed(0, cell.median(Cell.Round::client)),
                fixed(0, cell.median(Cell.Round::other))));
        if (pass == null) {
            line.addAll(List.of("-", "-", "-", "-", "-", "-", "-"));
        } else {
            line.addAll(List.of(
                    number(pass.calls()),
                    number(pass.writes()),
                    number(pass.reads()),
                    number(pass.switches()),
                    fixed(0, pass.allocated()),
                    fixed(0, pass.p50()),
                    fixed(0, pass.p99())));
        }
        line.add(fixed(0, cell.peakMib));
        return line;
    }

    private static List<String> failed(Cell cell) {
        var line = new ArrayList<String>(List.of(cell.peer.name(), "failed"));
        while (line.size() < COLUMNS.size()) {
            line.add("");
        }
        return line;
    }

    /** Three significant digits, a dash for what was not measured. */
    static String number(double value) {
        double size = Math.abs(value);
        return fixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3, value);
    }

    static String fixed(int digits, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
