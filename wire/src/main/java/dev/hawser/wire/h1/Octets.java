package dev.hawser.wire.h1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight octets at a time. A mask has the highest bit set in each octet that matches; the lowest is exact. */
final class Octets {

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long DELETES = 0x7f * ONES;
    private static final long COLONS = ':' * ONES;
    private static final long FEEDS = '\n' * ONES;
    private static final long HASHES = '#' * ONES;

    private static final boolean[] TOKEN = new boolean[128];

    static {
        String marks = "!#$%&'*+-.^_`|~";
        for (char c = '0'; c <= '9'; c++) TOKEN[c] = true;
        for (char c = 'a'; c <= 'z'; c++) TOKEN[c] = true;
        for (char c = 'A'; c <= 'Z'; c++) TOKEN[c] = true;
        for (int i = 0; i < marks.length(); i++) TOKEN[marks.charAt(i)] = true;
    }

    private Octets() {}

    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /** Controls, HTAB among them: what ends or spoils a field value. */
    static long controls(long word) {
        return ((word - 0x20 * ONES) & ~word & HIGHS) | zeros(word ^ DELETES);
    }

    /** Controls, space and '#': what ends or spoils a target. */
    static long notTarget(long word) {
        return ((word - 0x21 * ONES) & ~word & HIGHS) | zeros(word ^ DELETES) | zeros(word ^ HASHES);
    }

    static boolean isControl(byte octet) {
        return (octet >= 0 && octet < 0x20) || octet == 0x7f;
    }

    static boolean isNotTarget(byte octet) {
        return (octet >= 0 && octet <= 0x20) || octet == 0x7f || octet == '#';
    }

    /** The first matching octet of a mask that is not zero. */
    static int first(long mask) {
        return Long.numberOfTrailingZeros(mask) >>> 3;
    }

    static int indexOfColon(byte[] a, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long hits = zeros((long) LONG.get(a, i) ^ COLONS);
            if (hits != 0) return i + first(hits);
        }
        for (; i < to; i++) if (a[i] == ':') return i;
        return -1;
    }

    static int indexOfLineFeed(byte[] a, int from, int to) {
        int i = from;
        for (; i + 8 <= to; i += 8) {
            long hits = zeros((long) LONG.get(a, i) ^ FEEDS);
            if (hits != 0) return i + first(hits);
        }
        for (; i < to; i++) if (a[i] == '\n') return i;
        return -1;
    }

    static boolean isTokenOctet(byte octet) {
        return octet >= 0 && TOKEN[octet];
    }

    /** RFC 9110 5.6.2: one octet or more, all of them tchar. */
    static boolean isToken(byte[] a, int from, int to) {
        for (int i = from; i < to; i++) if (!isTokenOctet(a[i])) return false;
        return from < to;
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Whether {@code [from, to)} is {@code lower} in any case. */
    static boolean equalsIgnoreCase(byte[] a, int from, int to, String lower) {
        if (to - from != lower.length()) return false;
        for (int i = 0; i < lower.length(); i++) {
            int octet = a[from + i];
            if (octet >= 'A' && octet <= 'Z') octet |= 0x20;
            if (octet != lower.charAt(i)) return false;
        }
        return true;
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte octet) {
        if (octet >= '0' && octet <= '9') return octet - '0';
        int lower = octet | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
