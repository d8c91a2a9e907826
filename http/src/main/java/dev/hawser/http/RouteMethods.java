package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The handlers of one pattern, by method. Immutable; any thread. */
final class RouteMethods {

    private final Method[] methods;
    private final Handler[] handlers;
    private final @Nullable Handler any;
    private final Handler refusal;

    private RouteMethods(Method[] methods, Handler[] handlers, @Nullable Handler any, Handler refusal) {
        this.methods = methods;
        this.handlers = handlers;
        this.any = any;
        this.refusal = refusal;
    }

    /** The handler for {@code method}, or null. A handful of comparisons. */
    @Nullable
    Handler find(Method method) {
        for (int i = 0; i < methods.length; i++) if (methods[i].equals(method)) return handlers[i];
        return any;
    }

    /** What answers a method that {@link #find} does not know. */
    Handler refusal() {
        return refusal;
    }

    /** Collects the handlers of one pattern. */
    static final class Builder {

        private final String pattern;
        private final Map<Method, Handler> handlers = new LinkedHashMap<>();
        private @Nullable Handler any;

        Builder(String pattern) {
            this.pattern = pattern;
        }

        String pattern() {
            return pattern;
        }

        void add(Method method, Handler handler) {
            if (handlers.putIfAbsent(method, handler) != null) {
                throw new IllegalArgumentException("two routes for %s %s".formatted(method, pattern));
            }
        }

        void addAny(Handler handler) {
            if (any != null) throw new IllegalArgumentException("two routes for any method of %s".formatted(pattern));
            any = handler;
        }

        RouteMethods build(@Nullable Handler methodFallback) {
            Map<Method, Handler> all = new LinkedHashMap<>(handlers);
            Handler get = all.get(Method.GET);
            if (get != null)
                all.putIfAbsent(Method.HEAD, get); // RFC 9110 9.3.2: as GET; the server leaves the content out.
            if (any != null || methodFallback != null) {
                return of(all, methodFallback != null ? methodFallback : Router.fixed(Responses.NOT_FOUND));
            }
            String allow = allow(all);
            Response options = Response.status(Status.NO_CONTENT)
                    .field(FieldName.ALLOW, allow)
                    .empty();
            all.putIfAbsent(Method.OPTIONS, Router.fixed(options));
            Response refusal = Response.status(Status.METHOD_NOT_ALLOWED)
                    .field(FieldName.ALLOW, allow)
                    .field(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .body("Method not allowed: " + allow + " are\n");
            return of(all, Router.fixed(refusal));
        }

        private RouteMethods of(Map<Method, Handler> all, Handler refusal) {
            return new RouteMethods(
                    all.keySet().toArray(new Method[0]), all.values().toArray(new Handler[0]), any, refusal);
        }

        private static String allow(Map<Method, Handler> all) {
            StringBuilder names = new StringBuilder();
            for (Method method : all.keySet()) names.append(method.name()).append(", ");
            if (!all.containsKey(Method.OPTIONS)) names.append("OPTIONS");
            else names.setLength(names.length() - 2);
            return names.toString();
        }
    }
}
