package dev.hawser.http;

import dev.hawser.transport.EventLoop;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Blocks for content that the exchanges of one loop fill and empty, again and again. Any thread. */
final class ContentBlocks {

    /** Octets of a block. */
    static final int SIZE = 32 * 1024;

    /** Blocks that are kept while nobody needs them: 4 MiB. */
    private static final int MOST = 128;

    private final ArrayList<byte[]> free = new ArrayList<>(); // Guarded by this.

    /** Those of {@code loop}. On the loop. */
    static ContentBlocks of(EventLoop loop) {
        return loop.shared(ContentBlocks.class, ContentBlocks::new);
    }

    /** A block for the caller alone, with any content. */
    byte[] take() {
        byte[] block = last();
        return block == null ? new byte[SIZE] : block;
    }

    /** The one that came back last, which is in the processor's caches. */
    private synchronized byte @Nullable [] last() {
        return free.isEmpty() ? null : free.removeLast();
    }

    /** Takes {@code block} back, which nobody looks at any more. */
    synchronized void giveBack(byte[] block) {
        if (free.size() < MOST) free.add(block);
    }
}
