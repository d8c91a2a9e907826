package dev.hawser.wire.h1;

import dev.hawser.message.FieldName;

/**
 * What the fields of one head say about where its message ends and what becomes of the connection, noted while they
 * are read. Judging it is {@link RequestRules}' and {@link ResponseRules}' business.
 */
final class Notes {

    /** The transfer codings taken together (RFC 9112 6.1). */
    enum Coding {
        NONE,
        /** One chunked and nothing else. */
        CHUNKED,
        /** Codings that are not known here. */
        OTHERS,
        /** Codings that are not known here, then chunked. */
        OTHERS_THEN_CHUNKED,
        /** Anything else: chunked twice, not last, with parameters; an empty member; no token. */
        BAD
    }

    /** No Content-Length. */
    static final long ABSENT = -1;

    /** Content-Length is repeated, a list, or no number. */
    static final long BAD = -2;

    /** Content-Length is a number, but larger than can be counted. */
    static final long HUGE = -3;

    private static final long KEEP_ALI = (long) Octets.LONG.get(Ascii.octets("keep-ali"), 0);

    private static final byte[] MEANING = new byte[128];
    private static final byte HOST = 1;
    private static final byte LENGTH = 2;
    private static final byte CODING = 3;
    private static final byte CONNECTION = 4;
    private static final byte EXPECT = 5;
    private static final byte UPGRADE = 6;

    static {
        MEANING[FieldName.HOST.id()] = HOST;
        MEANING[FieldName.CONTENT_LENGTH.id()] = LENGTH;
        MEANING[FieldName.TRANSFER_ENCODING.id()] = CODING;
        MEANING[FieldName.CONNECTION.id()] = CONNECTION;
        MEANING[FieldName.EXPECT.id()] = EXPECT;
        MEANING[FieldName.UPGRADE.id()] = UPGRADE;
    }

    int hosts;

    /** Where the value of the last Host stands in the record. */
    int hostFrom;

    int hostTo;

    long contentLength;
    Coding coding = Coding.NONE;
    boolean close;
    boolean keepAlive;

    /** Connection names Upgrade, and there is an Upgrade field. */
    boolean upgradeOption;

    boolean upgradeField;
    boolean expectsContinue;

    void clear() {
        hosts = 0;
        contentLength = ABSENT;
        coding = Coding.NONE;
        close = false;
        keepAlive = false;
        upgradeOption = false;
        upgradeField = false;
        expectsContinue = false;
    }

    boolean asksForUpgrade() {
        return upgradeOption && upgradeField;
    }

    /** Takes note of a field. {@code id} is the number of its name. */
    void see(int id, byte[] a, int from, int to) {
        byte meaning = MEANING[id];
        if (meaning != 0) note(meaning, a, from, to);
    }

    private void note(byte meaning, byte[] a, int from, int to) {
        switch (meaning) {
            case HOST -> {
                hosts++;
                hostFrom = from;
                hostTo = to;
            }
            case LENGTH -> contentLength = contentLength == ABSENT ? number(a, from, to) : BAD;
            case CODING -> codings(a, from, to);
            case CONNECTION -> options(a, from, to);
            // RFC 9110 10.1.1: compared without regard to case.
            case EXPECT -> expectsContinue |= Octets.equalsIgnoreCase(a, from, to, "100-continue");
            case UPGRADE -> upgradeField = true;
            default -> throw new AssertionError(meaning);
        }
    }

    /** RFC 9110 8.6: 1*DIGIT, decimal. */
    static long number(byte[] a, int from, int to) {
        if (from == to) return BAD;
        long number = 0;
        boolean huge = false;
        for (int i = from; i < to; i++) {
            int digit = a[i] - '0';
            if (digit < 0 || digit > 9) return BAD;
            huge |= number > (Long.MAX_VALUE - digit) / 10;
            if (!huge) number = number * 10 + digit;
        }
        return huge ? HUGE : number;
    }

    private void codings(byte[] a, int from, int to) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i < to && a[i] != ',') continue;
            int first = start;
            int end = i;
            while (first < end && Octets.isBlank(a[first])) first++;
            while (end > first && Octets.isBlank(a[end - 1])) end--;
            coding = next(coding, a, first, end);
            start = i + 1;
        }
    }

    private static Coding next(Coding before, byte[] a, int from, int to) {
        boolean chunked = Octets.equalsIgnoreCase(a, from, to, "chunked");
        int end = from;
        while (end < to && a[end] != ';') end++;
        // RFC 9112 7.1: chunked has no parameters.
        boolean other = !chunked && Octets.isToken(a, from, end) && !Octets.equalsIgnoreCase(a, from, end, "chunked");
        return switch (before) {
            case NONE -> chunked ? Coding.CHUNKED : other ? Coding.OTHERS : Coding.BAD;
            case OTHERS -> chunked ? Coding.OTHERS_THEN_CHUNKED : other ? Coding.OTHERS : Coding.BAD;
            // RFC 9112 6.1: chunked is applied once, and last.
            case CHUNKED, OTHERS_THEN_CHUNKED, BAD -> Coding.BAD;
        };
    }

    /** RFC 9110 7.6.1: connection options are list members without case. */
    private void options(byte[] a, int from, int to) {
        // What nearly every request says needs no list.
        if (to - from == 10
                && (long) Octets.LONG.get(a, from) == KEEP_ALI
                && a[from + 8] == 'v'
                && a[from + 9] == 'e') {
            keepAlive = true;
            return;
        }
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i < to && a[i] != ',') continue;
            int first = start;
            int end = i;
            while (first < end && Octets.isBlank(a[first])) first++;
            while (end > first && Octets.isBlank(a[end - 1])) end--;
            option(a, first, end);
            start = i + 1;
        }
    }

    private void option(byte[] a, int from, int to) {
        switch (to - from) {
            case 5 -> close |= Octets.equalsIgnoreCase(a, from, to, "close");
            case 7 -> upgradeOption |= Octets.equalsIgnoreCase(a, from, to, "upgrade");
            case 10 -> keepAlive |= Octets.equalsIgnoreCase(a, from, to, "keep-alive");
            default -> {}
        }
    }
}
