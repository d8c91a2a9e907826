package dev.hawser.message.internal;

/**
 * The grammar of host and port (RFC 3986 3.2.2, RFC 9110 7.2) over octets, as strict as a server may be.
 *
 * <p>Stricter than the grammar in two places: an empty host with a port is refused, because a URI of http or https with
 * an empty host must be (RFC 9110 4.2.1), and so is a comma, because that is how two merged Host lines look.
 */
public final class Authority {

    private static final int HIGHEST_PORT = 65_535;

    /** unreserved and sub-delims of RFC 3986 without the comma. */
    private static final boolean[] NAME = new boolean[256];

    static {
        for (char c = '0'; c <= '9'; c++) NAME[c] = true;
        for (char c = 'a'; c <= 'z'; c++) NAME[c] = true;
        for (char c = 'A'; c <= 'Z'; c++) NAME[c] = true;
        String marks = "-._~!$&'()*+;=";
        for (int i = 0; i < marks.length(); i++) NAME[marks.charAt(i)] = true;
    }

    private Authority() {}

    /** Whether {@code [from, to)} is a host, optionally with a port. */
    public static boolean isHostAndPort(byte[] a, int from, int to) {
        int colon = hostEnd(a, from, to);
        if (colon < 0) return false;
        return colon == to || port(a, colon + 1, to) >= 0;
    }

    /** Whether {@code [from, to)} is a host with a port that can be connected to (RFC 9110 9.3.6). */
    public static boolean isTunnelTarget(byte[] a, int from, int to) {
        int colon = hostEnd(a, from, to);
        return colon >= 0 && colon + 1 < to && port(a, colon + 1, to) > 0;
    }

    /** Where the host ends: at {@code to} or at the colon before the port; -1 if there is no valid host. */
    private static int hostEnd(byte[] a, int from, int to) {
        if (from >= to) return -1;
        if (a[from] == '[') return literalEnd(a, from, to);
        int i = from;
        while (true) {
            while (i < to && NAME[a[i] & 0xff]) i++;
            if (i == to) return to;
            if (a[i] == ':') return i == from ? -1 : i;
            if (a[i] != '%' || i + 2 >= to || !isHex(a[i + 1]) || !isHex(a[i + 2])) return -1;
            i += 3;
        }
    }

    private static int literalEnd(byte[] a, int from, int to) {
        int close = from + 1;
        while (close < to && a[close] != ']') close++;
        if (close == to) return -1;
        boolean valid =
                (a[from + 1] == 'v' || a[from + 1] == 'V') ? isFuture(a, from + 2, close) : isIpv6(a, from + 1, close);
        if (!valid) return -1;
        return (close + 1 == to || a[close + 1] == ':') ? close + 1 : -1;
    }

    /** 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ). */
    private static boolean isFuture(byte[] a, int from, int to) {
        int dot = from;
        while (dot < to && isHex(a[dot])) dot++;
        if (dot == from || dot + 1 >= to || a[dot] != '.') return false;
        for (int i = dot + 1; i < to; i++) if (a[i] != ':' && !NAME[a[i] & 0xff]) return false;
        return true;
    }

    private static boolean isIpv6(byte[] a, int from, int to) {
        int groups = 0;
        boolean gap = false;
        int i = from;
        if (i + 1 < to && a[i] == ':' && a[i + 1] == ':') {
            gap = true;
            i += 2;
        }
        while (i < to) {
            int start = i;
            while (i < to && isHex(a[i])) i++;
            if (i < to && a[i] == '.') {
                if (!isIpv4(a, start, to)) return false;
                groups += 2;
                i = to;
                break;
            }
            if (i == start || i - start > 4) return false;
            groups++;
            if (i == to) break;
            if (a[i++] != ':' || i == to) return false;
            if (a[i] == ':') {
                if (gap) return false;
                gap = true;
                i++;
            }
        }
        return gap ? groups <= 7 : groups == 8;
    }

    private static boolean isIpv4(byte[] a, int from, int to) {
        int i = from;
        for (int part = 0; part < 4; part++) {
            if (part > 0 && (i == to || a[i++] != '.')) return false;
            int start = i;
            int number = 0;
            while (i < to && i - start < 3 && a[i] >= '0' && a[i] <= '9') number = number * 10 + (a[i++] - '0');
            if (i == start || number > 255 || (i - start > 1 && a[start] == '0')) return false;
        }
        return i == to;
    }

    /** The port; 0 for an empty one; -1 if it is none. */
    private static int port(byte[] a, int from, int to) {
        int port = 0;
        for (int i = from; i < to; i++) {
            if (a[i] < '0' || a[i] > '9') return -1;
            port = port * 10 + (a[i] - '0');
            if (port > HIGHEST_PORT) return -1;
        }
        return port;
    }

    private static boolean isHex(byte octet) {
        return (octet >= '0' && octet <= '9') || (octet >= 'a' && octet <= 'f') || (octet >= 'A' && octet <= 'F');
    }
}
