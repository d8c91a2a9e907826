package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FileBlocksTest {

    private static final long FOREVER = TimeUnit.SECONDS.toNanos(60);

    @Test
    void atTheCapAReaderWaitsUntilABlockIsGivenBack() throws Exception {
        FileBlocks blocks = new FileBlocks(2 * FileBlocks.SIZE + FileBlocks.SIZE / 2, FOREVER);
        MemorySegment first = blocks.take();
        MemorySegment second = blocks.take();
        assertThat(first).isNotNull();
        assertThat(second).isNotNull();
        assertThat(blocks.held()).isEqualTo(2 * FileBlocks.SIZE);
        CompletableFuture<MemorySegment> third = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().start(() -> {
            try {
                third.complete(blocks.take());
            } catch (InterruptedException e) {
                third.completeExceptionally(e);
            }
        });
        until("that the second waits", () -> waiting.getState() == Thread.State.TIMED_WAITING);
        assertThat(third).isNotDone();
        blocks.give(first);
        assertThat(third.get(30, TimeUnit.SECONDS)).isSameAs(first);
        assertThat(blocks.held()).isEqualTo(2 * FileBlocks.SIZE);
        assertThat(blocks.idle()).isZero();
        blocks.give(second);
        assertThat(blocks.idle()).isEqualTo(FileBlocks.SIZE);
        assertThat(blocks.refused()).isZero();
        waiting.join();
    }

    @Test
    void whoHasWaitedLongEnoughDoesWithout() throws Exception {
        FileBlocks blocks = new FileBlocks(FileBlocks.SIZE, 1);
        assertThat(blocks.take()).isNotNull();
        assertThat(blocks.take()).isNull();
        assertThat(blocks.refused()).isEqualTo(1);
        FileBlocks none = new FileBlocks(FileBlocks.SIZE - 1, 1);
        assertThat(none.take()).isNull();
    }

    @Test
    void aBlockThatIsLostMakesRoomOnceItHasBeenCollected() throws Exception {
        FileBlocks blocks = new FileBlocks(FileBlocks.SIZE, FOREVER);
        assertThat(blocks.take()).isNotNull(); // And nobody holds it.
        CompletableFuture<MemorySegment> next = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                next.complete(blocks.take());
            } catch (InterruptedException e) {
                next.completeExceptionally(e);
            }
        });
        until("the lost block", () -> {
            System.gc();
            return next.isDone();
        });
        assertThat(next.get()).isNotNull();
    }
}
