package dev.hawser.http;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Native blocks that files are read into on their way to the wire. A block is taken by whoever reads, and given back when
 * its octets have left the write list; nobody else ever sees a view of it. Any thread.
 */
final class FileBlocks {

    /** Octets of one block: eight frames of 16 KiB. */
    static final int SIZE = 128 * 1024;

    private static final int KEPT = 64;

    private final ConcurrentLinkedQueue<MemorySegment> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    MemorySegment take() {
        MemorySegment block = free.poll();
        if (block == null) return Arena.ofAuto().allocate(SIZE, 64);
        kept.decrementAndGet();
        return block;
    }

    void give(MemorySegment block) {
        if (kept.get() >= KEPT) return;
        kept.incrementAndGet();
        free.add(block);
    }
}
