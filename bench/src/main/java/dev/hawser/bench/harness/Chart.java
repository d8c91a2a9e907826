package dev.hawser.bench.harness;

import java.util.List;
import java.util.Locale;

/** A row as a picture: a bar of CPU per server, from the least to the most, with the spread of its rounds. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int LEFT = 110;
    private static final int RIGHT = 90;
    private static final int LINE = 24;
    private static final int TOP = 44;

    private Chart() {}

    static String of(Outcome outcome) {
        List<Cell> cells = outcome.sorted().stream().filter(Cell::isWhole).toList();
        double most = cells.stream().mapToDouble(cell -> high(cell)).max().orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / most;
        int height = TOP + LINE * cells.size() + 12;
        var out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="13">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="12" y="24" font-weight="bold" fill="#1b1f24">%3$s: CPU of the server, %4$s (less is better)</text>
                """,
                WIDTH,
                height,
                outcome.row().name(),
                outcome.row().cpuUnit()));
        int y = TOP;
        for (Cell cell : cells) {
            double cpu = cell.median(Cell.Round::cpu);
            double[] spread = cell.spread(Cell.Round::cpu);
            String colour = cell.peer.name().startsWith("hawser")
                    ? "#0b6e99"
                    : cell.peer.name().startsWith("limit") ? "#a9b4bf" : "#c98a3c";
            out.append(String.format(
                    Locale.ROOT,
                    """
                    <text x="%d" y="%d" text-anchor="end" fill="#1b1f24">%s</text>
                    <rect x="%d" y="%d" width="%.1f" height="16" fill="%s"/>
                    <line x1="%.1f" y1="%d" x2="%.1f" y2="%d" stroke="#1b1f24"/>
                    <text x="%.1f" y="%d" fill="#1b1f24">%s</text>
                    """,
                    LEFT - 8,
                    y + 13,
                    cell.peer.name(),
                    LEFT,
                    y,
                    cpu * scale,
                    colour,
                    LEFT + cpu * (1 + spread[0] / 100) * scale,
                    y + 8,
                    LEFT + high(cell) * scale,
                    y + 8,
                    LEFT + high(cell) * scale + 6,
                    y + 13,
                    Outcome.number(cpu)));
            y += LINE;
        }
        return out.append("</svg>\n").toString();
    }

    private static double high(Cell cell) {
        return cell.median(Cell.Round::cpu) * (1 + cell.spread(Cell.Round::cpu)[1] / 100);
    }
}
