package dev.hawser.bench.harness;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stacks as a picture: one box a frame, as wide as the share of samples that had it, callers below callees. In the form
 * that Brendan Gregg described in "The Flame Graph", Communications of the ACM 59(6), 2016.
 */
final class FlameGraph {

    private static final int WIDTH = 1200;
    private static final int LINE = 16;
    private static final int HEAD = 28;

    /** Boxes narrower than this, in pixels, tell nothing. */
    private static final double NARROWEST = 0.6;

    private static final double LETTER = 6.2;

    private static final class Box {
        final Map<String, Box> callees = new TreeMap<>();
        long samples;

        int depth() {
            int deepest = 0;
            for (Box callee : callees.values()) {
                deepest = Math.max(deepest, callee.depth());
            }
            return deepest + 1;
        }
    }

    private final StringBuilder svg = new StringBuilder();
    private final long all;
    private final int height;

    private FlameGraph(long all, int height) {
        this.all = all;
        this.height = height;
    }

    /** The picture, with the full name and share of each box in its tooltip. */
    static String svg(Stacks stacks, String title) {
        var root = new Box();
        for (Stacks.Stack stack : stacks.all()) {
            Box box = root;
            box.samples += stack.samples();
            for (String frame : stack.frames()) {
                box = box.callees.computeIfAbsent(frame, _ -> new Box());
                box.samples += stack.samples();
            }
        }
        int height = HEAD + root.depth() * LINE + 4;
        var graph = new FlameGraph(root.samples, height);
        graph.svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="11">
                <rect width="%1$d" height="%2$d" fill="#fff"/>
                <text x="8" y="18" font-size="13" font-weight="bold">%3$s</text>
                """.formatted(WIDTH, height, escaped(title)));
        double x = 0;
        for (var callee : root.callees.entrySet()) {
            x += graph.draw(callee.getKey(), callee.getValue(), x, 0);
        }
        return graph.svg.append("</svg>\n").toString();
    }

    private double draw(String frame, Box box, double x, int level) {
        double width = (double) box.samples / all * WIDTH;
        if (width < NARROWEST) {
            return width;
        }
        int y = height - 4 - (level + 1) * LINE;
        String name = Stacks.plain(frame).replace('/', '.');
        svg.append(String.format(
                Locale.ROOT,
                "<g><title>%s: %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
                escaped(name),
                100.0 * box.samples / all,
                x,
                y,
                width - 0.3,
                LINE - 1,
                colour(frame)));
        int letters = (int) ((width - 6) / LETTER);
        if (letters >= 3) {
            String text = shortened(name, letters);
            svg.append(String.format(
                    Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 3, y + LINE - 5, escaped(text)));
        }
        svg.append("</g>\n");
        double at = x;
        for (var callee : box.callees.entrySet()) {
            at += draw(callee.getKey(), callee.getValue(), at, level + 1);
        }
        return width;
    }

    /** Class and method if there is room for both, else what fits. */
    private static String shortened(String name, int letters) {
        int method = name.lastIndexOf('.');
        int type = method > 0 ? name.lastIndexOf('.', method - 1) : -1;
        String tail = name.length() <= letters ? name : name.substring(type + 1);
        return tail.length() <= letters ? tail : tail.substring(0, letters - 1) + "\u2026";
    }

    private static String colour(String frame) {
        if (frame.endsWith("_[k]")) {
            return "#f4b183";
        }
        String name = frame.replace('/', '.');
        if (name.startsWith("dev.hawser.wire")) {
            return "#8fbcd4";
        }
        if (name.startsWith("dev.hawser.transport")) {
            return "#a9d08e";
        }
        if (name.startsWith("dev.hawser")) {
            return "#c5b3e6";
        }
        return name.startsWith("java.") || name.startsWith("jdk.") ? "#ffe699" : "#d9d9d9";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
