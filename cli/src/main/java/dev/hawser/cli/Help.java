package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Help texts: a usage line, and a table of two columns. */
final class Help {
    /** The title of what belongs to no section. */
    static final String OPTIONS = "Options";

    private static final int WIDTH = 100;

    private Help() {}

    /** The help of the command as a whole. */
    static String of(List<Command> commands) {
        Map<String, String> rows = new LinkedHashMap<>();
        for (Command command : commands) {
            rows.put(command.name(), command.summary());
        }
        Map<String, String> common = new LinkedHashMap<>();
        common.put("-h, --help", "show this, or the help of a command");
        common.put("-V, --version", "show the version");
        StringBuilder text = new StringBuilder("Usage: hawser COMMAND [OPTIONS]\n");
        table(text, "Commands", rows);
        table(text, "Options", common);
        return text.append("\nThe environment variable JAVA_OPTS is passed to the JVM.\n")
                .toString();
    }

    /** The help of one command. */
    static String of(Command command) {
        StringBuilder text = new StringBuilder("Usage: hawser ").append(command.name());
        if (!command.options().isEmpty()) {
            text.append(" [OPTIONS]");
        }
        Map<String, String> arguments = new LinkedHashMap<>();
        for (Option<?> argument : command.arguments()) {
            text.append(' ').append(argument.placeholder());
            arguments.put(argument.placeholder(), argument.help());
        }
        text.append("\n\n").append(command.summary()).append(".\n");
        table(text, "Arguments", arguments);
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        sections.put(OPTIONS, new LinkedHashMap<>());
        for (Option<?> option : command.options()) {
            String fallback = option.fallback();
            Map<String, String> rows = sections.computeIfAbsent(option.section(), title -> new LinkedHashMap<>());
            rows.put(
                    (String.join(", ", option.names()) + " " + option.placeholder()).strip(),
                    fallback == null ? option.help() : option.help() + " (" + fallback + ")");
        }
        Objects.requireNonNull(sections.get(OPTIONS)).put("-h, --help", "show this");
        int left = sections.values().stream().mapToInt(Help::left).max().orElse(0);
        sections.forEach((title, rows) -> table(text, title, rows, left));
        if (!command.examples().isEmpty()) text.append("\nExamples:\n");
        for (String example : command.examples()) {
            text.append("  hawser ")
                    .append(command.name())
                    .append(' ')
                    .append(example)
                    .append('\n');
        }
        return text.toString();
    }

    private static void table(StringBuilder text, String title, Map<String, String> rows) {
        table(text, title, rows, left(rows));
    }

    /** Where the second column begins. */
    private static int left(Map<String, String> rows) {
        return rows.keySet().stream().mapToInt(String::length).max().orElse(0) + 4;
    }

    private static void table(StringBuilder text, String title, Map<String, String> rows, int left) {
        if (rows.isEmpty()) {
            return;
        }
        text.append('\n').append(title).append(":\n");
        rows.forEach((name, help) -> {
            StringBuilder line = new StringBuilder("  ").append(name);
            for (String word : help.split(" ")) {
                if (line.length() + 1 + word.length() > WIDTH) {
                    text.append(line).append('\n');
                    line.setLength(0);
                }
                line.append(" ".repeat(Math.max(1, left - line.length()))).append(word);
            }
            text.append(line).append('\n');
        });
    }
}
