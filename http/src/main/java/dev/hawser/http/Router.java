package dev.hawser.http;

import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses a handler by path and method.
 *
 * <p>A pattern is a path of segments: {@code /users/{id}/posts} takes one segment for {@code id},
 * {@code /files/{rest*}} takes everything that follows. What they took is percent-decoded and had by
 * {@link Request#parameter}; an encoded slash in it is a slash like any other. A literal segment goes before a
 * parameter, a parameter before a rest, whatever the order in which they were added. Patterns are written decoded, and
 * paths are compared segment by segment after decoding: {@code /pl%61in} is {@code /plain}.
 *
 * <p>HEAD is answered by the route for GET where it has none of its own, and OPTIONS by the list of methods. A path that
 * no route has gets 404 (Not Found), a method that its routes do not have 405 (Method Not Allowed); both can be taken
 * over. A path that is badly encoded gets 400 (Bad Request). An extended CONNECT (RFC 8441) goes where GET goes, so that one
 * route takes WebSockets over either protocol.
 *
 * <p>Immutable; any thread. Choosing runs on the event loop and never waits: for a path without parameters it is one
 * look-up that allocates nothing.
 */
public final class Router implements Handler {

    private static final Handler BAD_PATH = fixed(Response.text(Status.BAD_REQUEST, "Bad request\n"));
    private static final Handler NOT_FOUND = fixed(Responses.NOT_FOUND);

    /** Paths without parameters as they are usually written: the short way. */
    private final Map<String, RouteMethods> literals;

    /** Every path, by segments. */
    private final RouteTree tree;

    private final Handler fallback;

    private Router(Map<String, RouteMethods> literals, RouteTree tree, Handler fallback) {
        this.literals = literals;
        this.tree = tree;
        this.fallback = fallback;
    }

    /** An empty builder. */
    public static Builder builder() {
        return new Builder();
    }

    /** The handler for the request's path and method, or the one that says why there is none. O(length of the path). */
    @Override
    public Handler choose(Request request) {
        RouteMethods methods = literals.get(request.path());
        if (methods != null) {
            Handler handler = methods.find(method(request));
            if (handler != null) return handler.choose(request);
        }
        return search(request).choose(request);
    }

    /** RFC 8441 4: an extended CONNECT asks of a path what GET with an upgrade asks of it in HTTP/1.1. */
    private static Method method(Request request) {
        return request.head().protocol() != null ? Method.GET : request.method();
    }

    private Handler search(Request request) {
        String path = request.path();
        if (!path.startsWith("/")) return fallback; // "*" of OPTIONS, and CONNECT, which has no path
        RouteSearch search = RouteSearch.of(path, method(request));
        if (search == null) return BAD_PATH;
        Handler found = search.in(tree, request);
        return found != null ? found : fallback;
    }

    /** Answers by the handler that {@link #choose} finds. May wait if that one does. */
    @Override
    public Response handle(Request request) throws Exception {
        return choose(request).handle(request);
    }

    static Handler fixed(Response response) {
        return Handler.nonBlocking(request -> response);
    }

    /** Collects the routes. Confined to one thread. */
    public static final class Builder {

        private final Map<List<String>, RouteMethods.Builder> routes = new HashMap<>();
        private Handler fallback = NOT_FOUND;
        private @Nullable Handler methodFallback;

        private Builder() {}

        /** Adds a route for GET, and for HEAD unless that has one of its own. */
        public Builder get(String pattern, Handler handler) {
            return route(Method.GET, pattern, handler);
        }

        /** Adds a route for POST. */
        public Builder post(String pattern, Handler handler) {
            return route(Method.POST, pattern, handler);
        }

        /** Adds a route for PUT. */
        public Builder put(String pattern, Handler handler) {
            return route(Method.PUT, pattern, handler);
        }

        /** Adds a route for DELETE. */
        public Builder delete(String pattern, Handler handler) {
            return route(Method.DELETE, pattern, handler);
        }

        /**
         * Adds a route for {@code method}.
         *
         * @throws IllegalArgumentException if the pattern does not begin with '/' or is badly formed, or if there is
         *     such a route already
         */
        public Builder route(Method method, String pattern, Handler handler) {
            methods(pattern).add(method, handler);
            return this;
        }

        /** Adds a route for every method that has none of its own at this pattern. */
        public Builder any(String pattern, Handler handler) {
            methods(pattern).addAny(handler);
            return this;
        }

        /** Lets {@code handler} take the requests whose path no route has, in place of 404. */
        public Builder fallback(Handler handler) {
            fallback = handler;
            return this;
        }

        /** Lets {@code handler} take the methods that a path's routes do not have, OPTIONS too, in place of 405. */
        public Builder methodFallback(Handler handler) {
            methodFallback = handler;
            return this;
        }

        private RouteMethods.Builder methods(String pattern) {
            List<String> segments = RouteTree.segments(pattern);
            RouteMethods.Builder methods =
                    routes.computeIfAbsent(shape(segments), shape -> new RouteMethods.Builder(pattern));
            if (!methods.pattern().equals(pattern)) {
                throw new IllegalArgumentException(
                        "the patterns '%s' and '%s' take the same paths".formatted(methods.pattern(), pattern));
            }
            return methods;
        }

        /** The pattern without the names it gives: two patterns with one shape cannot be told apart. */
        private static List<String> shape(List<String> segments) {
            List<String> shape = new ArrayList<>(segments.size());
            for (String segment : segments) {
                shape.add(RouteTree.isRest(segment) ? "{*}" : RouteTree.isParameter(segment) ? "{}" : segment);
            }
            return shape;
        }

        /** The finished router. */
        public Router build() {
            Map<String, RouteMethods> literals = new HashMap<>();
            RouteTree tree = new RouteTree();
            for (RouteMethods.Builder route : routes.values()) {
                RouteMethods methods = route.build(methodFallback);
                List<String> segments = RouteTree.segments(route.pattern());
                tree.add(segments, methods);
                if (segments.stream().noneMatch(RouteTree::isParameter)) literals.put(written(segments), methods);
            }
            return new Router(literals, tree, fallback);
        }

        private static String written(List<String> segments) {
            StringBuilder path = new StringBuilder();
            for (String segment : segments) path.append('/').append(PercentCoding.encodeSegment(segment));
            return path.toString();
        }
    }
}
