package dev.hawser.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** The stream face of a sink; gathers single octets so that each is not a piece of its own. */
final class SinkStream extends OutputStream {

    private static final int GATHER = 8192;

    private final BodySink sink;
    private final byte[] pending = new byte[GATHER];
    private int filled;

    SinkStream(BodySink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int octet) throws IOException {
        if (filled == GATHER) drain();
        pending[filled++] = (byte) octet;
    }

    @Override
    public void write(byte[] array, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, array.length);
        if (count > GATHER - filled) drain();
        if (count >= GATHER) {
            sink.write(array, offset, count);
            return;
        }
        System.arraycopy(array, offset, pending, filled, count);
        filled += count;
    }

    @Override
    public void flush() throws IOException {
        drain();
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        flush();
    }

    /** Writes what was gathered. */
    void drain() throws IOException {
        if (filled == 0) return;
        sink.write(pending, 0, filled);
        filled = 0;
    }
}
