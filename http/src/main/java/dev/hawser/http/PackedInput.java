package dev.hawser.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.util.zip.ZipException;

/**
 * Packed content on its way to be unpacked. Ends what never gives anything: a name without an end, empty members without number, octets
 * behind the last one. No limit of the reader would stop those, for nothing of it reaches a reader.
 */
final class PackedInput extends FilterInputStream {

    /** Octets of packed content that may give nothing. */
    private static final int MOST = 1 << 20;

    private final PieceStream packed;
    private int sinceGiven;

    PackedInput(PieceStream packed) {
        super(packed);
        this.packed = packed;
    }

    /** Something was unpacked. */
    void hasGiven() {
        sinceGiven = 0;
    }

    /** Whether nothing has come at all. Waits until that is known. */
    boolean isAtEnd() throws IOException {
        return packed.isAtEnd();
    }

    void readToEnd() throws IOException {
        byte[] dropped = new byte[1024];
        while (read(dropped, 0, dropped.length) >= 0) {}
    }

    @Override
    public int read() throws IOException {
        int octet = super.read();
        if (octet >= 0) count(1);
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int n = super.read(target, offset, length);
        if (n > 0) count(n);
        return n;
    }

    private void count(int octets) throws IOException {
        sinceGiven += octets;
        if (sinceGiven > MOST) throw new ZipException("%d octets of packed content give nothing".formatted(sinceGiven));
    }
}
