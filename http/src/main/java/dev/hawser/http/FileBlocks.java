package dev.hawser.http;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Native blocks that files are read into on their way to the wire, never more than a cap. A block is taken by whoever
 * reads, and given back when its octets have left the write list; nobody else ever sees a view of it. Any thread.
 *
 * <p>At the cap a reader waits for a block, for a while: readers whose clients are slow may hold all of them for long, and
 * the others must get on. Whoever has waited in vain is told to use something small of the heap. A block that is lost with
 * its connection counts until the collector has found it.
 */
final class FileBlocks {

    /** Octets of one block: eight frames of 16 KiB. */
    static final int SIZE = 128 * 1024;

    private static final Cleaner CLEANER = Cleaner.create();

    private final int most;
    private final long patience;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();
    private int made;
    private long refused;

    /**
     * @param cap octets of native memory at most; less than a block is none
     * @param patienceNanos how long a reader waits for a block at the cap
     */
    FileBlocks(long cap, long patienceNanos) {
        this.most = (int) Math.min(cap / SIZE, Integer.MAX_VALUE);
        this.patience = patienceNanos;
    }

    /** A block, or null when there has been none for too long. */
    @Nullable
    MemorySegment take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            for (long left = patience; ; ) {
                MemorySegment block = free.pollLast();
                if (block == null && made < most) block = make();
                if (block != null) return block;
                if (left <= 0) {
                    refused++;
                    return null;
                }
                left = room.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable MemorySegment make() {
        MemorySegment block;
        try {
            block = Arena.ofAuto().allocate(SIZE, 64);
        } catch (OutOfMemoryError e) {
            return null; // The JVM's own limit (-XX:MaxDirectMemorySize) lies below ours.
        }
        made++;
        CLEANER.register(block.scope(), this::collected);
        return block;
    }

    private void collected() {
        lock.lock();
        try {
            made--;
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    void give(MemorySegment block) {
        lock.lock();
        try {
            free.addLast(block);
            room.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Octets of native memory that there are: in use, kept, or lost and not yet collected. */
    long held() {
        lock.lock();
        try {
            return (long) made * SIZE;
        } finally {
            lock.unlock();
        }
    }

    /** Octets of it that nobody uses now. */
    long idle() {
        lock.lock();
        try {
            return (long) free.size() * SIZE;
        } finally {
            lock.unlock();
        }
    }

    /** Times that a reader was told to do without. */
    long refused() {
        lock.lock();
        try {
            return refused;
        } finally {
            lock.unlock();
        }
    }
}
