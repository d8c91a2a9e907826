package dev.hawser.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event of an {@link EventStream}. Immutable.
 *
 * @param id what a client that comes back names as the last it has seen; null to leave that as it was
 * @param event the kind of event; null for the default, "message"
 * @param data its content; lines may end in LF, CR or CRLF, and arrive with LF
 * @param retry how long a client is to wait before it comes back, sent in milliseconds; null to leave that as it was
 */
public record ServerSentEvent(
        @Nullable String id,
        @Nullable String event,
        String data,
        @Nullable Duration retry) {

    /** Checks that id and event are one line each, and that the id holds no NUL, at which clients would ignore it. */
    public ServerSentEvent {
        if (id != null) {
            oneLine("id", id);
            if (id.indexOf('\0') >= 0) throw new IllegalArgumentException("the id holds NUL");
        }
        if (event != null) oneLine("event", event);
        if (retry != null && retry.isNegative()) throw new IllegalArgumentException("a retry of " + retry);
    }

    private static void oneLine(String what, String value) {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            throw new IllegalArgumentException("the %s holds the end of a line".formatted(what));
        }
    }

    /** An event of the default kind. */
    public static ServerSentEvent of(String data) {
        return new ServerSentEvent(null, null, data, null);
    }

    /** This with {@code id}. */
    public ServerSentEvent withId(String itsId) {
        return new ServerSentEvent(itsId, event, data, retry);
    }

    /** This of kind {@code kind}. */
    public ServerSentEvent withEvent(String kind) {
        return new ServerSentEvent(id, kind, data, retry);
    }

    /** This with {@code wait} before a client comes back. */
    public ServerSentEvent withRetry(Duration wait) {
        return new ServerSentEvent(id, event, data, wait);
    }

    /** As it stands in the stream, the empty line at its end included. */
    String written() {
        StringBuilder lines = new StringBuilder(data.length() + 32);
        if (id != null) lines.append("id: ").append(id).append('\n');
        if (event != null) lines.append("event: ").append(event).append('\n');
        if (retry != null) lines.append("retry: ").append(retry.toMillis()).append('\n');
        appendLines(lines, "data: ", data);
        return lines.append('\n').toString();
    }

    /** Each line of {@code text} behind {@code name}. */
    static void appendLines(StringBuilder lines, String name, String text) {
        int from = 0;
        while (true) {
            int to = from;
            while (to < text.length() && text.charAt(to) != '\n' && text.charAt(to) != '\r') to++;
            lines.append(name).append(text, from, to).append('\n');
            if (to == text.length()) return;
            boolean both = text.charAt(to) == '\r' && to + 1 < text.length() && text.charAt(to + 1) == '\n';
            from = to + (both ? 2 : 1);
        }
    }
}
