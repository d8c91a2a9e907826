package dev.hawser.http;

import org.jspecify.annotations.Nullable;

/** Names and values that a router took from a path, in turn. */
record Parameters(String... pairs) {

    static final Parameters NONE = new Parameters();

    @Nullable
    String get(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) return pairs[i + 1];
        }
        return null;
    }
}
