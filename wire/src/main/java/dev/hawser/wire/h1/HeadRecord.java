package dev.hawser.wire.h1;

import java.util.Arrays;

/**
 * The record that a head is read into (see {@code Heads.packed}): the target's octets, then field lines. Grows; read
 * positions in it stay what they are.
 */
final class HeadRecord {

    private static final int FIRST_CAPACITY = 1024;

    /** The record so far, up to {@link #end}. What is behind that is nobody's. */
    byte[] octets = new byte[FIRST_CAPACITY];

    int end;

    /** Makes room for {@code count} octets from {@code at} on. */
    void ensure(int at, int count) {
        if (octets.length - at < count) octets = Arrays.copyOf(octets, Math.max(at + count + 64, octets.length * 2));
    }

    /** The record, detached. */
    byte[] detached() {
        return Arrays.copyOf(octets, end);
    }

    /** Copies a target to {@code at}. Returns where it stops: at what ends or spoils it, or at {@code cap}. */
    int copyTarget(byte[] a, int from, int cap, int at) {
        ensure(at, cap - from + 8);
        byte[] out = octets;
        int i = from;
        int o = at;
        for (; i + 8 <= cap; i += 8, o += 8) {
            long word = (long) Octets.LONG.get(a, i);
            Octets.LONG.set(out, o, word);
            long hits = Octets.notTarget(word);
            if (hits != 0) return i + Octets.first(hits);
        }
        for (; i < cap && !Octets.isNotTarget(a[i]); i++, o++) out[o] = a[i];
        return i;
    }

    /** Copies a field's value to {@code at}. Returns where it stops: at a control that is no HTAB, or at {@code cap}. */
    int copyValue(byte[] a, int from, int cap, int at) {
        ensure(at, cap - from + 8);
        byte[] out = octets;
        int i = from;
        int o = at;
        while (i + 8 <= cap) {
            long word = (long) Octets.LONG.get(a, i);
            Octets.LONG.set(out, o, word);
            long hits = Octets.controls(word);
            int passed = hits == 0 ? 8 : Octets.first(hits);
            i += passed;
            o += passed;
            if (hits == 0) continue;
            if (a[i] != '\t') return i;
            i++;
            o++;
        }
        for (; i < cap && (!Octets.isControl(a[i]) || a[i] == '\t'); i++, o++) out[o] = a[i];
        return i;
    }
}
