package dev.hawser.wire.h1;

/** Keeps the package non-empty until its first type exists. */
final class Placeholder {
    private Placeholder() {}
}
