package dev.hawser.bytes;

import java.io.IOException;
import java.io.OutputStream;

/** A place seen as a stream. */
final class BufOutput extends OutputStream {

    private final BufMut target;

    BufOutput(BufMut target) {
        this.target = target;
    }

    @Override
    public void write(int octet) throws IOException {
        if (!target.hasRemainingMut()) throw full(1);
        target.writeByte(octet);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        if (length > target.remainingMut()) throw full(length);
        target.write(source, offset, length);
    }

    private IOException full(int asked) {
        return new IOException("write of %d octets: room for %d".formatted(asked, target.remainingMut()));
    }
}
