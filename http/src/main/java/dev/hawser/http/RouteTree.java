package dev.hawser.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Patterns by their segments: a node for each place a path can have reached. Not changed once the router is built. */
final class RouteTree {

    /** Where a pattern ends, and what it calls the segments it takes. */
    record Route(RouteMethods methods, String[] names) {}

    private final Map<String, RouteTree> literals = new HashMap<>();
    private @Nullable RouteTree parameter;
    private @Nullable Route rest;
    private @Nullable Route route;

    @Nullable
    RouteTree literal(String segment) {
        return literals.get(segment);
    }

    /** What follows a segment that is taken as a parameter. */
    @Nullable
    RouteTree parameter() {
        return parameter;
    }

    /** The pattern that takes all segments from here on. */
    @Nullable
    Route rest() {
        return rest;
    }

    /** The pattern that ends here. */
    @Nullable
    Route route() {
        return route;
    }

    void add(List<String> segments, RouteMethods methods) {
        List<String> names = new ArrayList<>();
        RouteTree at = this;
        for (String segment : segments) {
            if (isRest(segment)) {
                names.add(segment.substring(1, segment.length() - 2));
                at.rest = new Route(methods, names.toArray(new String[0]));
                return;
            }
            if (isParameter(segment)) {
                names.add(segment.substring(1, segment.length() - 1));
                if (at.parameter == null) at.parameter = new RouteTree();
                at = at.parameter;
            } else {
                at = at.literals.computeIfAbsent(segment, s -> new RouteTree());
            }
        }
        at.route = new Route(methods, names.toArray(new String[0]));
    }

    /** The segments of {@code pattern}; a trailing slash makes an empty last one. */
    static List<String> segments(String pattern) {
        if (!pattern.startsWith("/")) throw bad(pattern, "begins with '/'");
        List<String> segments = List.of(pattern.substring(1).split("/", -1));
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            if (isRest(segment) && i != segments.size() - 1) throw bad(pattern, "has its rest at the end");
            String inner = isRest(segment)
                    ? segment.substring(1, segment.length() - 2)
                    : isParameter(segment) ? segment.substring(1, segment.length() - 1) : segment;
            boolean named = !inner.equals(segment);
            if ((named && inner.isEmpty()) || inner.indexOf('{') >= 0 || inner.indexOf('}') >= 0) {
                throw bad(pattern, "has parameters that are whole segments, such as '{id}' or '{rest*}'");
            }
        }
        return segments;
    }

    private static IllegalArgumentException bad(String pattern, String rule) {
        return new IllegalArgumentException("pattern '%s': a pattern %s".formatted(pattern, rule));
    }

    static boolean isParameter(String segment) {
        return segment.startsWith("{") && segment.endsWith("}");
    }

    static boolean isRest(String segment) {
        return isParameter(segment) && segment.endsWith("*}");
    }
}
