package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;

/**
 * Looks for octets eight at a time.
 *
 * <p>A word is compared with the wanted octet repeated eight times; an octet that is equal becomes zero, and a zero
 * octet can be found in a word by subtraction and masks. Four words are tested by one branch: a plain word loop only
 * reaches 0.7 of the naive loop's time, four of them well under half.
 */
final class Search {

    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Search() {}

    /** The first index in {@code [from, to)} that holds {@code wanted}, or -1. The range has been checked. */
    static int indexOf(byte[] a, int from, int to, byte wanted) {
        // A segment's checks leave the loop, those of views of arrays stay in it.
        MemorySegment m = MemorySegment.ofArray(a);
        long pattern = (wanted & 0xffL) * ONES;
        long i = from;
        for (long end = to - 31L; i < end; i += 32) {
            long w0 = m.get(Octets.NATIVE_LONG_LE, i) ^ pattern;
            long w1 = m.get(Octets.NATIVE_LONG_LE, i + 8) ^ pattern;
            long w2 = m.get(Octets.NATIVE_LONG_LE, i + 16) ^ pattern;
            long w3 = m.get(Octets.NATIVE_LONG_LE, i + 24) ^ pattern;
            long z0 = (w0 - ONES) & ~w0;
            long z1 = (w1 - ONES) & ~w1;
            long z2 = (w2 - ONES) & ~w2;
            long z3 = (w3 - ONES) & ~w3;
            if (((z0 | z1 | z2 | z3) & TOPS) != 0) return (int) i + firstOf(z0, z1, z2, z3);
        }
        for (int k = (int) i; k < to; k++) if (a[k] == wanted) return k;
        return -1;
    }

    /** The same in native memory. */
    static long indexOf(MemorySegment m, long from, long to, byte wanted) {
        long pattern = (wanted & 0xffL) * ONES;
        long i = from;
        for (long end = to - 31; i < end; i += 32) {
            long w0 = m.get(Octets.NATIVE_LONG_LE, i) ^ pattern;
            long w1 = m.get(Octets.NATIVE_LONG_LE, i + 8) ^ pattern;
            long w2 = m.get(Octets.NATIVE_LONG_LE, i + 16) ^ pattern;
            long w3 = m.get(Octets.NATIVE_LONG_LE, i + 24) ^ pattern;
            long z0 = (w0 - ONES) & ~w0;
            long z1 = (w1 - ONES) & ~w1;
            long z2 = (w2 - ONES) & ~w2;
            long z3 = (w3 - ONES) & ~w3;
            if (((z0 | z1 | z2 | z3) & TOPS) != 0) return i + firstOf(z0, z1, z2, z3);
        }
        for (; i < to; i++) if (m.get(Octets.BYTE, i) == wanted) return i;
        return -1;
    }

    // Only the lowest mark of a word is exact, and only in little-endian reading: a borrow runs upwards.
    private static int firstOf(long z0, long z1, long z2, long z3) {
        if ((z0 & TOPS) != 0) return Long.numberOfTrailingZeros(z0 & TOPS) >>> 3;
        if ((z1 & TOPS) != 0) return 8 + (Long.numberOfTrailingZeros(z1 & TOPS) >>> 3);
        if ((z2 & TOPS) != 0) return 16 + (Long.numberOfTrailingZeros(z2 & TOPS) >>> 3);
        return 24 + (Long.numberOfTrailingZeros(z3 & TOPS) >>> 3);
    }

    /**
     * The first place from {@code from} on where {@code wanted} lies in {@code text}, or -1.
     *
     * <p>Hops from one first octet to the next. Where that does not pay, because the text is full of beginnings that
     * come to nothing, the rest is read once by the automaton, so that no input makes it quadratic.
     */
    static int indexOf(Bytes text, Bytes wanted, int from) {
        int n = wanted.length();
        if (n == 0) return from;
        byte first = wanted.get(0);
        int last = text.length() - n;
        long budget = 4L * text.length() + 64;
        for (int at = from; at <= last; at++) {
            at = text.indexOf(first, at);
            if (at < 0 || at > last) return -1;
            if (text.matchesAt(at, wanted)) return at;
            budget -= n + 16;
            if (budget < 0) {
                Automaton automaton = new Automaton(wanted);
                int end = automaton.feed(text, at + 1, text.length());
                return end < 0 ? -1 : end - n;
            }
        }
        return -1;
    }

    /** Knuth, Morris and Pratt: reads every octet once, and keeps its state from one part to the next. */
    static final class Automaton {
        private final byte[] wanted;
        private final int[] back;
        private int matched;

        Automaton(Bytes wanted) {
            this.wanted = wanted.octetsToRead();
            this.back = new int[this.wanted.length];
            for (int i = 1, k = 0; i < back.length; i++) {
                while (k > 0 && this.wanted[i] != this.wanted[k]) k = back[k - 1];
                if (this.wanted[i] == this.wanted[k]) k++;
                back[i] = k;
            }
        }

        /** Where in {@code part} the first match ends, or -1 when {@code [from, to)} completes none. */
        int feed(Bytes part, int from, int to) {
            int k = matched;
            for (int i = from; i < to; i++) {
                byte b = part.get(i);
                while (k > 0 && b != wanted[k]) k = back[k - 1];
                if (b == wanted[k]) k++;
                if (k == wanted.length) {
                    matched = back[k - 1];
                    return i + 1;
                }
            }
            matched = k;
            return -1;
        }
    }
}
