package dev.hawser.transport.spi;

import dev.hawser.bytes.FileRegion;
import java.io.IOException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Waits for disks, so that no loop does. A few threads for the whole process: more would not make a disk faster, and what
 * queues here are connections, one stretch each.
 */
final class ReadAhead {

    private static final int THREADS = 4;

    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("hawser-read-ahead-", 0).daemon(true).factory());

    static {
        POOL.allowCoreThreadTimeOut(true);
    }

    private ReadAhead() {}

    /** Brings {@code stretch} into the system's cache, then runs {@code task} in {@code loop}. */
    static void begin(FileRegion stretch, LoopCore loop, Runnable task) {
        POOL.execute(() -> {
            read(stretch);
            try {
                loop.execute(task);
            } catch (RejectedExecutionException ended) {
                // The channel went with its loop.
            }
        });
    }

    private static void read(FileRegion stretch) {
        try {
            if (!stretch.file().hold()) return;
            try {
                stretch.file().readAhead(stretch.position(), stretch.length());
            } finally {
                stretch.file().release();
            }
        } catch (IOException e) {
            // Whatever it is, sending will meet it, and says where.
        }
    }
}
