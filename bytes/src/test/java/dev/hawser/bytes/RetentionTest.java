package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What small views of large blocks keep in memory, by the count of the library and by that of the collector. */
class RetentionTest {

    private static final int BLOCK = 16 * 1024;
    private static final int REQUEST = 600;

    @Test
    void aViewOf32OctetsDetachedFromABlockOf2MibPinsAtMost1Kib() {
        for (Bytes block :
                List.of(Bytes.wrap(new byte[2 << 20]), Block.allocate(2 << 20).view())) {
            Bytes header = block.slice(70_000, 70_032);
            assertThat(header.pinned()).isEqualTo(2 << 20);
            assertThat(header.detach().pinned()).isLessThanOrEqualTo(1024);
        }
    }

    @Test
    void theBlockOfADetachedViewIsCollectedWhileTheViewLives() {
        List<WeakReference<?>> blocks = new ArrayList<>();
        List<Bytes> kept = new ArrayList<>();
        for (boolean isNative : new boolean[] {false, true}) {
            Bytes block = isNative ? Block.allocate(2 << 20).view() : Bytes.wrap(new byte[2 << 20]);
            blocks.add(new WeakReference<>(block.storage()));
            kept.add(block.slice(70_000, 70_032).detach());
        }
        awaitCollected(blocks, 0);
        assertThat(kept).allMatch(view -> view.length() == 32);
    }

    @Test
    void aMillionRequestsThatKeepOneHeaderEachStayWithinTheBoundOfThePolicy() {
        int requests = 1_000_000;
        Bytes[] kept = new Bytes[requests];
        List<WeakReference<?>> blocks = new ArrayList<>();
        Retention policy = Retention.LONG_LIVED;
        long undetached = 0;
        long bound = 0;
        Bytes block = Bytes.empty();
        int at = BLOCK;
        for (int i = 0; i < requests; i++) {
            if (at + REQUEST > BLOCK) {
                // What a connection reads into: 27 requests, one after the other.
                block = Bytes.wrap(new byte[BLOCK]);
                blocks.add(new WeakReference<>(block.storage()));
                undetached += BLOCK;
                at = 0;
            }
            int length = 8 + i % 90;
            kept[i] = block.slice(at + 100, at + 100 + length).detach(policy);
            bound += Math.max(length + policy.maxWaste(), (long) length * policy.ratio());
            at += REQUEST;
        }
        block = Bytes.empty();
        Pinned pinned = Pinned.of(Arrays.asList(kept));
        assertThat(pinned.views()).isEqualTo(requests);
        assertThat(pinned.pinned()).isLessThanOrEqualTo(bound);
        assertThat(pinned.ratio()).as("pinned per live octet").isEqualTo(1.0);
        assertThat(undetached).as("what they would pin otherwise").isGreaterThan(10 * pinned.pinned());
        awaitCollected(blocks, 0);
        assertThat(kept[requests - 1].length()).isEqualTo(8 + (requests - 1) % 90);
    }

    @Test
    void aViewUnderAPolicyPinsNoMoreThanItSays() {
        for (Retention policy : List.of(Retention.LONG_LIVED, Retention.COMPACT, new Retention(0, 3, 100))) {
            for (int size = 1; size <= 1 << 14; size = size * 3 + 1) {
                Bytes block = Bytes.wrap(new byte[size]);
                for (int length = 1; length <= size; length = length * 2 + 1) {
                    long most = Math.max((long) length + policy.maxWaste(), (long) length * policy.ratio());
                    assertThat(block.slice(0, length).detach(policy).pinned())
                            .as("%d of %d under %s", length, size, policy)
                            .isLessThanOrEqualTo(most);
                }
            }
        }
    }

    @Test
    void aViewWhoseBoundIsBeyondIntStaysWhereItIs() {
        assertThat(Retention.LONG_LIVED.copies(500_000_000, 2_000_000_000)).isFalse();
        assertThat(Retention.LONG_LIVED.copies(200_000_000, 2_000_000_000)).isTrue();
    }

    @Test
    void aPolicyOfImpossibleNumbersIsRefused() {
        for (int[] bad : new int[][] {{-1, 1, 0}, {0, 0, 0}, {0, 1, -1}}) {
            assertThatThrownBy(() -> new Retention(bad[0], bad[1], bad[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ratio " + bad[1]);
        }
    }

    private static void awaitCollected(List<WeakReference<?>> blocks, int left) {
        // The collector decides when; it is only asked.
        for (int i = 0; i < 100; i++) {
            if (reachable(blocks) <= left) return;
            System.gc();
        }
        assertThat(reachable(blocks))
                .as("blocks still in memory of %d", blocks.size())
                .isEqualTo(left);
    }

    private static long reachable(List<WeakReference<?>> blocks) {
        return blocks.stream().filter(block -> block.get() != null).count();
    }
}
