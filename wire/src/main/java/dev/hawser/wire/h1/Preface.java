package dev.hawser.wire.h1;

import java.util.Arrays;

/** Tells the preface of HTTP/2 (RFC 9113 3.4) from a request, octet by octet, across the ends of input. */
final class Preface {

    private static final byte[] OCTETS = Ascii.octets("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    /** Octets that have been recognised. */
    private int matched;

    int matched() {
        return matched;
    }

    boolean isComplete() {
        return matched == OCTETS.length;
    }

    /** Goes on as long as it is one. Returns where it stopped. */
    int match(byte[] a, int from, int to) {
        int at = from;
        while (at < to && matched < OCTETS.length && a[at] == OCTETS[matched]) {
            at++;
            matched++;
        }
        return at;
    }

    /** It was none: forgets it, and gives its first {@code count} octets to the parser, which has not seen them. */
    void replay(int count, HeadParser parser) {
        matched = 0;
        parser.parse(OCTETS, 0, count);
    }

    /** A preface that came in parts, and what came behind it. */
    static byte[] joined(byte[] a, int from, int to) {
        byte[] whole = Arrays.copyOf(OCTETS, OCTETS.length + to - from);
        System.arraycopy(a, from, whole, OCTETS.length, to - from);
        return whole;
    }
}
