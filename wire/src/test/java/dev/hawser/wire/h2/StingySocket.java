package dev.hawser.wire.h2;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;

/** A socket that takes at most so many octets in one write, out of at most so many buffers, and keeps what it took. */
final class StingySocket implements GatheringByteChannel {

    /** What was taken. */
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();

    /** How often it was written to. */
    int calls;

    /** The most octets of one write. */
    int octets;

    private final int buffers;

    StingySocket(int octets, int buffers) {
        this.octets = octets;
        this.buffers = buffers;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        calls++;
        int left = octets;
        for (int i = offset; i < offset + Math.min(length, buffers) && left > 0; i++) left -= take(sources[i], left);
        return octets - left;
    }

    @Override
    public long write(ByteBuffer[] sources) {
        return write(sources, 0, sources.length);
    }

    @Override
    public int write(ByteBuffer source) {
        calls++;
        return take(source, octets);
    }

    private int take(ByteBuffer source, int most) {
        int n = Math.min(source.remaining(), most);
        byte[] part = new byte[n];
        source.get(part);
        taken.writeBytes(part);
        return n;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
