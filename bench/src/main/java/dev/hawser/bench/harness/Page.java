package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A page of the documentation that has places for what was measured: between two marks. */
final class Page {

    private Page() {}

    /** Puts {@code text} between the marks of that name; a page without them is left as it is. */
    static void fill(Path page, String name, String text) throws IOException {
        String old = Files.readString(page);
        String there = between(old, page, name);
        int from = old.indexOf(begin(name)) + begin(name).length();
        Files.writeString(page, old.substring(0, from) + "\n" + text + "\n" + old.substring(from + there.length()));
    }

    private static String between(String text, Path page, String name) throws IOException {
        String begin = begin(name);
        String end = "<!-- %s: end -->".formatted(name);
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) throw new IOException("%s has no lines %s and %s".formatted(page, begin, end));
        return text.substring(from + begin.length(), to);
    }

    private static String begin(String name) {
        return "<!-- %s: begin -->".formatted(name);
    }

    /**
     * Puts sections, each under a heading with its name, between the marks of that name: in the order of {@code names}, as
     * {@code measured} has them, and as they stand in the page where it does not.
     */
    static void put(Path page, String mark, List<String> names, Map<String, String> measured) throws IOException {
        Map<String, String> known = sections(between(Files.readString(page), page, mark));
        known.putAll(measured);
        var text = new StringBuilder();
        for (String name : names) {
            String section = known.get(name);
            if (section != null) text.append('\n').append(section.strip()).append('\n');
        }
        fill(page, mark, text.toString());
    }

    private static Map<String, String> sections(String text) {
        var sections = new HashMap<String, String>();
        for (String section : text.split("(?m)^(?=### )")) {
            if (section.startsWith("### ")) sections.put(section.substring(4, section.indexOf('\n')), section);
        }
        return sections;
    }

    /** The folder beside a page that has its pictures. */
    static Path pictures(Path page) {
        return page.resolveSibling(page.getFileName().toString().replaceFirst("\\.md$", ""));
    }
}
