package dev.hawser.cli;

/** What was asked for could not be done: one line, exit code 1. The message says what and why, for a user. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }
}
