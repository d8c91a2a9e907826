package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Objects;

/** A view of native or mapped memory: block, offset, length; 24 octets. The block keeps the memory reachable. */
final class SegmentBytes extends Bytes {

    final Block block;
    final int offset;
    final int length;

    SegmentBytes(Block block, int offset, int length) {
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
        return block.segment.get(Octets.BYTE, at(index, 0));
    }

    /** Where in the block the octet {@code index} lies, which {@code more} others follow; as in {@link HeapBytes}. */
    private int at(int index, int more) {
        return length == block.whole.limit() ? index : offset + Objects.checkIndex(index, length - more);
    }

    @Override
    public short getShort(int index) {
        try {
            return block.segment.get(Octets.NATIVE_SHORT, at(index, 1));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 2, length);
        }
    }

    @Override
    public int getInt(int index) {
        try {
            return block.segment.get(Octets.NATIVE_INT, at(index, 3));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 4, length);
        }
    }

    @Override
    public long getLong(int index) {
        try {
            return block.segment.get(Octets.NATIVE_LONG, at(index, 7));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 8, length);
        }
    }

    @Override
    public short getShortLE(int index) {
        try {
            return block.segment.get(Octets.NATIVE_SHORT_LE, at(index, 1));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 2, length);
        }
    }

    @Override
    public int getIntLE(int index) {
        try {
            return block.segment.get(Octets.NATIVE_INT_LE, at(index, 3));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 4, length);
        }
    }

    @Override
    public long getLongLE(int index) {
        try {
            return block.segment.get(Octets.NATIVE_LONG_LE, at(index, 7));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 8, length);
        }
    }

    @Override
    public long getUnsigned(int index, int width) {
        long i = offset + check(index, Octets.width(width));
        long value = 0;
        for (long end = i + width; i < end; i++) value = (value << 8) | (block.segment.get(Octets.BYTE, i) & 0xff);
        return value;
    }

    private long check(int index, int width) {
        if (index < 0 || index > length - width) throw Octets.outside(index, width, length);
        return index;
    }

    @Override
    public Bytes slice(int from, int to) {
        Objects.checkFromToIndex(from, to, length);
        return from == to ? HeapBytes.EMPTY : new SegmentBytes(block, offset + from, to - from);
    }

    @Override
    public void copyTo(int from, byte[] target, int at, int count) {
        Objects.checkFromIndexSize(from, count, length);
        MemorySegment.copy(block.segment, ValueLayout.JAVA_BYTE, (long) offset + from, target, at, count);
    }

    @Override
    byte[] octetsToRead() {
        return toByteArray();
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
    public long pinned() {
        return block.size();
    }

    @Override
    Object storage() {
        return block;
    }

    @Override
    int start() {
        return offset;
    }

    @Override
    Bytes widened(int count) {
        return new SegmentBytes(block, offset, length + count);
    }

    @Override
    public int indexOf(byte wanted, int from) {
        Objects.checkFromToIndex(from, length, length);
        long at = Search.indexOf(block.segment, (long) offset + from, (long) offset + length, wanted);
        return at < 0 ? -1 : (int) (at - offset);
    }

    @Override
    boolean matchesAt(int index, Bytes wanted) {
        long from = (long) offset + index;
        int n = wanted.length();
        return MemorySegment.mismatch(block.segment, from, from + n, wanted.asSegment(), 0, n) < 0;
    }

    @Override
    public int mismatch(Bytes other) {
        return (int) asSegment().mismatch(other.asSegment());
    }

    @Override
    public int hashCode() {
        int h = 1;
        for (long i = offset, end = i + length; i < end; i++) h = 31 * h + block.segment.get(Octets.BYTE, i);
        return h;
    }
}
