package dev.hawser.http.websocket;

/** Checks UTF-8 (RFC 3629) as it comes, at any split, and says no at the first octet that cannot be. */
final class Utf8Check {

    /** Octets still to come of the character that has begun. */
    private int needed;

    /** What the next octet may be. Narrower than 80..BF behind E0, ED, F0 and F4: overlong forms, surrogates, above 10FFFF. */
    private int least = 0x80;

    private int most = 0xBF;

    /** Whether {@code array} from {@code from} to {@code to} goes on well. */
    boolean accepts(byte[] array, int from, int to) {
        for (int i = from; i < to; i++) {
            int octet = array[i] & 0xFF;
            if (needed == 0 ? octet >= 0x80 && !begins(octet) : !continues(octet)) return false;
        }
        return true;
    }

    private boolean continues(int octet) {
        if (octet < least || octet > most) return false;
        least = 0x80;
        most = 0xBF;
        needed--;
        return true;
    }

    private boolean begins(int octet) {
        if (octet < 0xC2 || octet > 0xF4) return false;
        if (octet < 0xE0) {
            needed = 1;
        } else if (octet < 0xF0) {
            needed = 2;
            if (octet == 0xE0) least = 0xA0;
            if (octet == 0xED) most = 0x9F;
        } else {
            needed = 3;
            if (octet == 0xF0) least = 0x90;
            if (octet == 0xF4) most = 0x8F;
        }
        return true;
    }

    /** Whether no character is cut short. */
    boolean isComplete() {
        return needed == 0;
    }
}
