package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.internal.Raw;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Native memory that small sends are copied to, so that their lists are done with them at once and the kernel takes them
 * all in one call when the turn has ended.
 *
 * <p>A block that was {@link #copy copied} to is lent until {@link #handedOver}: the kernel has sent it by then, silently, or
 * has told its {@link Sender} that it has not, who may {@link #keep} it.
 */
final class SendBlocks implements Raw.Spans {

    /** Longer lists are sent at once, by themselves. */
    static final int SIZE = 4096;

    static final int NONE = -1;

    /** Whoever has a block sent. */
    interface Sender {
        /**
         * A block has not been sent, or not all of it.
         *
         * @param result how much of it was sent, or {@code -errno}
         */
        void unsent(int block, int result);
    }

    private final MemorySegment memory;
    private final int[] free;
    private int freeCount;
    private final int[] lent;
    private int lentCount;
    private final int[] lengths;
    private final @Nullable Sender[] senders;
    private long at;
    private long end;

    SendBlocks(Arena arena, int count) {
        this.memory = arena.allocate((long) count * SIZE, 64);
        this.free = new int[count];
        this.lent = new int[count];
        this.lengths = new int[count];
        this.senders = new @Nullable Sender[count];
        for (int i = 0; i < count; i++) free[i] = count - 1 - i;
        this.freeCount = count;
    }

    /** Copies all of {@code out} into a block for {@code sender}; its number, or {@link #NONE} when that cannot be. */
    int copy(BufList out, Sender sender) {
        long length = out.remaining();
        if (length > SIZE || freeCount == 0) return NONE;
        int block = free[freeCount - 1];
        at = (long) block * SIZE;
        end = at + length;
        Raw.spans(out, this);
        if (at != end) return NONE; // A file is among it.
        freeCount--;
        lent[lentCount++] = block;
        lengths[block] = (int) length;
        senders[block] = sender;
        return block;
    }

    /** The kernel has taken {@code result} octets of {@code block} only, or none. */
    void unsent(int block, int result) {
        Sender sender = senders[block];
        if (sender != null) sender.unsent(block, result);
    }

    /** {@code block} is not lent any more: what it holds is its sender's until it is given back. */
    void keep(int block) {
        int i = 0;
        while (lent[i] != block) i++;
        lent[i] = lent[--lentCount];
    }

    /** All that was lent has been handed over, and what the kernel had to say of it has been told. */
    void handedOver() {
        // Those lent first are lent first again: they are in the processor's caches.
        while (lentCount != 0) giveBack(lent[--lentCount]);
    }

    /** {@code block}, which is not lent, is free. */
    void giveBack(int block) {
        senders[block] = null;
        free[freeCount++] = block;
    }

    int length(int block) {
        return lengths[block];
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
