package dev.hawser.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A reader seen as a stream. It ends; it never fails and never blocks. */
final class BufInput extends InputStream {

    private final Buf source;

    BufInput(Buf source) {
        this.source = source;
    }

    @Override
    public int read() {
        return source.hasRemaining() ? source.readU8() : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) return 0;
        int n = (int) Math.min(source.remaining(), length);
        if (n == 0) return -1;
        source.readTo(target, offset, n);
        return n;
    }

    @Override
    public long skip(long n) {
        long k = Math.clamp(n, 0, source.remaining());
        source.advance(k);
        return k;
    }

    @Override
    public int available() {
        return (int) Math.min(source.remaining(), Integer.MAX_VALUE);
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long sum = 0;
        while (source.hasRemaining()) {
            Bytes here = source.chunk();
            here.writeTo(out);
            source.advance(here.length());
            sum += here.length();
        }
        return sum;
    }
}
