package dev.hawser.http;

import dev.hawser.message.Method;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The search for one path in a {@link RouteTree}. Visits a node at most once, so the tree's size bounds it. */
final class RouteSearch {

    private final String[] segments;
    private final Method method;
    private final String[] values;
    private RouteTree.@Nullable Route otherMethods;

    private RouteSearch(String[] segments, Method method) {
        this.segments = segments;
        this.method = method;
        this.values = new String[segments.length + 1];
    }

    /** A search for {@code path}, which begins with a slash; null when the path is badly encoded. */
    static @Nullable RouteSearch of(String path, Method method) {
        List<String> segments = new ArrayList<>();
        for (int from = 1; from <= path.length(); ) {
            int slash = path.indexOf('/', from);
            int to = slash < 0 ? path.length() : slash;
            String segment = PercentCoding.decode(path.substring(from, to));
            if (segment == null) return null;
            segments.add(segment);
            from = to + 1;
        }
        return new RouteSearch(segments.toArray(new String[0]), method);
    }

    /** The handler, with what the pattern took put into {@code request}; null when no pattern takes the path. */
    @Nullable
    Handler in(RouteTree tree, Request request) {
        RouteTree.Route found = walk(tree, 0, 0);
        if (found == null)
            return otherMethods == null ? null : otherMethods.methods().refusal();
        request.found(parameters(found.names()));
        return found.methods().find(method);
    }

    private Parameters parameters(String[] names) {
        if (names.length == 0) return Parameters.NONE;
        String[] pairs = new String[names.length * 2];
        for (int i = 0; i < names.length; i++) {
            pairs[i * 2] = names[i];
            pairs[i * 2 + 1] = values[i];
        }
        return new Parameters(pairs);
    }

    private RouteTree.@Nullable Route walk(RouteTree node, int at, int taken) {
        if (at == segments.length) return judge(node.route());
        RouteTree literal = node.literal(segments[at]);
        if (literal != null) {
            RouteTree.Route found = walk(literal, at + 1, taken);
            if (found != null) return found;
        }
        RouteTree parameter = node.parameter();
        if (parameter != null && !segments[at].isEmpty()) {
            values[taken] = segments[at];
            RouteTree.Route found = walk(parameter, at + 1, taken + 1);
            if (found != null) return found;
        }
        if (node.rest() == null) return null;
        values[taken] = String.join("/", List.of(segments).subList(at, segments.length));
        return judge(node.rest());
    }

    /** The route if it has the method; else it is remembered for the refusal and the search goes on. */
    private RouteTree.@Nullable Route judge(RouteTree.@Nullable Route route) {
        if (route == null || route.methods().find(method) != null) return route;
        if (otherMethods == null) otherMethods = route;
        return null;
    }
}
