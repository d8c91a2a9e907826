package dev.hawser.wire.h1;

import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import dev.hawser.message.internal.Heads;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a head or a trailer section line by line out of borrowed octets, in one pass.
 *
 * <p>A line that is complete goes straight into a packed record (see {@link Heads#packed}); one that is not is kept
 * until its end arrives. So every octet is looked at once however the input is cut, and copied at most twice. Strict:
 * lines end in CRLF and nothing else does (RFC 9112 2.2), no folding (5.2), no space before the colon (5.1).
 *
 * <p>Connections take it from their loop's {@link Spares} and give it back.
 */
final class HeadParser {

    /** What is to be read. */
    enum Kind {
        REQUEST,
        RESPONSE,
        TRAILERS
    }

    /** How far it is. */
    enum Step {
        START_LINE,
        FIELDS,
        DONE,
        REFUSED
    }

    private static final int MORE = -1;
    private static final int REFUSED = -2;

    /** Longer than any registered method; RFC 9112 3 wants 501 for what is longer than any that is implemented. */
    private static final int LONGEST_METHOD = 64;

    /** RFC 9112 2.2: at least one empty line before a request is ignored. */
    private static final int EMPTY_LINES = 2;

    private static final int FIRST_CAPACITY = 1024;

    private static final long HTTP_1_1 = word("HTTP/1.1");
    private static final long HTTP_1_0 = word("HTTP/1.0");

    private H1Config config = H1Config.DEFAULT;
    private Kind kind = Kind.REQUEST;
    private Step step = Step.DONE;
    private @Nullable Refusal refusal;

    /** The record so far: the target, then fields; {@code at} is its end. */
    private byte[] packed = new byte[FIRST_CAPACITY];

    private int at;
    private int count;

    /** Octets of field lines that are still allowed. */
    private int budget;

    private int emptyLines;

    /** The begin of a line whose end has not come. */
    private byte[] carry = new byte[0];

    private int carried;

    // The start line.
    private Method method = Method.GET;
    private int targetLength;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private Status status = Status.OK;
    private @Nullable String reason;

    /** What the fields say about the message and its connection. */
    final Notes notes = new Notes();

    private static long word(String eight) {
        return (long) Octets.LONG.get(eight.getBytes(StandardCharsets.US_ASCII), 0);
    }

    /** Starts anew. What was read before is forgotten. */
    void begin(Kind next, H1Config limits) {
        config = limits;
        kind = next;
        step = next == Kind.TRAILERS ? Step.FIELDS : Step.START_LINE;
        refusal = null;
        at = 0;
        count = 0;
        budget = limits.maxFieldOctets();
        emptyLines = 0;
        carried = 0;
        targetLength = 0;
        notes.clear();
    }

    /** The octets that it holds on to. */
    int capacity() {
        return Math.max(packed.length, carry.length);
    }

    Step step() {
        return step;
    }

    Refusal refusal() {
        Refusal refused = refusal;
        if (refused == null) throw new IllegalStateException("nothing was refused");
        return refused;
    }

    /** Whether nothing of a message has arrived; empty lines do not count. */
    boolean isUntouched() {
        return step == Step.START_LINE && carried == 0;
    }

    Method method() {
        return method;
    }

    HttpVersion version() {
        return version;
    }

    Status status() {
        return status;
    }

    @Nullable
    String reason() {
        return reason;
    }

    int targetLength() {
        return targetLength;
    }

    int count() {
        return count;
    }

    /** The record while it is built: borrowed, for looking at what {@link #notes} point to. */
    byte[] packed() {
        return packed;
    }

    /** The record, detached. */
    byte[] record() {
        return Arrays.copyOf(packed, at);
    }

    Fields fields() {
        return Heads.packed(record(), targetLength, count);
    }

    /** Reads on. Returns where it stopped: behind the head when it is done, else where the input ends. */
    int parse(byte[] a, int from, int to) {
        int position = from;
        if (carried > 0) {
            position = finishLine(a, from, to);
            if (carried > 0 || step == Step.DONE || step == Step.REFUSED) return position;
        }
        while (true) {
            int next = step == Step.FIELDS ? fieldLine(a, position, to) : startLine(a, position, to);
            if (next == REFUSED) return position;
            if (next == MORE) {
                // A line that is there as a whole and still not complete is none.
                if (Octets.indexOfLineFeed(a, position, to) >= 0) refuseLine();
                else keep(a, position, to);
                return to;
            }
            position = next;
            if (step == Step.DONE) return position;
        }
    }

    private int finishLine(byte[] a, int from, int to) {
        int feed = Octets.indexOfLineFeed(a, from, to);
        int end = feed < 0 ? to : feed + 1;
        keep(a, from, end);
        if (feed < 0 || step == Step.REFUSED) return end;
        int next = step == Step.FIELDS ? fieldLine(carry, 0, carried) : startLine(carry, 0, carried);
        if (next != carried && step != Step.REFUSED) refuseLine();
        carried = 0;
        return end;
    }

    private void keep(byte[] a, int from, int to) {
        int size = carried + to - from;
        // The empty line at the end of the fields has room beyond them.
        if (size > (step == Step.START_LINE ? config.maxStartLine() : budget + 2)) {
            if (step == Step.FIELDS) refuse(Refusal.FIELDS_TOO_LARGE);
            else refuse(hasSpace(carry, carried) ? Refusal.TARGET_TOO_LONG : Refusal.METHOD_TOO_LONG);
            return;
        }
        if (size > carry.length) carry = Arrays.copyOf(carry, Math.max(size, Math.max(64, carried * 2)));
        System.arraycopy(a, from, carry, carried, to - from);
        carried = size;
    }

    private static boolean hasSpace(byte[] a, int length) {
        for (int i = 0; i < length; i++) if (a[i] == ' ') return true;
        return false;
    }

    private void refuseLine() {
        refuse(step == Step.FIELDS ? Refusal.MALFORMED_NAME : Refusal.MALFORMED_START_LINE);
    }

    private int refuse(Refusal why) {
        refusal = why;
        step = Step.REFUSED;
        return REFUSED;
    }

    private int startLine(byte[] a, int from, int to) {
        if (from == to) return MORE;
        byte first = a[from];
        if (first == '\r' || first == '\n') return emptyLine(a, from, to);
        return kind == Kind.REQUEST ? requestLine(a, from, to) : statusLine(a, from, to);
    }

    private int emptyLine(byte[] a, int from, int to) {
        if (a[from] == '\n') return refuse(Refusal.BARE_LF);
        if (from + 1 == to) return MORE;
        if (a[from + 1] != '\n') return refuse(Refusal.BARE_CR);
        if (kind != Kind.REQUEST || ++emptyLines > EMPTY_LINES) return refuse(Refusal.EMPTY_LINES);
        return from + 2;
    }

    /** RFC 9112 3: method SP request-target SP HTTP-version CRLF. */
    private int requestLine(byte[] a, int from, int to) {
        int cap = Math.min(to, from + config.maxStartLine());
        int space = from;
        while (space < cap && a[space] > ' ') space++;
        if (space - from > LONGEST_METHOD) return refuse(Refusal.METHOD_TOO_LONG);
        if (space == cap) return cap < to ? refuse(Refusal.METHOD_TOO_LONG) : MORE;
        if (a[space] != ' ') return refuse(Refusal.MALFORMED_START_LINE);
        Method parsed = Method.parse(a, from, space);
        if (parsed == null) return refuse(Refusal.MALFORMED_METHOD);
        method = parsed;

        int i = space + 1;
        int end = target(a, i, cap);
        if (end == cap) return cap < to ? refuse(Refusal.TARGET_TOO_LONG) : MORE;
        targetLength = end - i;
        at = targetLength;
        byte stop = a[end];
        if (stop != ' ') {
            return refuse(stop == '\r' || stop == '\n' ? Refusal.MALFORMED_START_LINE : Refusal.MALFORMED_TARGET);
        }
        if (targetLength == 0) return refuse(Refusal.MALFORMED_START_LINE);
        return requestVersion(a, end + 1, to);
    }

    /** Copies the target to the front of the record. Returns where it stops. */
    private int target(byte[] a, int from, int cap) {
        int i = from;
        int out = 0;
        for (; i + 8 <= cap; i += 8, out += 8) {
            if (out + 8 > packed.length) grow(out + 8);
            long word = (long) Octets.LONG.get(a, i);
            Octets.LONG.set(packed, out, word);
            long hits = Octets.notTarget(word);
            if (hits != 0) return i + Octets.first(hits);
        }
        for (; i < cap && !Octets.isNotTarget(a[i]); i++, out++) {
            if (out == packed.length) grow(out + 8);
            packed[out] = a[i];
        }
        return i;
    }

    private int requestVersion(byte[] a, int from, int to) {
        if (from + 10 > to) return MORE;
        long word = (long) Octets.LONG.get(a, from);
        if (word == HTTP_1_1) version = HttpVersion.HTTP_1_1;
        else if (word == HTTP_1_0) version = HttpVersion.HTTP_1_0;
        else if (!otherVersion(a, from)) return REFUSED;
        if (a[from + 8] != '\r') return refuse(Refusal.MALFORMED_VERSION);
        if (a[from + 9] != '\n') return refuse(Refusal.BARE_CR);
        step = Step.FIELDS;
        return from + 10;
    }

    /** RFC 9112 2.3: "HTTP/" DIGIT "." DIGIT. RFC 9110 2.5: a higher minor version is served as the highest known. */
    private boolean otherVersion(byte[] a, int from) {
        boolean formed = a[from] == 'H'
                && a[from + 1] == 'T'
                && a[from + 2] == 'T'
                && a[from + 3] == 'P'
                && a[from + 4] == '/'
                && isDigit(a[from + 5])
                && a[from + 6] == '.'
                && isDigit(a[from + 7]);
        if (!formed) {
            refuse(Refusal.MALFORMED_VERSION);
            return false;
        }
        if (a[from + 5] != '1') {
            refuse(Refusal.VERSION);
            return false;
        }
        version = HttpVersion.HTTP_1_1;
        return true;
    }

    private static boolean isDigit(byte octet) {
        return octet >= '0' && octet <= '9';
    }

    /** RFC 9112 4: HTTP-version SP status-code SP [ reason-phrase ] CRLF. The second SP may be missing, as it often is. */
    private int statusLine(byte[] a, int from, int to) {
        int cap = Math.min(to, from + config.maxStartLine());
        if (from + 13 > cap) return MORE;
        long word = (long) Octets.LONG.get(a, from);
        if (word == HTTP_1_1) version = HttpVersion.HTTP_1_1;
        else if (word == HTTP_1_0) version = HttpVersion.HTTP_1_0;
        else if (!otherVersion(a, from)) return REFUSED;
        if (a[from + 8] != ' ') return refuse(Refusal.MALFORMED_START_LINE);
        boolean digits = isDigit(a[from + 9]) && isDigit(a[from + 10]) && isDigit(a[from + 11]);
        // RFC 9110 15: the first digit is the class; there is none below 1.
        if (!digits || a[from + 9] == '0') return refuse(Refusal.MALFORMED_STATUS);
        status = Status.of((a[from + 9] - '0') * 100 + (a[from + 10] - '0') * 10 + a[from + 11] - '0');
        int i = from + 12;
        if (a[i] != ' ' && a[i] != '\r') return refuse(Refusal.MALFORMED_STATUS);
        int text = a[i] == ' ' ? i + 1 : i;
        i = text;
        while (i < cap && (!Octets.isControl(a[i]) || a[i] == '\t')) i++;
        if (i == cap) return cap < to ? refuse(Refusal.MALFORMED_START_LINE) : MORE;
        if (a[i] != '\r') return refuse(a[i] == '\n' ? Refusal.BARE_LF : Refusal.MALFORMED_START_LINE);
        if (i + 1 == to) return MORE;
        if (a[i + 1] != '\n') return refuse(Refusal.BARE_CR);
        reason = reason(a, text, i);
        step = Step.FIELDS;
        return i + 2;
    }

    private @Nullable String reason(byte[] a, int from, int to) {
        String usual = status.reason();
        boolean same = to - from == usual.length();
        for (int i = 0; same && i < usual.length(); i++) same = a[from + i] == usual.charAt(i);
        return same ? null : new String(a, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** RFC 9112 5: field-name ":" OWS field-value OWS CRLF; an empty line ends the section. */
    private int fieldLine(byte[] a, int from, int to) {
        if (from == to) return MORE;
        if (a[from] == '\r') return lastLine(a, from, to);
        int cap = Math.min(to, from + budget);
        int colon = Octets.indexOfColon(a, from, cap);
        if (colon < 0) return noColon(a, from, cap, to);
        int start = at;
        if (start + 16 > packed.length) grow(start + 16);
        int found = Heads.findName(a, from, colon);
        int out;
        if (found >= 0 && found < Heads.OTHER) {
            packed[start] = (byte) found;
            out = start + 1;
        } else {
            out = spelledName(a, from, colon);
            if (out < 0) return out;
        }

        int i = colon + 1;
        while (i < cap && Octets.isBlank(a[i])) i++;
        int value = out + 1;
        int end = value(a, i, cap, value);
        if (end == cap) return cap < to ? refuse(Refusal.FIELDS_TOO_LARGE) : MORE;
        if (a[end] != '\r') return refuse(a[end] == '\n' ? Refusal.BARE_LF : Refusal.CONTROL_IN_VALUE);
        if (end + 1 == to) return MORE;
        if (a[end + 1] != '\n') return refuse(Refusal.BARE_CR);
        if (count == config.maxFields()) return refuse(Refusal.TOO_MANY_FIELDS);
        budget -= end + 2 - from;
        if (budget < 0) return refuse(Refusal.FIELDS_TOO_LARGE);
        count++;

        int length = end - i;
        while (length > 0 && Octets.isBlank(packed[value + length - 1])) length--;
        if (length < 128) {
            packed[out] = (byte) length;
        } else {
            value += 2;
            if (value + length > packed.length) grow(value + length);
            System.arraycopy(packed, value - 2, packed, value, length);
            packed[out] = (byte) (0x80 | length >> 16);
            packed[out + 1] = (byte) (length >> 8);
            packed[out + 2] = (byte) length;
        }
        at = value + length;
        if (found >= 0) notes.see(found & 0x7f, packed, value, at);
        return end + 2;
    }

    /** Copies a value into the record at {@code out}. Returns where it stops: at a control that is no HTAB, or at cap. */
    private int value(byte[] a, int from, int cap, int out) {
        int i = from;
        int o = out;
        while (true) {
            if (i + 8 > cap) break;
            if (o + 8 > packed.length) grow(o + 8);
            long word = (long) Octets.LONG.get(a, i);
            Octets.LONG.set(packed, o, word);
            long hits = Octets.controls(word);
            if (hits == 0) {
                i += 8;
                o += 8;
                continue;
            }
            int passed = Octets.first(hits);
            i += passed;
            o += passed;
            if (a[i] != '\t') return i;
            i++;
            o++;
        }
        for (; i < cap && (!Octets.isControl(a[i]) || a[i] == '\t'); i++, o++) {
            if (o == packed.length) grow(o + 8);
            packed[o] = a[i];
        }
        return i;
    }

    private int spelledName(byte[] a, int from, int colon) {
        int length = colon - from;
        if (Octets.isBlank(a[from])) return refuse(Refusal.LEADING_SPACE);
        if (!Octets.isToken(a, from, colon)) return refuse(Refusal.MALFORMED_NAME);
        if (length > 0xffff) return refuse(Refusal.FIELDS_TOO_LARGE);
        int out = at;
        if (out + length + 16 > packed.length) grow(out + length + 16);
        packed[out] = (byte) Heads.SPELLED;
        packed[out + 1] = (byte) (length >> 8);
        packed[out + 2] = (byte) length;
        System.arraycopy(a, from, packed, out + 3, length);
        return out + 3 + length;
    }

    private int noColon(byte[] a, int from, int cap, int to) {
        if (Octets.indexOfLineFeed(a, from, cap) >= 0) {
            return refuse(a[from] == '\n' ? Refusal.BARE_LF : Refusal.MALFORMED_NAME);
        }
        return cap < to ? refuse(Refusal.FIELDS_TOO_LARGE) : MORE;
    }

    private int lastLine(byte[] a, int from, int to) {
        if (from + 1 == to) return MORE;
        if (a[from + 1] != '\n') return refuse(Refusal.BARE_CR);
        step = Step.DONE;
        return from + 2;
    }

    private void grow(int least) {
        packed = Arrays.copyOf(packed, Math.max(least + 64, packed.length * 2));
    }
}
