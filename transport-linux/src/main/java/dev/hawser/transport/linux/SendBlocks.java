package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.internal.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Native memory that small sends are copied to, so that their lists are done with them at once and the kernel takes them
 * all in one call when the turn has ended. A block is the kernel's until it has answered.
 */
final class SendBlocks implements Raw.Spans {

    /** Longer lists are sent at once, by themselves. */
    static final int SIZE = 4096;

    static final int NONE = -1;

    private final MemorySegment memory;
    private final int[] free;
    private int freeCount;
    private long at;
    private long end;

    SendBlocks(Arena arena, int count) {
        this.memory = arena.allocate((long) count * SIZE, 64);
        this.free = new int[count];
        for (int i = 0; i < count; i++) free[i] = count - 1 - i;
        this.freeCount = count;
    }

    /** Copies all of {@code out} into a block, whose number it returns; {@link #NONE} when that cannot be. */
    int copy(BufList out) {
        long length = out.remaining();
        if (length > SIZE || freeCount == 0) return NONE;
        int block = free[freeCount - 1];
        at = (long) block * SIZE;
        end = at + length;
        Raw.spans(out, this);
        if (at != end) return NONE; // A file is among it.
        freeCount--;
        return block;
    }

    void giveBack(int block) {
        free[freeCount++] = block;
    }

    long address(int block) {
        return memory.address() + (long) block * SIZE;
    }

    @Override
    public boolean heap(byte[] array, int offset, int length) {
        MemorySegment.copy(array, offset, memory, JAVA_BYTE, at, length);
        at += length;
        return true;
    }

    @Override
    public boolean memory(MemorySegment source, ByteBuffer buffer, long offset, int length) {
        return false; // Native content, which may be a mapped file, is named where it lies.
    }

    @Override
    public boolean file(FileRegion region, long start, long length) {
        return false;
    }
}
