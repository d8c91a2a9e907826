package dev.hawser.bench;

import java.nio.file.Path;
import java.util.List;

/** The words of a command line, one after the other. */
final class Arguments {

    private final String[] words;
    private int at;

    Arguments(String... words) {
        this.words = words;
    }

    boolean hasNext() {
        return at < words.length;
    }

    String next() {
        return words[at++];
    }

    /** The word that belongs to the option before it. */
    String value() {
        if (!hasNext()) throw new IllegalArgumentException(words[at - 1] + " needs a value");
        return next();
    }

    /** A value that is words with commas between them. */
    List<String> values() {
        return List.of(value().split(",", -1));
    }

    Path path() {
        return Path.of(value());
    }

    int count() {
        String option = words[at - 1];
        String value = value();
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s needs a whole number, not '%s'".formatted(option, value), e);
        }
    }

    double seconds() {
        String option = words[at - 1];
        String value = value();
        try {
            return Double.parseDouble(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("%s needs seconds, not '%s'".formatted(option, value), e);
        }
    }

    static IllegalArgumentException unknown(String option) {
        return new IllegalArgumentException("no option '%s'; see --help".formatted(option));
    }
}
