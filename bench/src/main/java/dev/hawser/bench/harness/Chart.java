package dev.hawser.bench.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Bars, one for each server, from the least to the most: of a row with the spread of its rounds, or of a table's columns. */
final class Chart {

    private static final int WIDTH = 760;
    private static final int LEFT = 160;
    private static final int RIGHT = 90;
    private static final int LINE = 24;
    private static final int TOP = 44;

    /** A server's bar, its text, and how far its rounds went. */
    private record Bar(String name, double value, double low, double high, String text) {}

    /** Bars under one title. */
    private record Block(String title, List<Bar> bars) {}

    private Chart() {}

    /** CPU of each server. */
    static String of(Outcome outcome) {
        var bars = new ArrayList<Bar>();
        for (Cell cell : outcome.sorted()) {
            if (!cell.isWhole()) continue;
            double cpu = cell.median(Cell.Round::cpu);
            double[] spread = cell.spread(Cell.Round::cpu);
            bars.add(new Bar(
                    cell.peer.name(),
                    cpu,
                    cpu * (1 + spread[0] / 100),
                    cpu * (1 + spread[1] / 100),
                    Outcome.number(cpu)));
        }
        String title = "%s: CPU of the server, %s (less is better)"
                .formatted(outcome.row().name(), outcome.row().cpuUnit());
        return svg(List.of(new Block(title, bars)));
    }

    /** The columns of a table that it wants to be drawn, a block for each. */
    static String of(Table table) {
        var blocks = new ArrayList<Block>();
        for (int column : table.drawn()) {
            var bars = new ArrayList<Bar>();
            for (List<String> line : table.lines()) {
                String text = line.get(column);
                // A dash, or nothing, is what could not be measured.
                if (!text.matches("[0-9.,]+")) continue;
                double value = Double.parseDouble(text.replace(",", ""));
                bars.add(new Bar(line.getFirst(), value, value, value, text));
            }
            bars.sort(Comparator.comparingDouble(Bar::value));
            blocks.add(new Block(
                    "%s: %s (less is better)"
                            .formatted(table.name(), table.columns().get(column)),
                    bars));
        }
        return svg(blocks);
    }

    private static String svg(List<Block> blocks) {
        int height = 0;
        for (Block block : blocks) height += height(block);
        var out = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" \
                font-family="sans-serif" font-size="13">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                """, WIDTH, height));
        int top = 0;
        for (Block block : blocks) {
            draw(out, block, top);
            top += height(block);
        }
        return out.append("</svg>\n").toString();
    }

    private static int height(Block block) {
        return TOP + LINE * block.bars.size() + 12;
    }

    private static void draw(StringBuilder out, Block block, int top) {
        double most = block.bars.stream().mapToDouble(Bar::high).max().orElse(1);
        double scale = (WIDTH - LEFT - RIGHT) / (most == 0 ? 1 : most);
        out.append("<text x=\"12\" y=\"%d\" font-weight=\"bold\" fill=\"#1b1f24\">%s</text>%n"
                .formatted(top + 24, block.title));
        int y = top + TOP;
        for (Bar bar : block.bars) {
            String colour =
                    bar.name.startsWith("hawser") ? "#0b6e99" : bar.name.startsWith("limit") ? "#a9b4bf" : "#c98a3c";
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
                    bar.name,
                    LEFT,
                    y,
                    bar.value * scale,
                    colour,
                    LEFT + bar.low * scale,
                    y + 8,
                    LEFT + bar.high * scale,
                    y + 8,
                    LEFT + bar.high * scale + 6,
                    y + 13,
                    bar.text));
            y += LINE;
        }
    }
}
