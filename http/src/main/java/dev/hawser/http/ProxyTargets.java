package dev.hawser.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Targets as they go on. */
final class ProxyTargets {

    private static final String NEVER_BARE = "\"<>\\^`{|}[]";

    private ProxyTargets() {}

    /**
     * Whether the path of {@code target} has a segment "." or "..", dots encoded or not, with parameters behind them or not.
     * Honest clients have resolved those (RFC 3986 5.2.4). Whoever is asked next resolves them, and so could be led out of
     * what the proxy was to pass on.
     */
    static boolean hasDotSegment(String target) {
        int end = target.indexOf('?');
        if (end < 0) end = target.length();
        for (int from = 0; from < end; ) {
            int slash = target.indexOf('/', from);
            int to = slash < 0 || slash > end ? end : slash;
            if (isDots(target, from, to)) return true;
            from = to + 1;
        }
        return false;
    }

    private static boolean isDots(String target, int from, int to) {
        int dots = 0;
        for (int at = from; at < to && target.charAt(at) != ';'; dots++) {
            if (dots == 2) return false;
            if (target.charAt(at) == '.') at++;
            else if (target.regionMatches(true, at, "%2e", 0, 3)) at += 3;
            else return false;
        }
        return dots != 0;
    }

    /** {@code target} with those characters encoded that many send bare and RFC 3986 does not allow. */
    static String encoded(String target) {
        int at = 0;
        while (at < target.length() && isAllowed(target.charAt(at))) at++;
        if (at == target.length()) return target;
        StringBuilder encoded = new StringBuilder(target.length() + 8);
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (isAllowed(c)) {
                encoded.append(c);
                continue;
            }
            // Targets are octets as they came, one in each character.
            for (byte octet : String.valueOf(c).getBytes(StandardCharsets.ISO_8859_1)) {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }

    private static boolean isAllowed(char c) {
        return c > ' ' && c < 0x7F && NEVER_BARE.indexOf(c) < 0;
    }
}
