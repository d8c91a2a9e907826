package dev.hawser.http;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Targets as they go on. */
final class ProxyTargets {

    private static final String NEVER_BARE = "\"<>\\^`{|}[]";

    private ProxyTargets() {}

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
