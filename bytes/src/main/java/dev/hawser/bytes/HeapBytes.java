package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A view of an array: 24 octets, no further indirection. */
final class HeapBytes extends Bytes {

    static final HeapBytes EMPTY = new HeapBytes(new byte[0], 0, 0);

    final byte[] array;
    final int offset;
    final int length;

    HeapBytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte get(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    @Override
    public Bytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return from == to ? EMPTY : new HeapBytes(array, offset + from, to - from);
    }

    @Override
    public void copyTo(int from, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(from, count, length);
        System.arraycopy(array, offset + from, target, at, count);
    }

    @Override
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    @Override
    public MemorySegment asSegment() {
        return MemorySegment.ofArray(array).asSlice(offset, length).asReadOnly();
    }

    @Override
    public boolean isNative() {
        return false;
    }

    @Override
    public int hashCode() {
        int h = 1;
        for (int i = offset, end = offset + length; i < end; i++) h = 31 * h + array[i];
        return h;
    }
}
