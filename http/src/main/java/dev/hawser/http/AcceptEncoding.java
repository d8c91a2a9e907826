package dev.hawser.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a request says about content codings (RFC 9110 12.5.3): the weight of each, in thousandths. Confined to one
 * thread; nothing is kept of the field but its text.
 */
final class AcceptEncoding {

    /** No field: every coding would do, and none is as good. */
    static final AcceptEncoding ABSENT = new AcceptEncoding("");

    private final String field;

    private AcceptEncoding(String field) {
        this.field = field;
    }

    /** Reads all lines of the field joined by commas; null for none. */
    static AcceptEncoding of(@Nullable String field) {
        return field == null ? ABSENT : new AcceptEncoding(field.toLowerCase(Locale.ROOT));
    }

    /** From 0, not acceptable, to 1,000. What is neither named nor covered by "*" is 0, but for identity. */
    int weight(String coding) {
        int wildcard = -1;
        for (int from = 0; from < field.length(); ) {
            int comma = field.indexOf(',', from);
            int to = comma < 0 ? field.length() : comma;
            int semicolon = field.indexOf(';', from);
            int end = semicolon < 0 || semicolon > to ? to : semicolon;
            String name = field.substring(from, end).strip();
            if (name.equals(coding) || (name.equals("x-gzip") && coding.equals("gzip"))) return weightIn(end, to);
            if (name.equals("*")) wildcard = weightIn(end, to);
            from = to + 1;
        }
        if (wildcard >= 0) return wildcard;
        // RFC 9110 12.5.3: identity is acceptable unless it is excluded; below any coding that was asked for.
        return coding.equals("identity") ? 1 : 0;
    }

    /** The weight among the parameters in [from, to); 1,000 where there is none, 0 for one that cannot be read. */
    private int weightIn(int from, int to) {
        for (int at = from; at < to; ) {
            int semicolon = field.indexOf(';', at + 1);
            int end = semicolon < 0 || semicolon > to ? to : semicolon;
            String parameter = field.substring(at + 1, end).strip();
            if (parameter.startsWith("q="))
                return thousandths(parameter.substring(2).strip());
            at = end;
        }
        return 1000;
    }

    /** "0", "0.5", "1.000" (RFC 9110 12.4.2). */
    private static int thousandths(String text) {
        if (text.isEmpty() || text.length() > 5) return 0;
        int whole = text.charAt(0) - '0';
        if (whole < 0 || whole > 1 || (text.length() > 1 && text.charAt(1) != '.')) return 0;
        int value = whole;
        for (int i = 2; i < 5; i++) {
            int digit = i < text.length() ? text.charAt(i) - '0' : 0;
            if (digit < 0 || digit > 9) return 0;
            value = value * 10 + digit;
        }
        return Math.min(value, 1000);
    }
}
