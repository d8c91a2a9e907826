package dev.hawser.wire.h1;

import dev.hawser.message.internal.Heads;

/**
 * Reads field lines (RFC 9112 5) into a record and notes what they say. Answers as {@link Line} says; the empty line at
 * the end of a section is not its business.
 */
final class FieldLines {

    /** Stands for no name: what follows it comes first. No known name has that number. */
    private static final int FIRST = 0x7f;

    private final HeadRecord record;

    /** What the fields say about the message and its connection. */
    final Notes notes = new Notes();

    /** For each name the one that has followed it last time, both with {@link Heads#LOWER} where so spelled. */
    private final byte[] follower = new byte[256];

    private H1Config config = H1Config.DEFAULT;
    private int count;

    /** Octets of field lines that are still allowed. */
    private int budget;

    FieldLines(HeadRecord record) {
        this.record = record;
    }

    void begin(H1Config limits) {
        config = limits;
        count = 0;
        budget = limits.maxFieldOctets();
        notes.clear();
    }

    int count() {
        return count;
    }

    int budget() {
        return budget;
    }

    /**
     * Takes lines as long as they are what nearly all are: whole, with a known name, one space at most, no HTAB. Returns
     * where the first other one begins, for {@link #line} to judge. State is in locals here, and words are read beyond
     * the end of the input, so a line costs half of what it costs there.
     *
     * <p>Clients send their fields in the same order each time, so which name comes next is guessed from the one before,
     * and found out only if the guess was wrong.
     */
    int plain(byte[] a, int from, int to) {
        int at = record.end;
        int left = budget;
        int lines = config.maxFields() - count;
        // A line with a known name takes no more room in the record than it has octets.
        record.ensure(at, Math.min(to - from, left) + 16);
        byte[] out = record.octets;
        int line = from;
        int before = FIRST;
        for (; lines > 0 && line < to && a[line] != '\r'; lines--) {
            int cap = Math.min(to, line + left);
            int name = follower[before] & 0xff;
            int colon = Heads.matchName(name, a, line, cap);
            if (colon < 0) {
                colon = Octets.indexOfColon(a, line, cap);
                if (colon < 0) break;
                name = Heads.findName(a, line, colon);
                if (name < 0 || name >= Heads.OTHER) break;
                follower[before] = (byte) name;
            }
            before = name;
            int i = colon + 1;
            if (i < cap && a[i] == ' ') i++;
            int length = plainValue(a, i, cap, out, at + 2);
            if (length < 0) break;
            out[at] = (byte) name;
            int value = at + 2;
            if (length < 128) out[at + 1] = (byte) length;
            else value = longValue(out, at + 1, length);
            at = value + length;
            notes.see(name & 0x7f, out, value, at);
            int next = i + length + 2;
            left -= next - line;
            line = next;
        }
        count = config.maxFields() - lines;
        record.end = at;
        budget = left;
        return line;
    }

    /**
     * Copies a value to {@code at}. Returns its length if it ends in CRLF before {@code cap}, and has no blank at either
     * end and no control; else -1.
     */
    private static int plainValue(byte[] a, int from, int cap, byte[] out, int at) {
        int last = Math.min(cap, a.length - 8);
        long hits = 0;
        int i = from;
        for (int o = at; i <= last; i += 8, o += 8) {
            long word = (long) Octets.LONG.get(a, i);
            Octets.LONG.set(out, o, word);
            hits = Octets.controls(word);
            if (hits != 0) break;
        }
        if (hits == 0) return -1;
        int end = i + Octets.first(hits);
        if (end + 2 > cap || a[end] != '\r' || a[end + 1] != '\n') return -1;
        boolean blank = end > from && (a[from] == ' ' || a[end - 1] == ' ');
        return blank ? -1 : end - from;
    }

    /** Moves a value that stands behind one octet of length behind three. Returns where it begins. */
    private static int longValue(byte[] out, int at, int length) {
        System.arraycopy(out, at + 1, out, at + 3, length);
        out[at] = (byte) (0x80 | length >> 16);
        out[at + 1] = (byte) (length >> 8);
        out[at + 2] = (byte) length;
        return at + 3;
    }

    /** Reads any line: field-name ":" OWS field-value OWS CRLF. */
    int line(byte[] a, int from, int to) {
        int cap = Math.min(to, from + budget);
        int colon = Octets.indexOfColon(a, from, cap);
        if (colon < 0) return noColon(a, from, cap, to);
        int found = Heads.findName(a, from, colon);
        int at = record.end;
        if (found >= 0 && found < Heads.OTHER) {
            record.ensure(at, 1);
            record.octets[at++] = (byte) found;
        } else {
            at = spelledName(a, from, colon);
            if (at < 0) return at;
        }
        int i = colon + 1;
        while (i < cap && Octets.isBlank(a[i])) i++;
        int end = record.copyValue(a, i, cap, at + 1);
        if (end == cap) return cap < to ? Line.refused(Refusal.FIELDS_TOO_LARGE) : Line.MORE;
        if (a[end] != '\r') return Line.refused(a[end] == '\n' ? Refusal.BARE_LF : Refusal.CONTROL_IN_VALUE);
        if (end + 1 == to) return Line.MORE;
        if (a[end + 1] != '\n') return Line.refused(Refusal.BARE_CR);
        if (count == config.maxFields()) return Line.refused(Refusal.TOO_MANY_FIELDS);
        if (end + 2 - from > budget) return Line.refused(Refusal.FIELDS_TOO_LARGE);
        budget -= end + 2 - from;
        count++;
        int last = end;
        while (last > i && Octets.isBlank(a[last - 1])) last--;
        add(found, at, last - i);
        return end + 2;
    }

    /** The value stands behind {@code at}, and its length is known now. */
    private void add(int name, int at, int length) {
        record.ensure(at, length + 3);
        byte[] out = record.octets;
        int value = at + 1;
        if (length < 128) out[at] = (byte) length;
        else value = longValue(out, at, length);
        record.end = value + length;
        if (name >= 0) notes.see(name & 0x7f, out, value, record.end);
    }

    /** Puts a name as it is spelled into the record. Returns where the value's length is to stand. */
    private int spelledName(byte[] a, int from, int colon) {
        int length = colon - from;
        if (Octets.isBlank(a[from])) return Line.refused(Refusal.LEADING_SPACE);
        if (!Octets.isToken(a, from, colon)) return Line.refused(Refusal.MALFORMED_NAME);
        if (length > 0xffff) return Line.refused(Refusal.FIELDS_TOO_LARGE);
        int at = record.end;
        record.ensure(at, length + 3);
        byte[] out = record.octets;
        out[at] = (byte) Heads.SPELLED;
        out[at + 1] = (byte) (length >> 8);
        out[at + 2] = (byte) length;
        System.arraycopy(a, from, out, at + 3, length);
        return at + 3 + length;
    }

    private static int noColon(byte[] a, int from, int cap, int to) {
        if (Octets.indexOfLineFeed(a, from, cap) >= 0) {
            return Line.refused(a[from] == '\n' ? Refusal.BARE_LF : Refusal.MALFORMED_NAME);
        }
        return cap < to ? Line.refused(Refusal.FIELDS_TOO_LARGE) : Line.MORE;
    }
}
