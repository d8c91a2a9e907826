package dev.hawser.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Options from a file, one a line: {@code name = value}, named as on the command line without the dashes. What the
 * command line says itself stays. What may be given several times there may stand on several lines here. Empty
 * lines and those that begin with {@code #} are for people.
 */
final class ConfigFile {

    /** The option that names the file, which cannot stand in one. */
    static final String OPTION = "--config";

    private ConfigFile() {}

    /** Sets the options of {@code command}. Throws {@link UsageException}, with file and line, for what it has not. */
    static void read(Path file, Command command) {
        Set<String> seen = new HashSet<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) continue;
            String where = file + ":" + number;
            int equals = text.indexOf('=');
            if (equals < 0) throw new UsageException("%s: no '=' in '%s'".formatted(where, text));
            String name = text.substring(0, equals).strip();
            if (!seen.add(name) && !command.repeats(name))
                throw new UsageException("%s: '%s' is there twice".formatted(where, name));
            if (OPTION.equals("--" + name)) {
                throw new UsageException("%s: '%s' cannot stand in such a file".formatted(where, name));
            }
            command.configure(name, text.substring(equals + 1).strip(), where);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new UsageException("no such file: " + file);
        } catch (MalformedInputException e) {
            throw new UsageException(file + " is not text in UTF-8");
        } catch (IOException e) {
            throw new UsageException("cannot read %s: %s".formatted(file, Failure.why(e)));
        }
    }
}
