package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writable storage, an array or a block, by place: {@link BytesMut} without its marks.
 *
 * <p>Says nothing about who may touch which octet. Whoever calls has checked the range; storage only refuses what lies
 * beside it. A class above and not an object beside, so that an octet is as near as it was.
 */
abstract sealed class Stored permits BytesMut {

    static final byte[] NONE = new byte[0];

    byte[] array;

    @Nullable
    Block block;

    Stored(byte[] array, @Nullable Block block) {
        this.array = array;
        this.block = block;
    }

    // ---- whose storage

    /** By identity: two allocations that happen to be neighbours in memory are never taken for one. */
    @SuppressWarnings("ReferenceEquality")
    final boolean sharesStorageWith(Stored other) {
        return array == other.array && block == other.block;
    }

    final void takeStorage(Stored other) {
        array = other.array;
        block = other.block;
    }

    final void dropStorage() {
        array = NONE;
        block = null;
    }

    /** Moves {@code length} octets from {@code from} on to the front of fresh storage of the same kind. */
    final void moveTo(int size, int from, int length) {
        Block old = block;
        if (old != null) {
            Block larger = Block.allocate(size);
            MemorySegment.copy(old.segment, from, larger.segment, 0, length);
            block = larger;
        } else {
            byte[] larger = new byte[size];
            System.arraycopy(array, from, larger, 0, length);
            array = larger;
        }
    }

    // ---- as other forms

    final Bytes view(int from, int to) {
        Block here = block;
        return here != null ? here.view(from, to - from) : Bytes.wrap(array, from, to - from);
    }

    final ByteBuffer writable(int from, int length) {
        Block here = block;
        return here != null ? here.writable(from, length) : ByteBuffer.wrap(array, from, length);
    }

    // ---- octets

    final byte load(int at) {
        Block here = block;
        return here != null ? here.segment.get(Octets.BYTE, at) : array[at];
    }

    final void store(int at, byte value) {
        Block here = block;
        if (here != null) here.segment.set(Octets.BYTE, at, value);
        else array[at] = value;
    }

    final void load(int at, byte[] target, int offset, int length) {
        Block here = block;
        if (here != null) MemorySegment.copy(here.segment, Octets.BYTE, at, target, offset, length);
        else System.arraycopy(array, at, target, offset, length);
    }

    final void store(int at, byte[] source, int offset, int length) {
        Block here = block;
        if (here != null) MemorySegment.copy(source, offset, here.segment, Octets.BYTE, at, length);
        else System.arraycopy(source, offset, array, at, length);
    }

    final void store(int at, Bytes source) {
        Block here = block;
        int length = source.length();
        if (here == null) source.copyTo(0, array, at, length);
        else if (source instanceof HeapBytes heap) {
            MemorySegment.copy(heap.array, heap.offset, here.segment, Octets.BYTE, at, length);
        } else MemorySegment.copy(source.asSegment(), 0, here.segment, at, length);
    }

    final void fill(int at, byte value, int count) {
        Block here = block;
        if (here != null) here.segment.asSlice(at, count).fill(value);
        else Arrays.fill(array, at, at + count, value);
    }

    /** Copies from here to there, which may be here as well, and overlap. */
    final void copyTo(int from, Stored target, int at, int length) {
        MemorySegment.copy(memory(), from, target.memory(), at, length);
    }

    private MemorySegment memory() {
        Block here = block;
        return here != null ? here.segment : MemorySegment.ofArray(array);
    }

    // ---- numbers, in network order

    final short loadShort(int at) {
        Block here = block;
        return here != null ? here.segment.get(Octets.NATIVE_SHORT, at) : (short) Octets.SHORT.get(array, at);
    }

    final int loadInt(int at) {
        Block here = block;
        return here != null ? here.segment.get(Octets.NATIVE_INT, at) : (int) Octets.INT.get(array, at);
    }

    final long loadLong(int at) {
        Block here = block;
        return here != null ? here.segment.get(Octets.NATIVE_LONG, at) : (long) Octets.LONG.get(array, at);
    }

    final long loadUnsigned(int at, int width) {
        long value = 0;
        for (int i = at; i < at + width; i++) value = (value << 8) | (load(i) & 0xff);
        return value;
    }

    final void storeShort(int at, short value) {
        Block here = block;
        if (here != null) here.segment.set(Octets.NATIVE_SHORT, at, value);
        else Octets.SHORT.set(array, at, value);
    }

    final void storeInt(int at, int value) {
        Block here = block;
        if (here != null) here.segment.set(Octets.NATIVE_INT, at, value);
        else Octets.INT.set(array, at, value);
    }

    final void storeLong(int at, long value) {
        Block here = block;
        if (here != null) here.segment.set(Octets.NATIVE_LONG, at, value);
        else Octets.LONG.set(array, at, value);
    }

    final void storeUnsigned(int at, long value, int width) {
        for (int i = at + width - 1; i >= at; i--, value >>>= 8) store(i, (byte) value);
    }
}
