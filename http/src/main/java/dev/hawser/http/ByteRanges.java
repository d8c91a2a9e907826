package dev.hawser.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Range field asks for (RFC 9110 14.2), against a representation of a known size. */
sealed interface ByteRanges {

    /** No ranges, or none that are to be honoured: the whole is sent. */
    record Whole() implements ByteRanges {}

    /** None of the ranges has an octet in it: 416 (Range Not Satisfiable). */
    record Unsatisfiable() implements ByteRanges {}

    /**
     * One or more parts, none of which overlaps another: together they are never more than the whole, however many were
     * asked for.
     */
    record Parts(List<Part> parts) implements ByteRanges {}

    /**
     * Octets in a row.
     *
     * @param first the first
     * @param last the last, which is included
     */
    record Part(long first, long last) {

        long length() {
            return last - first + 1;
        }

        /** As it stands in Content-Range. */
        String of(long size) {
            return "bytes " + first + "-" + last + "/" + size;
        }
    }

    /** The one without ranges. */
    ByteRanges WHOLE = new Whole();

    /**
     * Reads a Range field. What is not understood, or asks for more than {@code maxParts}, is ignored as RFC 9110 14.2
     * allows.
     *
     * @param field the value, or null for none
     * @param size octets of the representation
     */
    static ByteRanges of(@Nullable String field, long size, int maxParts) {
        if (field == null || !field.regionMatches(true, 0, "bytes=", 0, 6)) return WHOLE;
        List<Part> parts = new ArrayList<>();
        int asked = 0;
        boolean empty = false;
        for (String one : field.substring(6).split(",", -1)) {
            String spec = one.strip();
            if (spec.isEmpty()) continue; // RFC 9110 5.6.1: empty members of a list are nothing.
            if (++asked > maxParts) return WHOLE;
            int dash = spec.indexOf('-');
            if (dash < 0) return WHOLE;
            long first = number(spec, 0, dash);
            long last = number(spec, dash + 1, spec.length());
            if (first == BAD || last == BAD || (first == NONE && last == NONE)) return WHOLE;
            if (first == NONE) {
                if (last == 0) continue;
                // A suffix longer than the whole is the whole; of nothing, Content-Range has no way to speak.
                if (size == 0) empty = true;
                else parts.add(new Part(Math.max(0, size - last), size - 1));
            } else {
                if (last != NONE && last < first) return WHOLE;
                if (first < size) parts.add(new Part(first, last == NONE ? size - 1 : Math.min(last, size - 1)));
            }
        }
        if (asked == 0 || empty) return WHOLE;
        if (parts.isEmpty()) return new Unsatisfiable();
        return new Parts(parts.size() == 1 ? parts : withoutOverlap(parts));
    }

    /** No digits. */
    long NONE = -1;

    /** No number. */
    long BAD = -2;

    private static long number(String text, int from, int to) {
        if (from == to) return NONE;
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) return BAD;
            // A number that no file can reach stays one; it must not wrap around.
            value = value > Long.MAX_VALUE / 10 - 1 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }

    /** The parts in the order asked for if none touch; else in order of place, with those that overlap made one. */
    private static List<Part> withoutOverlap(List<Part> parts) {
        List<Part> sorted = new ArrayList<>(parts);
        sorted.sort(Comparator.comparingLong(Part::first));
        List<Part> merged = new ArrayList<>();
        Part open = sorted.get(0);
        for (Part next : sorted.subList(1, sorted.size())) {
            if (next.first() > open.last()) {
                merged.add(open);
                open = next;
            } else {
                open = new Part(open.first(), Math.max(open.last(), next.last()));
            }
        }
        merged.add(open);
        return merged.size() == parts.size() ? parts : merged;
    }
}
