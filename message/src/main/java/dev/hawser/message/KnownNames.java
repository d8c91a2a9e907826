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

    /** The number of the name in a slot, or -1. */
    private static final byte[] IDS = new byte[SLOTS];

    private static final long[] USUAL_HEADS = new long[SLOTS];
    private static final long[] USUAL_TAILS = new long[SLOTS];
    private static final long[] LOWER_HEADS = new long[SLOTS];
    private static final long[] LOWER_TAILS = new long[SLOTS];
    private static final byte[][] USUAL = new byte[SLOTS][];
    private static final byte[][] LOWER = new byte[SLOTS][];

    static {
        Arrays.fill(IDS, (byte) -1);
        Arrays.fill(USUAL, new byte[0]);
        Arrays.fill(LOWER, new byte[0]);
        for (int id = 0; id < FieldName.knownCount(); id++) {
            byte[] usual = padded(FieldName.known(id).canonicalOctets());
            byte[] lower = padded(FieldName.known(id).lowerOctets());
            int length = lower.length - 8;
            int slot = slot(head(lower, 0, length), tail(lower, 0, length), length);
            while (IDS[slot] >= 0) slot = (slot + 1) & (SLOTS - 1);
            IDS[slot] = (byte) id;
            USUAL_HEADS[slot] = head(usual, 0, length);
            USUAL_TAILS[slot] = tail(usual, 0, length);
            LOWER_HEADS[slot] = head(lower, 0, length);
            LOWER_TAILS[slot] = tail(lower, 0, length);
            USUAL[slot] = Arrays.copyOf(usual, length);
            LOWER[slot] = Arrays.copyOf(lower, length);
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
        long hash = (head | CASE) * 0x9e3779b97f4a7c15L + Long.rotateLeft((tail | CASE) * 0xc2b2ae3d27d4eb4fL, 31);
        return (int) (((hash + length) * 0xff51afd7ed558ccdL) >>> SHIFT);
    }

    /** See {@link Heads#findName}. */
    static int search(byte[] a, int from, int to) {
        int length = to - from;
        if (length <= 0) return -1;
        if (from + 8 > a.length) return searchCopy(a, from, to);
        long head = head(a, from, length);
        long tail = tail(a, from, length);
        // Short names leave zero octets in the head; the case bits set there are the same for every spelling.
        for (int slot = slot(head, tail, length); IDS[slot] >= 0; slot = (slot + 1) & (SLOTS - 1)) {
            byte[] usual = USUAL[slot];
            if (usual.length != length) continue;
            int id = IDS[slot];
            if (head == USUAL_HEADS[slot] && tail == USUAL_TAILS[slot] && sameMiddle(a, from, usual)) {
                return id | Heads.USUAL;
            }
            byte[] lower = LOWER[slot];
            if (head == LOWER_HEADS[slot] && tail == LOWER_TAILS[slot] && sameMiddle(a, from, lower)) {
                return id | Heads.LOWER;
            }
            if (sameLetters(a, from, lower)) return id | Heads.OTHER;
        }
        return -1;
    }

    private static int searchCopy(byte[] a, int from, int to) {
        byte[] copy = new byte[to - from + 8];
        System.arraycopy(a, from, copy, 0, to - from);
        return search(copy, 0, to - from);
    }

    private static boolean sameMiddle(byte[] a, int from, byte[] name) {
        int length = name.length;
        return length <= 16 || Arrays.equals(a, from + 8, from + length - 8, name, 8, length - 8);
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
