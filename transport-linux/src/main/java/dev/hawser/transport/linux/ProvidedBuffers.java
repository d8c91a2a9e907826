package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The memory that reads of all connections of one loop land in. The kernel takes a buffer when octets have come, not when
 * they are waited for, so connections that are silent hold none.
 */
final class ProvidedBuffers {

    static final int GROUP = 0;

    private static final int ENTRY = 16;

    /** Lies where the first entry has a field that is not used. */
    private static final long TAIL = 14;

    private static final VarHandle TAIL_WORD = JAVA_SHORT.varHandle();

    private final MemorySegment ring;
    private final MemorySegment memory;
    private final int count;
    private final int size;
    private short tail;

    ProvidedBuffers(Arena arena, Ring kernel, int count, int size) throws IOException {
        this.count = count;
        this.size = size;
        this.ring = arena.allocate((long) count * ENTRY, 4096);
        this.memory = arena.allocate((long) count * size, 4096);
        kernel.provide(arena, ring, count, GROUP);
        for (int i = 0; i < count; i++) giveBack(i);
    }

    /** Copies what buffer {@code number} holds. */
    void copy(int number, byte[] target, int offset, int length) {
        MemorySegment.copy(memory, JAVA_BYTE, (long) number * size, target, offset, length);
    }

    /** The kernel may fill buffer {@code number} again. */
    void giveBack(int number) {
        long at = (long) (tail & count - 1) * ENTRY;
        ring.set(JAVA_LONG, at, memory.address() + (long) number * size);
        ring.set(JAVA_INT, at + 8, size);
        ring.set(JAVA_SHORT, at + 12, (short) number);
        TAIL_WORD.setRelease(ring, TAIL, ++tail);
    }
}
