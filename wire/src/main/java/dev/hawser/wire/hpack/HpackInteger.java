package dev.hawser.wire.hpack;

/** The integer representation of RFC 7541 5.1, writing side. The reading side is part of {@link HpackDecoder}. */
final class HpackInteger {

    /** The most octets one integer takes. */
    static final int MOST = 6;

    private HpackInteger() {}

    /**
     * Writes {@code value} with a prefix of {@code prefix} bits, below the bits of {@code pattern}; returns the position
     * behind.
     */
    static int write(byte[] out, int at, int pattern, int prefix, int value) {
        int most = (1 << prefix) - 1;
        if (value < most) {
            out[at++] = (byte) (pattern | value);
            return at;
        }
        out[at++] = (byte) (pattern | most);
        int rest = value - most;
        while (rest >= 128) {
            out[at++] = (byte) ((rest & 127) | 128);
            rest >>>= 7;
        }
        out[at++] = (byte) rest;
        return at;
    }
}
