package dev.hawser.wire.hpack;

import java.nio.charset.StandardCharsets;

/** Octets as text and back, and what RFC 9113 8.2.1 forbids in them. */
final class Octets {

    /** Bit i of word i / 64: whether character i may stand in a field name of HTTP/2 (a token without upper case). */
    private static final long[] LOWER_TOKEN = new long[4];

    static {
        String marks = "!#$%&'*+-.^_`|~";
        for (char c = '0'; c <= '9'; c++) allow(c);
        for (char c = 'a'; c <= 'z'; c++) allow(c);
        for (int i = 0; i < marks.length(); i++) allow(marks.charAt(i));
    }

    private Octets() {}

    private static void allow(char c) {
        LOWER_TOKEN[c >> 6] |= 1L << c;
    }

    static boolean isLowerTokenChar(int c) {
        return c < 256 && (LOWER_TOKEN[c >> 6] & 1L << c) != 0;
    }

    static String text(byte[] octets, int from, int to) {
        return new String(octets, from, to - from, StandardCharsets.ISO_8859_1);
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Whether these octets may be a field's value: no whitespace at the ends, no NUL, CR or LF (RFC 9113 8.2.1), nor any
     * other control but HTAB (RFC 9110 5.5).
     */
    static boolean isValue(byte[] octets, int from, int to) {
        if (from == to) return true;
        if (isBlank(octets[from]) || isBlank(octets[to - 1])) return false;
        for (int i = from; i < to; i++) {
            byte b = octets[i];
            if ((b < ' ' && b >= 0 && b != '\t') || b == 0x7f) return false;
        }
        return true;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
