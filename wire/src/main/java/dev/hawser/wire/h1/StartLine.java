package dev.hawser.wire.h1;

import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads request lines (RFC 9112 3) and status lines (RFC 9112 4). Answers as {@link Line} says. */
final class StartLine {

    /** Longer than any registered method; RFC 9112 3 wants 501 for what is longer than any that is implemented. */
    private static final int LONGEST_METHOD = 64;

    private static final long HTTP_1_1 = word("HTTP/1.1");
    private static final long HTTP_1_0 = word("HTTP/1.0");

    private static long word(String eight) {
        return (long) Octets.LONG.get(Ascii.octets(eight), 0);
    }

    Method method = Method.GET;

    /** The target stands in front of the record. */
    int targetLength;

    HttpVersion version = HttpVersion.HTTP_1_1;
    Status status = Status.OK;

    /** Null where it is the usual one. */
    @Nullable
    String reason;

    /** RFC 9112 3: method SP request-target SP HTTP-version CRLF. */
    int request(byte[] a, int from, int to, int longest, HeadRecord record) {
        int cap = Math.min(to, from + longest);
        int space = from;
        while (space < cap && a[space] > ' ') space++;
        if (space - from > LONGEST_METHOD) return Line.refused(Refusal.METHOD_TOO_LONG);
        if (space == cap) return cap < to ? Line.refused(Refusal.METHOD_TOO_LONG) : Line.MORE;
        if (a[space] != ' ') return Line.refused(Refusal.MALFORMED_START_LINE);
        Method parsed = Method.parse(a, from, space);
        if (parsed == null) return Line.refused(Refusal.MALFORMED_METHOD);
        method = parsed;

        int target = space + 1;
        int end = record.copyTarget(a, target, cap, 0);
        if (end == cap) return cap < to ? Line.refused(Refusal.TARGET_TOO_LONG) : Line.MORE;
        byte stop = a[end];
        boolean early = stop == '\r' || stop == '\n' || (stop == ' ' && end == target);
        if (early) return Line.refused(Refusal.MALFORMED_START_LINE);
        if (stop != ' ') return Line.refused(Refusal.MALFORMED_TARGET);
        targetLength = end - target;
        record.end = targetLength;
        return requestVersion(a, end + 1, to);
    }

    private int requestVersion(byte[] a, int from, int to) {
        if (from + 10 > to) return Line.MORE;
        int refused = version(a, from);
        if (refused != 0) return refused;
        if (a[from + 8] != '\r') return Line.refused(Refusal.MALFORMED_VERSION);
        if (a[from + 9] != '\n') return Line.refused(Refusal.BARE_CR);
        return from + 10;
    }

    /** 0 where the eight octets at {@code from} are a version that is spoken. */
    private int version(byte[] a, int from) {
        long word = (long) Octets.LONG.get(a, from);
        if (word == HTTP_1_1) version = HttpVersion.HTTP_1_1;
        else if (word == HTTP_1_0) version = HttpVersion.HTTP_1_0;
        else return otherVersion(a, from);
        return 0;
    }

    /** RFC 9112 2.3: "HTTP/" DIGIT "." DIGIT. RFC 9110 2.5: a higher minor version is served as the highest known. */
    private int otherVersion(byte[] a, int from) {
        boolean formed = a[from] == 'H'
                && a[from + 1] == 'T'
                && a[from + 2] == 'T'
                && a[from + 3] == 'P'
                && a[from + 4] == '/'
                && isDigit(a[from + 5])
                && a[from + 6] == '.'
                && isDigit(a[from + 7]);
        if (!formed) return Line.refused(Refusal.MALFORMED_VERSION);
        if (a[from + 5] != '1') return Line.refused(Refusal.VERSION);
        version = HttpVersion.HTTP_1_1;
        return 0;
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** RFC 9112 4: HTTP-version SP status-code SP [ reason-phrase ] CRLF. The second SP may be missing, as it often is. */
    int response(byte[] a, int from, int to, int longest) {
        int cap = Math.min(to, from + longest);
        if (from + 13 > cap) return Line.MORE;
        int refused = version(a, from);
        if (refused != 0) return refused;
        if (a[from + 8] != ' ') return Line.refused(Refusal.MALFORMED_START_LINE);
        boolean digits = isDigit(a[from + 9]) && isDigit(a[from + 10]) && isDigit(a[from + 11]);
        // RFC 9110 15: the first digit is the class; there is none below 1.
        if (!digits || a[from + 9] == '0') return Line.refused(Refusal.MALFORMED_STATUS);
        status = Status.of((a[from + 9] - '0') * 100 + (a[from + 10] - '0') * 10 + a[from + 11] - '0');
        int i = from + 12;
        if (a[i] != ' ' && a[i] != '\r') return Line.refused(Refusal.MALFORMED_STATUS);
        int text = a[i] == ' ' ? i + 1 : i;
        i = text;
        while (i < cap && (!Octets.isControl(a[i]) || a[i] == '\t')) i++;
        if (i == cap) return cap < to ? Line.refused(Refusal.MALFORMED_START_LINE) : Line.MORE;
        if (a[i] != '\r') return Line.refused(a[i] == '\n' ? Refusal.BARE_LF : Refusal.MALFORMED_START_LINE);
        if (i + 1 == to) return Line.MORE;
        if (a[i + 1] != '\n') return Line.refused(Refusal.BARE_CR);
        reason = reason(a, text, i);
        return i + 2;
    }

    private @Nullable String reason(byte[] a, int from, int to) {
        String usual = status.reason();
        boolean same = to - from == usual.length();
        for (int i = 0; same && i < usual.length(); i++) same = a[from + i] == usual.charAt(i);
        return same ? null : new String(a, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
