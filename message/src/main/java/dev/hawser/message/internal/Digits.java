package dev.hawser.message.internal;

/** Numbers of fields. */
public final class Digits {

    private Digits() {}

    /** The number that 1 to 18 decimal digits are, and nothing else (RFC 9110 8.6), or -1. */
    public static long number(String text) {
        if (text.isEmpty() || text.length() > 18) return -1;
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return -1;
            number = number * 10 + (c - '0');
        }
        return number;
    }
}
