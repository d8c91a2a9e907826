package dev.hawser.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Targets as they go on. */
final class ProxyTargets {

    private static final String NEVER_BARE = "\"<>\\^`{|}[]";

    private ProxyTargets() {}

    /**
     * Whether {@code path} has a segment "." or "..", dots encoded or not, with parameters behind them or not. Honest clients
     * have resolved those (RFC 3986 5.2.4). Whoever is asked next resolves them, and so could be led out of what the proxy
     * was to pass on. A backslash and an encoded slash end segments too, because there are servers to which they do.
     */
    static boolean hasDotSegment(String path) {
        int from = 0;
        for (int at = 0; at < path.length(); ) {
            int octets = separator(path, at);
            if (octets == 0) {
                at++;
                continue;
            }
            if (isDots(path, from, at)) return true;
            at += octets;
            from = at;
        }
        return isDots(path, from, path.length());
    }

    /** How many characters what separates segments has at {@code at}; 0 where there is none. */
    private static int separator(String path, int at) {
        char c = path.charAt(at);
        if (c == '/' || c == '\\') return 1;
        boolean encoded =
                c == '%' && (path.regionMatches(true, at, "%2f", 0, 3) || path.regionMatches(true, at, "%5c", 0, 3));
        return encoded ? 3 : 0;
    }

    private static boolean isDots(String path, int from, int to) {
        int dots = 0;
        for (int at = from; at < to && path.charAt(at) != ';'; dots++) {
            if (dots == 2) return false;
            if (path.charAt(at) == '.') at++;
            else if (path.regionMatches(true, at, "%2e", 0, 3)) at += 3;
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
