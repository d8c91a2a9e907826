package dev.hawser.wire.hpack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The Huffman code of RFC 7541 appendix B, both ways.
 *
 * <p>The code is canonical: codes of one length follow one another in the order of their symbols, so the lengths say
 * everything. Codes of up to ten bits, which is all of text, are decoded by one look-up; the rest by comparing with the
 * first code of each length.
 */
final class Huffman {

    /** The lengths of the codes of symbols 0 to 255, as runs "length x count". */
    private static final String LENGTHS =
            "13 23 28x7 24 30 28x2 30 28x8 30 28x9 6 10x2 12 13 6 8 11 10x2 8 11 8 6x3 5x3 6x7 7 8 15 6 12 10 13 6 7x22 8 7 8"
                    + " 13 19 13 14 6 15 5 6 5 6 5 6x3 5 7x2 6x3 5 6 7 6 5x2 6 7x5 15 11 14 13 28 20 22 20x2 22x3 23 22 23x5"
                    + " 24 23 24x2 22 23 24 23x4 21 22 23 22 23x2 24 22 21 20 22x2 23x2 21 23 22x2 24 21 22 23x2 21x2 22 21"
                    + " 23 22 23x2 20 22x3 23 22x2 23 26x2 20 19 22 23 22 25 26x3 27x2 26 24 25 19 21 26 27x2 26 27 24 21x2"
                    + " 26x2 28 27x3 20 24 20 21 22 21x2 23 22x2 25x2 24x2 26 23 26 27 26x2 27x5 28 27x5 26";

    private static final int SYMBOLS = 256;
    private static final int LONGEST = 30;
    private static final int QUICK_BITS = 10;

    private static final VarHandle INT_BE = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private static final byte[] LENGTH = new byte[SYMBOLS];
    private static final int[] CODE = new int[SYMBOLS];

    /** Indexed by the next ten bits: the symbol in the high octet and its length in the low one; 0 for longer codes. */
    private static final short[] QUICK = new short[1 << QUICK_BITS];

    /** For each length: the first code that is longer, aligned left in 30 bits. */
    private static final int[] END = new int[LONGEST + 1];

    /** For each length: its first code, aligned left in 30 bits. */
    private static final int[] FIRST = new int[LONGEST + 1];

    /** For each length: where its symbols begin in {@link #BY_CODE}. */
    private static final int[] START = new int[LONGEST + 1];

    /** Symbols in the order of their codes. */
    private static final byte[] BY_CODE = new byte[SYMBOLS];

    static {
        int symbol = 0;
        for (String run : LENGTHS.split(" ", -1)) {
            int x = run.indexOf('x');
            int length = Integer.parseInt(x < 0 ? run : run.substring(0, x));
            int count = x < 0 ? 1 : Integer.parseInt(run.substring(x + 1));
            for (int i = 0; i < count; i++) LENGTH[symbol++] = (byte) length;
        }
        if (symbol != SYMBOLS) throw new AssertionError("lengths of " + symbol + " symbols");
        int code = 0;
        int rank = 0;
        for (int length = 1; length <= LONGEST; length++) {
            FIRST[length] = code << (LONGEST - length);
            START[length] = rank;
            for (int s = 0; s < SYMBOLS; s++) {
                if (LENGTH[s] != length) continue;
                CODE[s] = code++;
                BY_CODE[rank++] = (byte) s;
                if (length <= QUICK_BITS) fillQuick(s, length);
            }
            END[length] = code << (LONGEST - length);
            code <<= 1;
        }
    }

    private Huffman() {}

    private static void fillQuick(int symbol, int length) {
        int from = CODE[symbol] << (QUICK_BITS - length);
        int count = 1 << (QUICK_BITS - length);
        for (int i = 0; i < count; i++) QUICK[from + i] = (short) ((symbol << 8) | length);
    }

    /** The most octets that {@code coded} octets can decode to: the shortest code has five bits. */
    static int decodedBound(int coded) {
        return (int) (coded * 8L / 5);
    }

    /**
     * Decodes {@code [from, to)} of {@code in} into {@code out} at {@code at}, which has room for
     * {@link #decodedBound}. Returns the position behind the last octet.
     *
     * @throws HpackException for EOS inside, or padding that is not the beginning of EOS (RFC 7541 5.2)
     */
    static int decode(byte[] in, int from, int to, byte[] out, int at) throws HpackException {
        long bits = 0; // the next bit on the left, zeros behind the valid ones
        int valid = 0;
        for (; ; ) {
            if (valid <= 32) {
                if (to - from >= 4) {
                    bits |= ((int) INT_BE.get(in, from) & 0xffff_ffffL) << (32 - valid);
                    from += 4;
                    valid += 32;
                } else {
                    while (from < to) {
                        bits |= (in[from++] & 0xffL) << (56 - valid);
                        valid += 8;
                    }
                }
            }
            int quick = QUICK[(int) (bits >>> (64 - QUICK_BITS))];
            int length = quick & 0xff;
            if (length != 0 && length <= valid) {
                out[at++] = (byte) (quick >> 8);
                bits <<= length;
                valid -= length;
                continue;
            }
            int ahead = (int) (bits >>> (64 - LONGEST));
            if (length == 0) {
                length = QUICK_BITS + 1;
                while (length <= LONGEST && ahead >= END[length]) length++;
                if (length <= LONGEST && length <= valid) {
                    out[at++] = BY_CODE[START[length] + ((ahead - FIRST[length]) >>> (LONGEST - length))];
                    bits <<= length;
                    valid -= length;
                    continue;
                }
            }
            // No whole code is left. RFC 7541 5.2: what is, must be fewer than eight bits, all of them ones.
            if (valid >= LONGEST && length > LONGEST) throw new HpackException("EOS inside a Huffman-coded string");
            if (valid > 7) throw new HpackException("padding of %d bits in a Huffman-coded string".formatted(valid));
            if (valid != 0 && bits >>> (64 - valid) != (1L << valid) - 1) {
                throw new HpackException("padding of a Huffman-coded string that is not the beginning of EOS");
            }
            return at;
        }
    }

    /** The octets that {@code text} takes when coded. Characters are taken as octets. */
    static int codedLength(String text) {
        int bits = 0;
        for (int i = 0; i < text.length(); i++) bits += LENGTH[text.charAt(i) & 0xff];
        return (bits + 7) >>> 3;
    }

    /** Codes {@code text} into {@code out} at {@code at}; returns the position behind. {@link #codedLength} is needed. */
    static int encode(String text, byte[] out, int at) {
        long bits = 0; // the valid bits on the right
        int valid = 0;
        for (int i = 0; i < text.length(); i++) {
            int symbol = text.charAt(i) & 0xff;
            int length = LENGTH[symbol];
            bits = (bits << length) | CODE[symbol];
            valid += length;
            if (valid >= 32) {
                valid -= 32;
                INT_BE.set(out, at, (int) (bits >>> valid));
                at += 4;
            }
        }
        if (valid == 0) return at;
        int octets = (valid + 7) >>> 3;
        // RFC 7541 5.2: the last octet is filled with the beginning of EOS, which is all ones.
        bits = (bits << (octets * 8 - valid)) | ((1 << (octets * 8 - valid)) - 1);
        for (int shift = octets * 8 - 8; shift >= 0; shift -= 8) out[at++] = (byte) (bits >>> shift);
        return at;
    }
}
