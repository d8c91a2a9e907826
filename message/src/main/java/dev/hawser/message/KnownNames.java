package dev.hawser.message;

import org.jspecify.annotations.Nullable;

/** Finds known names by octets without making a string: open addressing over length, first, middle and last octet. */
final class KnownNames {

    private static final int SIZE = 512;
    private static final @Nullable FieldName[] TABLE = new @Nullable FieldName[SIZE];

    static {
        for (int id = 0; id < FieldName.knownCount(); id++) {
            FieldName name = FieldName.known(id);
            byte[] octets = name.lowerOctets();
            int at = slot(octets, 0, octets.length);
            while (TABLE[at] != null) at = (at + 1) & (SIZE - 1);
            TABLE[at] = name;
        }
    }

    private KnownNames() {}

    private static int slot(byte[] a, int from, int length) {
        int hash = length * 0x9e3779b1
                ^ (a[from] | 0x20) * 0x85ebca6b
                ^ (a[from + (length >> 1)] | 0x20) * 0xc2b2ae35
                ^ (a[from + length - 1] | 0x20) * 0x27d4eb2f;
        return hash >>> 23;
    }

    /** The known name that {@code [from, to)} spells in any case, or null. */
    static @Nullable FieldName find(byte[] a, int from, int to) {
        int length = to - from;
        if (length <= 0) return null;
        for (int at = slot(a, from, length); ; at = (at + 1) & (SIZE - 1)) {
            FieldName name = TABLE[at];
            if (name == null) return null;
            byte[] lower = name.lowerOctets();
            if (lower.length == length && sameLetters(a, from, lower)) return name;
        }
    }

    private static boolean sameLetters(byte[] a, int from, byte[] lower) {
        for (int i = 0; i < lower.length; i++) {
            int octet = a[from + i];
            if (octet >= 'A' && octet <= 'Z') octet |= 0x20;
            if (octet != lower[i]) return false;
        }
        return true;
    }
}
