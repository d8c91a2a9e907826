package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of the documentation that has places for what was measured: between two marks. */
final class Page {

    private Page() {}

    /** Puts {@code text} between the marks of that name; a page without them is left as it is. */
    static void fill(Path page, String name, String text) throws IOException {
        String begin = "<!-- %s: begin -->".formatted(name);
        String end = "<!-- %s: end -->".formatted(name);
        String old = Files.readString(page);
        int from = old.indexOf(begin);
        int to = old.indexOf(end);
        if (from < 0 || to < from) throw new IOException("%s has no lines %s and %s".formatted(page, begin, end));
        Files.writeString(page, old.substring(0, from + begin.length()) + "\n" + text + "\n" + old.substring(to));
    }

    /** The folder beside a page that has its pictures. */
    static Path pictures(Path page) {
        return page.resolveSibling(page.getFileName().toString().replaceFirst("\\.md$", ""));
    }
}
