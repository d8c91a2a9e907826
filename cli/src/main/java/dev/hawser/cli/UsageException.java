package dev.hawser.cli;

/** The caller asked for something that does not exist: one line, exit code 2. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
