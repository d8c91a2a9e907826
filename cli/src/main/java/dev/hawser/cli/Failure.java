package dev.hawser.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What was asked for could not be done: one line, exit code 1. The message says what and why, for a user. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    Failure(String message) {
        super(message);
    }

    Failure(String message, Throwable cause) {
        super(message, cause);
    }

    /** Why a file could not be used, in words: the JDK often says only its name. */
    static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException of when of.getReason() != null -> String.valueOf(of.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }
}
