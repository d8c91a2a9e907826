package dev.hawser.wire.h2;

/** Keeps the package non-empty until its first type exists. */
final class Placeholder {
    private Placeholder() {}
}
