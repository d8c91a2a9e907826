package dev.hawser.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-encoding of path segments (RFC 3986 2.1), UTF-8 underneath. */
final class PercentCoding {

    private static final String HEX = "0123456789ABCDEF";

    /** What a segment may hold as it is: unreserved characters, sub-delims, ':' and '@' (RFC 3986 3.3). */
    private static final String PLAIN = "-._~!$&'()*+,;=:@";

    private PercentCoding() {}

    /**
     * The text that {@code encoded} stands for; {@code encoded} itself when nothing is encoded. Null for an incomplete
     * or wrong triplet, for octets that are not UTF-8, and for NUL: strict, because what one party skips over another
     * takes for something else.
     */
    static @Nullable String decode(String encoded) {
        int at = encoded.indexOf('%');
        if (at < 0) return isAscii(encoded) ? encoded : null;
        byte[] octets = new byte[encoded.length()];
        int filled = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                if (i + 2 >= encoded.length()) return null;
                int high = Character.digit(encoded.charAt(i + 1), 16);
                int low = Character.digit(encoded.charAt(i + 2), 16);
                if (high < 0 || low < 0 || (high | low) == 0) return null;
                octets[filled++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                if (c == 0 || c >= 0x80) return null;
                octets[filled++] = (byte) c;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, filled))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || c >= 0x80) return false;
        }
        return true;
    }

    /** {@code segment} as one segment of a path: '/' and everything else that is not plain is encoded. */
    static String encodeSegment(String segment) {
        byte[] octets = segment.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(octets.length + 16);
        for (byte octet : octets) {
            char c = (char) (octet & 0xff);
            if (isPlain(c)) out.append(c);
            else out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || PLAIN.indexOf(c) >= 0;
    }
}
