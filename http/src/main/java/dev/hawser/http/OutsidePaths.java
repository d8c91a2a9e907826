package dev.hawser.http;

import org.jspecify.annotations.Nullable;

/**
 * Paths of upstreams as the client has to ask for them: the way back of {@link ProxyRules#target}.
 *
 * @param prefix what is taken off the front of each path on its way in, without a slash at its end; empty for nothing
 */
record OutsidePaths(String prefix) {

    /**
     * The path of {@code inside}, a path with whatever follows it, for an upstream whose own paths are below {@code base}; null
     * when no request of a client leads there.
     */
    @Nullable
    String of(String inside, String base) {
        if (!isBelow(inside, base)) return null;
        String outside = prefix + inside.substring(base.length());
        return outside.startsWith("/") ? outside : "/" + outside; // Nothing, a query or a fragment.
    }

    /**
     * Whether an upstream that says {@code path} without a host knows the outside's paths: it is below the prefix, and is not one
     * that the upstream is asked for. One that has its root for a base may mean either; it is taken to know.
     */
    boolean isOutsideAlready(String path, String base) {
        if (prefix.isEmpty() || !isBelow(path, prefix)) return false;
        return base.isEmpty() || !isBelow(path, base);
    }

    /** Whether {@code path} is {@code top} or below it. */
    static boolean isBelow(String path, String top) {
        if (!path.startsWith(top)) return false;
        return path.length() == top.length() || "/?#".indexOf(path.charAt(top.length())) >= 0;
    }
}
