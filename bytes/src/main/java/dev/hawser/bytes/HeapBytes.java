package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
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
        return array[at(index, 0)];
    }

    /**
     * Where in the array the octet {@code index} lies, which {@code more} others follow. Within a view of a whole array that
     * is checked by the array itself: a second check beside it would cost a third of the access.
     */
    private int at(int index, int more) {
        return length == array.length ? index : offset + Objects.checkIndex(index, length - more);
    }

    @Override
    public short getShort(int index) {
        try {
            return (short) Octets.SHORT.get(array, at(index, 1));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 2, length);
        }
    }

    @Override
    public int getInt(int index) {
        try {
            return (int) Octets.INT.get(array, at(index, 3));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 4, length);
        }
    }

    @Override
    public long getLong(int index) {
        try {
            return (long) Octets.LONG.get(array, at(index, 7));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 8, length);
        }
    }

    @Override
    public short getShortLE(int index) {
        try {
            return (short) Octets.SHORT_LE.get(array, at(index, 1));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 2, length);
        }
    }

    @Override
    public int getIntLE(int index) {
        try {
            return (int) Octets.INT_LE.get(array, at(index, 3));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 4, length);
        }
    }

    @Override
    public long getLongLE(int index) {
        try {
            return (long) Octets.LONG_LE.get(array, at(index, 7));
        } catch (IndexOutOfBoundsException e) {
            throw Octets.outside(index, 8, length);
        }
    }

    @Override
    public long getUnsigned(int index, int width) {
        int i = offset + check(index, Octets.width(width));
        long value = 0;
        for (int end = i + width; i < end; i++) value = (value << 8) | (array[i] & 0xff);
        return value;
    }

    private int check(int index, int width) {
        if (index < 0 || index > length - width) throw Octets.outside(index, width, length);
        return index;
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
    byte[] octetsToRead() {
        return length == array.length ? array : toByteArray();
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
    public long pinned() {
        return array.length;
    }

    @Override
    Object storage() {
        return array;
    }

    @Override
    int start() {
        return offset;
    }

    @Override
    Bytes widened(int count) {
        return new HeapBytes(array, offset, length + count);
    }

    @Override
    public int indexOf(byte wanted, int from) {
        Objects.checkFromToIndex(from, length, length);
        int at = Search.indexOf(array, offset + from, offset + length, wanted);
        return at < 0 ? -1 : at - offset;
    }

    @Override
    boolean matchesAt(int index, Bytes wanted) {
        int n = wanted.length();
        if (wanted instanceof HeapBytes that) {
            return Arrays.equals(array, offset + index, offset + index + n, that.array, that.offset, that.offset + n);
        }
        return MemorySegment.mismatch(
                        MemorySegment.ofArray(array), offset + index, offset + index + n, wanted.asSegment(), 0, n)
                < 0;
    }

    @Override
    public int mismatch(Bytes other) {
        if (other instanceof HeapBytes that) {
            return Arrays.mismatch(array, offset, offset + length, that.array, that.offset, that.offset + that.length);
        }
        return (int) asSegment().mismatch(other.asSegment());
    }

    @Override
    public int hashCode() {
        int h = 1;
        for (int i = offset, end = offset + length; i < end; i++) h = 31 * h + array[i];
        return h;
    }
}
