package dev.hawser.message;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Dates in fields (RFC 9110 5.6.7): IMF-fixdate is written; IMF-fixdate, the format of RFC 850 and that of asctime are
 * read. Seconds since 1970-01-01T00:00:00Z throughout.
 */
public final class HttpDate {

    /** Octets of an IMF-fixdate. */
    public static final int LENGTH = 29;

    /** What {@link #parse(String)} answers for text that is no date. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final String DAYS = "MonTueWedThuFriSatSun";
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final String[] LONG_DAYS = {
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"
    };
    private static final long LAST = 253402300799L; // 9999-12-31T23:59:59Z: the format has four digits for the year.

    private HttpDate() {}

    /**
     * For example "Sun, 06 Nov 1994 08:49:37 GMT".
     *
     * @throws IllegalArgumentException if the year is not within 1970 and 9999
     */
    public static String format(long epochSecond) {
        byte[] octets = new byte[LENGTH];
        write(epochSecond, octets, 0);
        return new String(octets, StandardCharsets.US_ASCII);
    }

    /** Writes the {@link #LENGTH} octets of {@link #format} into {@code target} from {@code at} on. */
    public static void write(long epochSecond, byte[] target, int at) {
        if (epochSecond < 0 || epochSecond > LAST) {
            throw new IllegalArgumentException("second %d: from 0 to %d".formatted(epochSecond, LAST));
        }
        long day = Math.floorDiv(epochSecond, 86400L);
        int second = (int) Math.floorMod(epochSecond, 86400L);
        LocalDate date = LocalDate.ofEpochDay(day);
        put(target, at, DAYS, (date.getDayOfWeek().getValue() - 1) * 3);
        target[at + 3] = ',';
        target[at + 4] = ' ';
        digits(target, at + 5, date.getDayOfMonth());
        target[at + 7] = ' ';
        put(target, at + 8, MONTHS, (date.getMonthValue() - 1) * 3);
        target[at + 11] = ' ';
        digits(target, at + 12, date.getYear() / 100);
        digits(target, at + 14, date.getYear() % 100);
        target[at + 16] = ' ';
        digits(target, at + 17, second / 3600);
        target[at + 19] = ':';
        digits(target, at + 20, second / 60 % 60);
        target[at + 22] = ':';
        digits(target, at + 23, second % 60);
        put(target, at + 25, " GM", 0);
        target[at + 28] = 'T';
    }

    private static void put(byte[] target, int at, String three, int from) {
        for (int i = 0; i < 3; i++) target[at + i] = (byte) three.charAt(from + i);
    }

    private static void digits(byte[] target, int at, int number) {
        target[at] = (byte) ('0' + number / 10);
        target[at + 1] = (byte) ('0' + number % 10);
    }

    /**
     * The second that {@code text} names, or {@link #INVALID}. Two-digit years are placed by the system clock.
     */
    public static long parse(String text) {
        return parse(text, System.currentTimeMillis() / 1000);
    }

    /**
     * The second that {@code text} names, or {@link #INVALID}. A two-digit year that would lie more than 50 years after
     * {@code now} is one of the century before (RFC 9110 5.6.7).
     */
    public static long parse(String text, long now) {
        int comma = text.indexOf(',');
        if (comma == 3) return parseFixdate(text);
        if (comma > 3) return parseRfc850(text, comma, now);
        return parseAsctime(text);
    }

    /** "Sun, 06 Nov 1994 08:49:37 GMT". */
    private static long parseFixdate(String text) {
        if (text.length() != LENGTH || !text.startsWith(", ", 3) || !text.endsWith(" GMT")) return INVALID;
        if (index(DAYS, text, 0) < 0 || text.charAt(7) != ' ' || text.charAt(11) != ' ' || text.charAt(16) != ' ') {
            return INVALID;
        }
        int high = number(text, 12);
        int low = number(text, 14);
        if (high < 0 || low < 0) return INVALID;
        return second(high * 100 + low, index(MONTHS, text, 8), number(text, 5), text, 17);
    }

    /** "Sunday, 06-Nov-94 08:49:37 GMT". */
    private static long parseRfc850(String text, int comma, long now) {
        int at = comma + 2;
        if (text.length() != at + 22 || text.charAt(comma + 1) != ' ' || !text.endsWith(" GMT")) return INVALID;
        if (text.charAt(at + 2) != '-' || text.charAt(at + 6) != '-' || text.charAt(at + 9) != ' ') return INVALID;
        boolean named = false;
        for (String day : LONG_DAYS) named |= day.length() == comma && text.startsWith(day);
        int low = number(text, at + 7);
        if (!named || low < 0) return INVALID;
        int thisYear = LocalDate.ofEpochDay(Math.floorDiv(now, 86400L)).getYear();
        int year = thisYear / 100 * 100 + low;
        if (year > thisYear + 50) year -= 100;
        else if (year <= thisYear - 50) year += 100;
        return second(year, index(MONTHS, text, at + 3), number(text, at), text, at + 10);
    }

    /** "Sun Nov  6 08:49:37 1994". */
    private static long parseAsctime(String text) {
        if (text.length() != 24 || index(DAYS, text, 0) < 0) return INVALID;
        if (text.charAt(3) != ' ' || text.charAt(7) != ' ' || text.charAt(10) != ' ' || text.charAt(19) != ' ') {
            return INVALID;
        }
        int day = text.charAt(8) == ' ' ? digit(text, 9) : number(text, 8);
        int high = number(text, 20);
        int low = number(text, 22);
        if (high < 0 || low < 0) return INVALID;
        return second(high * 100 + low, index(MONTHS, text, 4), day, text, 11);
    }

    private static long second(int year, int month, int day, String text, int at) {
        int hour = number(text, at);
        int minute = number(text, at + 3);
        int second = number(text, at + 6);
        if (text.charAt(at + 2) != ':' || text.charAt(at + 5) != ':') return INVALID;
        if (month < 0 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
            return INVALID;
        }
        LocalDate first = LocalDate.of(year, month + 1, 1);
        if (day > first.lengthOfMonth()) return INVALID;
        return (first.toEpochDay() + day - 1) * 86400L + hour * 3600L + minute * 60L + second;
    }

    private static int index(String table, String text, int at) {
        for (int i = 0; i < table.length(); i += 3) if (text.startsWith(table.substring(i, i + 3), at)) return i / 3;
        return -1;
    }

    private static int number(String text, int at) {
        int high = digit(text, at);
        int low = digit(text, at + 1);
        return high < 0 || low < 0 ? -1 : high * 10 + low;
    }

    private static int digit(String text, int at) {
        char c = text.charAt(at);
        return c >= '0' && c <= '9' ? c - '0' : -1;
    }
}
