package dev.hawser.message;

/** Keeps the package non-empty until its first type exists. */
final class Placeholder {
    private Placeholder() {}
}
