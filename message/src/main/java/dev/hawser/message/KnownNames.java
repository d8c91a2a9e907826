package dev.hawser.message;

import dev.hawser.message.internal.Heads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds known names by octets without making a string.
 *
 * <p>A name is told apart by its length and its first and last eight octets, read as two numbers: both are needed to
 * compare names of up to sixteen octets, so hashing them costs two multiplications and no loop.
 */
final class KnownNames {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The bit that tells upper from lower case, in every octet. Folds more than letters, so it only chooses a slot. */
    private static final long CASE = 0x2020202020202020L;

    private static final int SLOTS = 512;
    private static final int SHIFT = 64 - 9;

    /** Numbers fit beside {@link Heads#LOWER} into an octet, and 127 stands for no name. */
    private static final int MOST = 128;

    /** Longer than any input. */
    private static final int NO_LENGTH = Integer.MAX_VALUE >> 1;

    /** For each slot the number of its name, or -1. */
    private static final byte[] SLOT = new byte[SLOTS];

    /** For each number the length of its name. */
    private static final int[] LENGTHS = new int[MOST];

    /** For each number four words: head and tail of the usual spelling, head and tail in lower case. */
    private static final long[] WORDS = new long[MOST * 4];

    static {
        if (FieldName.knownCount() >= MOST) throw new AssertionError(FieldName.knownCount() + " known names");
        Arrays.fill(SLOT, (byte) -1);
        Arrays.fill(LENGTHS, NO_LENGTH);
        for (int id = 0; id < FieldName.knownCount(); id++) {
            byte[] usual = padded(FieldName.known(id).canonicalOctets());
            byte[] lower = padded(FieldName.known(id).lowerOctets());
            int length = lower.length - 8;
            LENGTHS[id] = length;
            WORDS[id * 4] = head(usual, 0, length);
            WORDS[id * 4 + 1] = tail(usual, 0, length);
            WORDS[id * 4 + 2] = head(lower, 0, length);
            WORDS[id * 4 + 3] = tail(lower, 0, length);
            int slot = slot(WORDS[id * 4 + 2], WORDS[id * 4 + 3], length);
            while (SLOT[slot] >= 0) slot = (slot + 1) & (SLOTS - 1);
            SLOT[slot] = (byte) id;
        }
    }

    private KnownNames() {}

    private static byte[] padded(byte[] octets) {
        return Arrays.copyOf(octets, octets.length + 8);
    }

    private static long head(byte[] a, int from, int length) {
        long word = (long) LONG.get(a, from);
        return length >= 8 ? word : word & ((1L << (length * 8)) - 1);
    }

    private static long tail(byte[] a, int from, int length) {
        return length >= 8 ? (long) LONG.get(a, from + length - 8) : 0;
    }

    private static int slot(long head, long tail, int length) {
        long hash = (head | CASE) * 0x9e3779b97f4a7c15L + (tail | CASE) * 0xc2b2ae3d27d4eb4fL;
        return (int) ((hash + length * 0xff51afd7ed558ccdL) >>> SHIFT);
    }

    /** See {@link Heads#findName}. */
    static int search(byte[] a, int from, int to) {
        int length = to - from;
        if (length <= 0) return -1;
        if (from + 8 > a.length) return searchCopy(a, from, to);
        long head = head(a, from, length);
        long tail = tail(a, from, length);
        // Short names leave zero octets in the head; the case bits set there are the same for every spelling.
        for (int slot = slot(head, tail, length); SLOT[slot] >= 0; slot = (slot + 1) & (SLOTS - 1)) {
            int id = SLOT[slot];
            if (LENGTHS[id] != length) continue;
            if (isSpelled(id, Heads.USUAL, head, tail, a, from, length)) return id | Heads.USUAL;
            if (isSpelled(id, Heads.LOWER, head, tail, a, from, length)) return id | Heads.LOWER;
            if (sameLetters(a, from, FieldName.known(id).lowerOctets())) return id | Heads.OTHER;
        }
        return -1;
    }

    /** See {@link Heads#matchName}. */
    static int match(int name, byte[] a, int from, int to) {
        int id = name & (MOST - 1);
        int length = LENGTHS[id];
        int colon = from + length;
        if (colon >= to || a[colon] != ':' || from + 8 > a.length) return -1;
        boolean same = isSpelled(id, name & Heads.LOWER, head(a, from, length), tail(a, from, length), a, from, length);
        return same ? colon : -1;
    }

    private static boolean isSpelled(int id, int spelling, long head, long tail, byte[] a, int from, int length) {
        int words = id * 4 + (spelling == Heads.LOWER ? 2 : 0);
        if (head != WORDS[words] || tail != WORDS[words + 1]) return false;
        return length <= 16 || sameMiddle(a, from, id, spelling);
    }

    private static int searchCopy(byte[] a, int from, int to) {
        byte[] copy = new byte[to - from + 8];
        System.arraycopy(a, from, copy, 0, to - from);
        return search(copy, 0, to - from);
    }

    /** Whether what lies between head and tail is the same, too. */
    private static boolean sameMiddle(byte[] a, int from, int id, int spelling) {
        FieldName known = FieldName.known(id);
        byte[] name = spelling == Heads.LOWER ? known.lowerOctets() : known.canonicalOctets();
        return Arrays.equals(a, from + 8, from + name.length - 8, name, 8, name.length - 8);
    }

    private static boolean sameLetters(byte[] a, int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            int octet = a[from + i];
            if (octet >= 'A' && octet <= 'Z') octet |= 0x20;
            if (octet != lower[i]) return false;
        }
        return true;
    }

    /** The known name that {@code [from, to)} spells in any case, or null. */
    static @Nullable FieldName find(byte[] a, int from, int to) {
        int found = search(a, from, to);
        return found < 0 ? null : FieldName.known(found & 0x7f);
    }
}
