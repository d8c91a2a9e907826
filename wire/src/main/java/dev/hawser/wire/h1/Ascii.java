package dev.hawser.wire.h1;

import java.nio.charset.StandardCharsets;

/** Writes text and numbers as octets. */
final class Ascii {

    private Ascii() {}

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static int put(byte[] octets, byte[] out, int at) {
        System.arraycopy(octets, 0, out, at, octets.length);
        return at + octets.length;
    }

    /** One octet per character: names, values and targets were checked to be ISO-8859-1 when they were made. */
    @SuppressWarnings("deprecation") // Drops the high octet, which is zero here, and needs no array of its own.
    static int put(String text, byte[] out, int at) {
        text.getBytes(0, text.length(), out, at);
        return at + text.length();
    }

    /** Colon, space, value, CRLF. */
    static int endValue(String value, byte[] out, int at) {
        out[at] = ':';
        out[at + 1] = ' ';
        return endLine(out, put(value, out, at + 2));
    }

    static int endLine(byte[] out, int at) {
        out[at] = '\r';
        out[at + 1] = '\n';
        return at + 2;
    }

    static int decimal(long number, byte[] out, int at) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) digits++;
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + digits;
    }

    static int hexadecimal(long number, byte[] out, int at) {
        int digits = Math.max(1, (67 - Long.numberOfLeadingZeros(number)) / 4);
        for (int i = 0; i < digits; i++) {
            int digit = (int) (number >>> (4 * (digits - 1 - i))) & 0xf;
            out[at + i] = (byte) (digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
        return at + digits;
    }
}
