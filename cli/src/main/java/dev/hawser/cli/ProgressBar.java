package dev.hawser.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One line at the bottom of a terminal that says how far something is. Draws nothing anywhere else, so that logs and
 * pipes stay clean.
 */
final class ProgressBar implements AutoCloseable {

    private static final int CELLS = 28;

    private final PrintStream to;
    private final boolean shown;
    private int drawn;

    private ProgressBar(PrintStream to, boolean shown) {
        this.to = to;
        this.shown = shown;
    }

    /** A bar on standard error, if that is a terminal. */
    static ProgressBar onTerminal() {
        return new ProgressBar(System.err, isTerminal(2));
    }

    /** A bar that draws nothing. */
    static ProgressBar none() {
        return new ProgressBar(System.err, false);
    }

    /** A bar that draws on {@code to}. */
    static ProgressBar on(PrintStream to) {
        return new ProgressBar(to, true);
    }

    /** Whether standard output (1) or error (2) is a terminal. Java tells of both together only; the system knows. */
    @SuppressWarnings("SystemConsoleNull") // In JDK 25 it returns null again where there is no terminal.
    static boolean isTerminal(int descriptor) {
        if ("dumb".equals(System.getenv("TERM"))) return false;
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor))
                    .toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return System.console() != null && System.console().isTerminal();
        }
    }

    /** Draws the bar at {@code part} of its length (below 0 for unknown) with {@code text} behind it. */
    void show(double part, String text) {
        if (!shown) return;
        StringBuilder line = new StringBuilder("\r");
        if (part >= 0) {
            int full = (int) Math.round(Math.min(1, part) * CELLS);
            line.append('[').repeat('#', full).repeat('.', CELLS - full).append("] ");
            line.append("%3d%% ".formatted((int) (Math.min(1, part) * 100)));
        }
        line.append(text);
        int length = line.length() - 1;
        if (length < drawn) line.repeat(' ', drawn - length);
        drawn = length;
        to.print(line);
        to.flush();
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (drawn == 0) return;
        to.print("\r" + " ".repeat(drawn) + "\r");
        to.flush();
        drawn = 0;
    }
}
