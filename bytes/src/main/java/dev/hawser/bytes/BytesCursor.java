package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A position that moves over a {@link Bytes}. The view itself never changes: to look ahead, remember
 * {@link #position()} and return to it.
 *
 * <p>Confined to one thread; any number of cursors may move over one view.
 */
public final class BytesCursor implements Buf {

    private final Bytes source;
    private final byte @Nullable [] array;
    private final MemorySegment memory;
    private final int base;
    private final int end;
    private int at;

    BytesCursor(Bytes source) {
        this.source = source;
        this.base = source.start();
        this.at = base;
        this.end = base + source.length();
        this.array = source instanceof HeapBytes heap ? heap.array : null;
        this.memory = source instanceof SegmentBytes s ? s.block.segment : MemorySegment.NULL;
    }

    /** What this cursor moves over, all of it. */
    public Bytes source() {
        return source;
    }

    /** The octets already read. */
    public int position() {
        return at - base;
    }

    /** Returns to, or goes on to, the octet {@code position} of {@link #source}. O(1). */
    public void position(int position) {
        at = base + (int) Octets.position(position, source.length());
    }

    @Override
    public long remaining() {
        return (long) end - at;
    }

    @Override
    public Bytes chunk() {
        return source.sliceFrom(at - base);
    }

    @Override
    public void advance(long n) {
        if (n < 0 || n > end - at) throw new OverrunException("advance", n, end - at);
        at += (int) n;
    }

    @Override
    public Bytes takeFirst(int n) {
        int from = claim("takeFirst", n) - base;
        return source.slice(from, from + n);
    }

    @Override
    public void readTo(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        source.copyTo(claim("readTo", length) - base, target, offset, length);
    }

    @Override
    public long readUnsigned(int width) {
        return source.getUnsigned(claim("readUnsigned", Octets.width(width)) - base, width);
    }

    @Override
    public byte readByte() {
        int i = claim("readByte", 1);
        return array != null ? array[i] : memory.get(Octets.BYTE, i);
    }

    @Override
    public short readShort() {
        int i = claim("readShort", 2);
        return array != null ? (short) Octets.SHORT.get(array, i) : memory.get(Octets.NATIVE_SHORT, i);
    }

    @Override
    public int readInt() {
        int i = claim("readInt", 4);
        return array != null ? (int) Octets.INT.get(array, i) : memory.get(Octets.NATIVE_INT, i);
    }

    @Override
    public long readLong() {
        int i = claim("readLong", 8);
        return array != null ? (long) Octets.LONG.get(array, i) : memory.get(Octets.NATIVE_LONG, i);
    }

    private int claim(String what, int width) {
        int i = at;
        if (width < 0 || width > end - i) throw new OverrunException(what, width, end - i);
        at = i + width;
        return i;
    }
}
