package dev.hawser.wire.h2;

import org.jspecify.annotations.Nullable;

/** The few rules of RFC 3986 that pseudo-fields are held to. */
final class Uris {

    /** Bit c: whether the character may stand in a host with port, without userinfo. */
    private static final long[] AUTHORITY = new long[2];

    static {
        String allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~%!$&'()*+,;=:[]";
        for (int i = 0; i < allowed.length(); i++) {
            char c = allowed.charAt(i);
            AUTHORITY[c >> 6] |= 1L << c;
        }
    }

    private Uris() {}

    static boolean isScheme(String text) {
        if (text.isEmpty() || !isAlpha(text.charAt(0))) return false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlpha(c) && !(c >= '0' && c <= '9') && c != '+' && c != '-' && c != '.') return false;
        }
        return true;
    }

    /** Whether {@code text} is a host, perhaps with a port, and nothing else: no userinfo (RFC 9113 8.3.1). */
    static boolean isAuthority(String text) {
        if (text.isEmpty() || text.charAt(0) == ':') return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 128 || (AUTHORITY[c >> 6] & 1L << c) == 0) return false;
        }
        int colon = text.lastIndexOf(':');
        if (text.charAt(0) == '[') {
            int bracket = text.indexOf(']');
            if (bracket < 0) return false;
            if (bracket == text.length() - 1) return true;
            if (colon != bracket + 1) return false;
        } else if (text.indexOf('[') >= 0 || text.indexOf(']') >= 0 || text.indexOf(':') != colon) {
            return false;
        }
        return colon < 0 || port(text, colon + 1) >= 0;
    }

    /** Whether {@code text} is a host with a port, as CONNECT asks for (RFC 9110 9.3.6). */
    static boolean isDestination(String text) {
        int colon = text.lastIndexOf(':');
        return colon > text.indexOf(']') && isAuthority(text) && port(text, colon + 1) > 0;
    }

    /** The port that stands in {@code text} from {@code from} on: 0 when nothing does, -1 when it is none. */
    private static int port(String text, int from) {
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return -1;
            port = 10 * port + digit;
            if (port > 65_535) return -1;
        }
        return port;
    }

    /** Whether every character may stand in a path with query: nothing that could end a request line or the target. */
    static boolean isTarget(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') return false;
        }
        return true;
    }

    /** Whether two authorities name the same entity: case does not matter, nor does a port that is the scheme's own. */
    static boolean isSameAuthority(String one, String other, @Nullable String scheme) {
        return withoutDefaultPort(one, scheme).equalsIgnoreCase(withoutDefaultPort(other, scheme));
    }

    private static String withoutDefaultPort(String authority, @Nullable String scheme) {
        String port = scheme == null ? "" : scheme.equalsIgnoreCase("https") ? ":443" : ":80";
        return !port.isEmpty() && authority.endsWith(port)
                ? authority.substring(0, authority.length() - port.length())
                : authority;
    }

    private static boolean isAlpha(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
