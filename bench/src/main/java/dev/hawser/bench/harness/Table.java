package dev.hawser.bench.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * A row whose question is not how fast: memory of idle connections, time to start, the cost of
 * accepting, small requests beside a large file, load generators beside one another.
 *
 * @param name as on the command line
 * @param heading what was asked, one sentence
 * @param lines text by column, of which the first is the server's name
 * @param notes who failed or was absent, and why
 * @param drawn the columns that a picture shows, none for no picture
 */
public record Table(
        String name,
        String heading,
        List<String> columns,
        List<List<String>> lines,
        List<String> notes,
        List<Integer> drawn) {

    /** The names, in the order of the report. */
    public static final List<String> NAMES = List.of("idle", "start", "accept", "beside");

    /** The line of a server that failed: it has no figures. */
    static List<String> failed(String name, List<String> columns) {
        var line = new ArrayList<String>(List.of(name, "failed"));
        while (line.size() < columns.size()) line.add("");
        return line;
    }
}
