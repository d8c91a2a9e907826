package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The stream face of pieces that are read one after the other. */
final class PieceStream extends InputStream {

    /** Where they come from. */
    interface Source {
        /** The next piece, or null at the end. The one before it is not needed any more. */
        @Nullable
        Bytes read() throws IOException;
    }

    private final Source source;
    private @Nullable Bytes piece = Bytes.empty();
    private int at;

    PieceStream(Source source) {
        this.source = source;
    }

    @Override
    public int read() throws IOException {
        Bytes here = current();
        return here == null ? -1 : here.get(at++) & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) return 0;
        Bytes here = current();
        if (here == null) return -1;
        int n = Math.min(count, here.length() - at);
        here.copyTo(at, target, offset, n);
        at += n;
        return n;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        long octets = 0;
        for (Bytes here; (here = current()) != null; ) {
            Bytes rest = here.sliceFrom(at);
            at = here.length();
            rest.writeTo(out);
            octets += rest.length();
        }
        return octets;
    }

    /** Whether nothing more comes. Waits until that is known. */
    boolean isAtEnd() throws IOException {
        return current() == null;
    }

    /** What it holds of a piece, which it holds no more; null when that is nothing. */
    @Nullable
    Bytes rest() {
        Bytes here = piece;
        if (here == null || at == here.length()) return null;
        Bytes rest = here.sliceFrom(at);
        at = here.length();
        return rest;
    }

    @Override
    public int available() {
        Bytes here = piece;
        return here == null ? 0 : here.length() - at;
    }

    private @Nullable Bytes current() throws IOException {
        Bytes here = piece;
        while (here != null && at == here.length()) {
            here = source.read();
            piece = here;
            at = 0;
        }
        return here;
    }
}
