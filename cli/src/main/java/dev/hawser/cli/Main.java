package dev.hawser.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code hawser} command. An error is one line on standard error and never a stack trace, unless
 * {@code HAWSER_TRACE} is set.
 */
public final class Main {

    /** The process ended as asked. */
    static final int OK = 0;

    /** It could not do what was asked. */
    static final int FAILED = 1;

    /** It did not understand what was asked. */
    static final int MISUSED = 2;

    private Main() {}

    /**
     * Runs one command and ends the process with its exit code: 0, 1 when it failed, 2 when it was not understood.
     *
     * @param args the command's name and its arguments
     */
    public static void main(String[] args) {
        System.exit(run(Commands.all(), args, System.out, System.err));
    }

    /** As {@link #main}, with the commands and the streams given and the exit code returned. */
    static int run(List<Command> commands, String[] args, PrintStream out, PrintStream err) {
        Command command = null;
        try {
            if (args.length == 0) {
                throw new UsageException("which command? Try 'hawser --help'");
            }
            switch (args[0]) {
                case "-h", "--help" -> out.print(Help.of(commands));
                case "-V", "--version" -> out.println(version());
                default -> {
                    command = find(commands, args[0]);
                    List<String> rest = Arrays.asList(args).subList(1, args.length);
                    if (command.parse(rest)) {
                        int code = command.run(out);
                        if (code != OK || !command.isItsOutput()) return code;
                    } else {
                        out.print(Help.of(command));
                    }
                }
            }
            // A stream of this kind tells of its failures only when it is asked.
            if (out.checkError()) throw new Failure("standard output takes no more");
            return OK;
        } catch (UsageException e) {
            return report(err, command, e, e.getMessage(), MISUSED);
        } catch (UncheckedIOException e) {
            return report(err, command, e, words(e.getCause()), FAILED);
        } catch (IOException e) {
            return report(err, command, e, words(e), FAILED);
        } catch (Failure e) {
            return report(err, command, e, e.getMessage(), FAILED);
        } catch (InterruptedException e) {
            return report(err, command, e, "interrupted", FAILED);
        } catch (Throwable e) { // The last line of defence: a user never sees a stack trace.
            return report(err, command, e, "internal error: " + e + " (HAWSER_TRACE=1 shows where)", FAILED);
        }
    }

    /** What happened. Of some failures with files the JDK says no more than which file. */
    static @Nullable String words(@Nullable IOException e) {
        return switch (e) {
            case null -> null;
            case NoSuchFileException missing -> "no such file or folder: " + missing.getFile();
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case FileAlreadyExistsException taken -> "exists already: " + taken.getFile();
            case NotDirectoryException file -> "not a folder: " + file.getFile();
            default -> e.getMessage();
        };
    }

    private static int report(
            PrintStream err, @Nullable Command command, Throwable cause, @Nullable String message, int code) {
        String who = command == null ? "hawser" : "hawser " + command.name();
        String what = message == null ? cause.getClass().getSimpleName() : message;
        err.println(who + ": " + what.replaceAll("\\s*\\R\\s*", " "));
        if (System.getenv("HAWSER_TRACE") != null) {
            cause.printStackTrace(err);
        }
        return code;
    }

    private static Command find(List<Command> commands, String name) {
        for (Command command : commands) {
            if (command.name().equals(name)) {
                return command;
            }
        }
        String kind = name.startsWith("-") ? "option" : "command";
        List<String> names = commands.stream().map(Command::name).toList();
        throw new UsageException(
                "unknown %s '%s'%s. Try 'hawser --help'".formatted(kind, name, Nearest.suggestion(name, names)));
    }

    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return "hawser %s (Java %s, %s %s)"
                .formatted(
                        version == null ? "from classes" : version,
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }
}
