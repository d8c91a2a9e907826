package dev.hawser.wire.h2;

import org.jspecify.annotations.Nullable;

/** The priority of RFC 9218: an urgency from 0 to 7 and whether pieces are of use. Packed into an int. */
final class Priority {

    static final int URGENCIES = 8;

    /** RFC 9218 4: urgency 3, not incremental. */
    static final int DEFAULT = 3;

    private static final int INCREMENTAL = 8;

    private Priority() {}

    static int of(int urgency, boolean incremental) {
        return incremental ? urgency | INCREMENTAL : urgency;
    }

    static int urgency(int priority) {
        return priority & 7;
    }

    static boolean isIncremental(int priority) {
        return (priority & INCREMENTAL) != 0;
    }

    /**
     * Reads a priority field's value (RFC 9218 4, a dictionary of RFC 9651). What is missing, unknown or out of range
     * leaves {@code base} as it is; a value that is no dictionary leaves all of it.
     */
    static int parse(@Nullable String value, int base) {
        if (value == null) return base;
        int priority = base;
        int end = value.length();
        for (int from = 0; from < end; ) {
            int comma = value.indexOf(',', from);
            int to = comma < 0 ? end : comma;
            priority = member(value, from, to, priority);
            from = to + 1;
        }
        return priority;
    }

    private static int member(String value, int from, int to, int priority) {
        while (from < to && isBlank(value.charAt(from))) from++;
        int semicolon = value.indexOf(';', from);
        if (semicolon >= 0 && semicolon < to) to = semicolon;
        while (to > from && isBlank(value.charAt(to - 1))) to--;
        if (to == from) return priority;
        char key = value.charAt(from);
        int length = to - from;
        if (key == 'u' && length == 3 && value.charAt(from + 1) == '=') {
            int urgency = value.charAt(from + 2) - '0';
            return urgency >= 0 && urgency < URGENCIES ? (priority & INCREMENTAL) | urgency : priority;
        }
        if (key != 'i') return priority;
        if (length == 1) return priority | INCREMENTAL;
        if (length != 4 || value.charAt(from + 1) != '=' || value.charAt(from + 2) != '?') return priority;
        return switch (value.charAt(from + 3)) {
            case '1' -> priority | INCREMENTAL;
            case '0' -> priority & ~INCREMENTAL;
            default -> priority;
        };
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
