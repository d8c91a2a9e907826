package dev.hawser.testkit;

/** Keeps the package non-empty until its first type exists. */
final class Placeholder {
    private Placeholder() {}
}
