package dev.hawser.interop.h1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A row of differences.md: where a peer's verdict is not ours, and why. */
record Difference(String id, String ours, String peer, String theirs, String why) {

    private static final Path FILE = Path.of("src/test/resources/h1/differences.md");

    static List<Difference> all() throws IOException {
        List<Difference> rows = new ArrayList<>();
        for (String line : Files.readAllLines(FILE)) {
            String[] cells = line.split("\\|", -1);
            if (cells.length != 7
                    || cells[1].isBlank()
                    || cells[1].contains("---")
                    || cells[1].strip().equals("case")) continue;
            rows.add(new Difference(
                    cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip(), cells[5].strip()));
        }
        return rows;
    }
}
