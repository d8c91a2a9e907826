package dev.hawser.bench.harness;

import java.util.List;

/**
 * A row whose question is not how fast: memory of idle connections, time to start, the cost of
 * accepting, small requests beside a large file.
 *
 * @param name as on the command line
 * @param heading what was asked, one sentence
 * @param lines text by column, of which the first is the server's name
 * @param notes who failed or was absent, and why
 */
public record Table(String name, String heading, List<String> columns, List<List<String>> lines, List<String> notes) {

    /** The names, in the order of the report. */
    public static final List<String> NAMES = List.of("idle", "start", "accept", "beside");
}
