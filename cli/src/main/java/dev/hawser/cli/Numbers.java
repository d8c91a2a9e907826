package dev.hawser.cli;

import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.message.Status;
import org.jspecify.annotations.Nullable;

/** Numbers in paths and queries of the demo's routes. */
final class Numbers {

    /** What {@link #in} says of text that is no number in its range. */
    static final long BAD = -1;

    private static final Response BAD_NUMBER = Response.text(Status.BAD_REQUEST, "A number is missing or too large\n");

    /** Answers a request whose numbers are {@link #BAD}. */
    static final Handler REFUSE = Handler.nonBlocking(request -> BAD_NUMBER);

    private Numbers() {}

    /** The number from 0 to {@code most} that {@code text} is in decimal digits. */
    static long in(@Nullable String text, long most) {
        if (text == null || text.isEmpty()) return BAD;
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || digit > most || value > (most - digit) / 10) return BAD;
            value = value * 10 + digit;
        }
        return value;
    }

    /** The number in the path at {@code name}. */
    static long inPath(Request request, String name, long most) {
        return in(request.parameter(name), most);
    }

    /** The number in the query at {@code name}, or {@code fallback} when it is not there. */
    static long inQuery(Request request, String name, long fallback, long most) {
        String query = request.query();
        if (query == null) return fallback;
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) return in(pair.substring(name.length() + 1), most);
        }
        return fallback;
    }
}
