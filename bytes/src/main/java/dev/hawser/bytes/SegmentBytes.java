package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A view of native or mapped memory: block, offset, length. The block keeps the memory reachable. */
final class SegmentBytes extends Bytes {

    final Block block;
    final long offset;
    final int length;

    SegmentBytes(Block block, long offset, int length) {
        this.block = block;
        this.offset = offset;
        this.length = length;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public byte get(int index) {
        return block.segment.get(ValueLayout.JAVA_BYTE, offset + Objects.checkIndex(index, length));
    }

    @Override
    public Bytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return from == to ? HeapBytes.EMPTY : new SegmentBytes(block, offset + from, to - from);
    }

    @Override
    public void copyTo(int from, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(from, count, length);
        MemorySegment.copy(block.segment, ValueLayout.JAVA_BYTE, offset + from, target, at, count);
    }

    @Override
    public ByteBuffer asByteBuffer() {
        return block.buffer(offset, length);
    }

    @Override
    public MemorySegment asSegment() {
        return block.segment.asSlice(offset, length).asReadOnly();
    }

    @Override
    public boolean isNative() {
        return true;
    }

    @Override
    public int hashCode() {
        int h = 1;
        for (long i = offset, end = offset + length; i < end; i++)
            h = 31 * h + block.segment.get(ValueLayout.JAVA_BYTE, i);
        return h;
    }
}
