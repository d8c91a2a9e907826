package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class BlockPoolTest {

    private final List<LeakReport> leaks = new ArrayList<>();
    private final BlockPool pool = new BlockPool(256, 4, 1, leaks::add);

    @Test
    void aBlockThatNobodySawIsUsedAgain() {
        Block first;
        try (Lease lease = pool.lease()) {
            first = lease.block;
            assertThat(lease.size()).isEqualTo(256);
            BytesMut out = lease.writer();
            out.writeLong(42);
            assertThat(out.readLong()).isEqualTo(42);
            assertThat(lease.hasEscaped()).isFalse();
        }
        try (Lease lease = pool.lease()) {
            assertThat(lease.block).isSameAs(first);
        }
        PoolStats stats = pool.stats();
        assertThat(stats.made()).isEqualTo(1);
        assertThat(stats.leases()).isEqualTo(2);
        assertThat(stats.free()).isEqualTo(1);
        assertThat(stats.leased()).isZero();
    }

    @Test
    void aBlockWithAViewGoesToItsViews() {
        Bytes view;
        Block block;
        try (Lease lease = pool.lease()) {
            block = lease.block;
            BytesMut out = lease.writer();
            out.write(Octs.pattern(100));
            view = out.freezeFirst(60);
            assertThat(lease.hasEscaped()).isTrue();
        }
        try (Lease lease = pool.lease()) {
            assertThat(lease.block).isNotSameAs(block);
            lease.writer().writeRepeated(7, 256);
        }
        assertThat(view.toByteArray()).isEqualTo(Octs.cut(Octs.pattern(100), 0, 60));
        PoolStats stats = pool.stats();
        assertThat(stats.givenAway()).isEqualTo(1);
        assertThat(stats.pinnedOctets()).isEqualTo(256);
        assertThat(stats.exposedOctets()).isEqualTo(60);
        assertThat(view.pinned()).isEqualTo(256);
    }

    @Test
    void everyBlockTellsWhoHasItAndWhatItWastes() {
        Lease open = pool.lease();
        Bytes view;
        try (Lease seen = pool.lease()) {
            BytesMut out = seen.writer();
            out.write(Octs.pattern(100));
            view = out.freezeFirst(60);
        }
        pool.lease().close();
        pool.lease().close();
        List<BlockStats> blocks = new ArrayList<>(pool.blocks());
        blocks.sort(Comparator.comparingLong(BlockStats::number));
        assertThat(blocks)
                .containsExactly(
                        new BlockStats(0, 256, BlockStats.Place.LEASED, 1, 0),
                        new BlockStats(1, 256, BlockStats.Place.WITH_ITS_VIEWS, 1, 60),
                        new BlockStats(2, 256, BlockStats.Place.IDLE, 2, 0));
        assertThat(blocks).extracting(BlockStats::wasted).containsExactly(0L, 196L, 0L);
        assertThat(view.length()).isEqualTo(60);
        open.close();
    }

    @Test
    void everyWayToShowOctetsCountsAsEscape() {
        List<java.util.function.Consumer<BytesMut>> ways = List.of(
                b -> b.freezeFirst(1),
                BytesMut::freeze,
                BytesMut::chunk,
                b -> b.takeFirst(1),
                b -> b.takeParts(2),
                b -> b.chunks(new Bytes[1]),
                b -> b.splitTo(2).freeze(),
                b -> b.splitOff(1).chunk(),
                b -> b.chain(Bytes.of("x").cursor()).takeFirst(3),
                b -> b.take(1).chunk());
        for (var way : ways) {
            Lease lease = pool.lease();
            BytesMut out = lease.writer();
            out.write(Octs.pattern(10));
            assertThat(lease.hasEscaped()).isFalse();
            way.accept(out);
            assertThat(lease.hasEscaped()).isTrue();
            lease.close();
        }
    }

    @Test
    void readingByValueIsNoEscape() {
        Lease lease = pool.lease();
        BytesMut out = lease.writer();
        out.write(Octs.pattern(100));
        out.readInt();
        out.get(0);
        out.readTo(new byte[10]);
        new BytesMut().write(out.splitTo(20));
        out.freezeFirst(0);
        assertThat(out.toString()).contains("leased");
        assertThat(lease.hasEscaped()).isFalse();
        lease.close();
        assertThat(pool.stats().free()).isEqualTo(1);
    }

    @Test
    void everyUseAfterClosingThrowsByNameAndTouchesNobodyElsesTurn() {
        Lease old = pool.lease();
        BytesMut stale = old.writer();
        stale.writeByte(1);
        old.close();
        assertThatThrownBy(old::close).isInstanceOf(LeaseClosedException.class).hasMessageContaining("close");
        Lease next = pool.lease();
        assertThat(next.block).isSameAs(old.block);
        BytesMut writer = next.writer();
        writer.write(Octs.pattern(50));
        assertThatThrownBy(old::close).isInstanceOf(LeaseClosedException.class).hasMessageContaining("leased again");
        assertThatThrownBy(old::writer).isInstanceOf(LeaseClosedException.class);
        assertThatThrownBy(old::handOver).isInstanceOf(LeaseClosedException.class);
        assertThatThrownBy(() -> stale.writeByte(9)).isInstanceOf(LeaseClosedException.class);
        assertThatThrownBy(() -> stale.get(0)).isInstanceOf(LeaseClosedException.class);
        assertThatThrownBy(stale::freeze).isInstanceOf(LeaseClosedException.class);
        assertThatThrownBy(stale::chunk).isInstanceOf(LeaseClosedException.class);
        assertThat(stale.toString()).doesNotContain("\\x");
        assertThat(old.hasEscaped()).isFalse();
        assertThat(writer.freeze().toByteArray()).isEqualTo(Octs.pattern(50));
        next.close();
    }

    @Test
    void aBlockHasOneWriterWhichDoesNotGrow() {
        try (Lease lease = pool.lease()) {
            BytesMut out = lease.writer();
            assertThatThrownBy(lease::writer)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("one writer");
            out.writeRepeated(1, 256);
            assertThatThrownBy(() -> out.writeByte(1))
                    .isInstanceOf(OverrunException.class)
                    .hasMessageContaining("leased");
            assertThatThrownBy(() -> out.reserve(1)).isInstanceOf(OverrunException.class);
            out.advance(10);
            assertThat(out.remainingMut()).isEqualTo(10);
            out.writeRepeated(2, 10);
            assertThat(out.length()).isEqualTo(256);
        }
    }

    @Test
    void aLeaseThatIsHandedOverBelongsToTheNextThreadThatTouchesIt() throws Exception {
        Lease lease = pool.lease();
        BytesMut out = lease.writer();
        out.writeByte(1);
        lease.handOver();
        Thread other = Thread.ofVirtual().start(() -> {
            out.writeByte(2);
            lease.close();
        });
        other.join();
        assertThat(pool.stats().free()).as("given back by the other thread").isEqualTo(1);
    }

    @Test
    void aThreadThatTouchesAForeignLeaseIsServedAndCostsTheBlock() throws Exception {
        Lease lease = pool.lease();
        BytesMut out = lease.writer();
        out.writeByte(1);
        Thread.ofVirtual().start(() -> out.writeByte(2)).join();
        assertThat(lease.hasEscaped()).isTrue();
        lease.close();
        assertThat(pool.stats().free()).isZero();
        Lease closedElsewhere = pool.lease();
        Thread.ofVirtual().start(closedElsewhere::close).join();
        assertThatThrownBy(closedElsewhere::close).isInstanceOf(LeaseClosedException.class);
        assertThat(pool.stats().free()).isZero();
        assertThat(pool.stats().givenAway()).isEqualTo(2);
    }

    @Test
    void noMoreThanTheKeptBlocksWait() {
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 9; i++) leases.add(pool.lease());
        assertThat(pool.stats().leased()).isEqualTo(9);
        for (Lease lease : leases) lease.close();
        assertThat(pool.stats().free()).isEqualTo(4);
        assertThat(pool.blockSize()).isEqualTo(256);
        assertThatThrownBy(() -> new BlockPool(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BlockPool(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aForgottenLeaseIsReportedWithItsOriginAndItsMemoryComesBack() {
        forget();
        await(() -> pool.stats().leaks() == 1);
        assertThat(leaks).hasSize(1);
        assertThat(leaks.getFirst().blockSize()).isEqualTo(256);
        assertThat(leaks.getFirst().where()).contains("BlockPoolTest.forget");
        PoolStats stats = pool.stats();
        assertThat(stats.collected()).isEqualTo(1);
        assertThat(stats.reachable()).isZero();
        assertThat(stats.leased()).isZero();
        assertThat(stats.leases()).isEqualTo(1);
    }

    private void forget() {
        pool.lease().writer().writeByte(1);
    }

    @Test
    void aBlockGivenAwayIsCollectedAfterItsLastViewAndIsNoLeak() {
        Bytes view = given();
        System.gc();
        assertThat(pool.stats().reachable()).isEqualTo(1);
        assertThat(view.get(0)).isEqualTo((byte) 1);
        view = null;
        await(() -> pool.stats().collected() == 1);
        assertThat(leaks).isEmpty();
        assertThat(pool.stats().givenAway()).isEqualTo(1);
        assertThat(pool.stats().pinnedOctets()).isZero();
    }

    private Bytes given() {
        try (Lease lease = pool.lease()) {
            BytesMut out = lease.writer();
            out.writeByte(1);
            return out.freeze();
        }
    }

    @Test
    void oneLeaseInSoManyIsSampled() {
        List<LeakReport> sampled = new ArrayList<>();
        BlockPool rare = new BlockPool(64, 1, 8, sampled::add);
        for (int i = 0; i < 64; i++) rare.lease();
        await(() -> rare.stats().leaks() == 64);
        assertThat(sampled.stream().filter(r -> r.origin() != null).count()).isEqualTo(8);
        assertThat(sampled.stream().filter(r -> r.origin() == null).map(LeakReport::where))
                .allMatch(w -> w.contains("hawser.leases"));
    }

    @Test
    void afterALostLeaseMoreOfThemAreSampled() {
        List<LeakReport> found = new ArrayList<>();
        BlockPool calm = new BlockPool(64, 1, 1 << 20, 1, found::add);
        calm.lease();
        await(() -> calm.stats().leaks() == 1);
        calm.lease();
        await(() -> calm.stats().leaks() == 2);
        assertThat(found).extracting(report -> report.origin() != null).containsExactly(false, true);
    }

    // ---- blocks at the side of a thread

    @Test
    void aThreadKeepsOneBlockByItsSideThatNobodyElseIsGiven() throws Exception {
        BlockPool large = new BlockPool(64, 8);
        Lease mine = large.lease();
        mine.close();
        assertThat(large.stats().free()).isEqualTo(1);
        Block[] others = new Block[1];
        Thread.ofVirtual().start(() -> others[0] = large.lease().block).join();
        assertThat(others[0]).isNotSameAs(mine.block);
        assertThat(large.lease().block).isSameAs(mine.block);
        assertThat(large.stats().free()).isZero();
    }

    @Test
    void aThreadsSideHoldsOneBlockAndTheOthersAreShared() throws Exception {
        BlockPool large = new BlockPool(64, 8);
        List<Lease> leases = new ArrayList<>();
        for (int i = 0; i < 20; i++) leases.add(large.lease());
        leases.forEach(Lease::close);
        assertThat(large.stats().free()).isEqualTo(9);
        List<Block> others = new ArrayList<>();
        Thread.ofVirtual()
                .start(() -> {
                    for (int i = 0; i < 8; i++) others.add(large.lease().block);
                })
                .join();
        assertThat(others).doesNotHaveDuplicates();
        assertThat(large.stats().made()).isEqualTo(20);
        assertThat(large.stats().free()).isEqualTo(1);
    }

    @Test
    void whatAThreadLeftAtItsSideIsUsedBeforeABlockIsMade() throws Exception {
        BlockPool large = new BlockPool(64, 8);
        Block[] left = new Block[1];
        Thread.ofPlatform()
                .start(() -> {
                    Lease lease = large.lease();
                    left[0] = lease.block;
                    lease.close();
                })
                .join();
        assertThat(large.lease().block).isSameAs(left[0]);
        assertThat(large.stats().made()).isEqualTo(1);
        large.lease();
        assertThat(large.stats().made()).isEqualTo(2);
    }

    private static void await(BooleanSupplier done) {
        // The collector decides when; it is only asked.
        for (int i = 0; i < 200 && !done.getAsBoolean(); i++) System.gc();
        assertThat(done.getAsBoolean()).isTrue();
    }

    /**
     * Threads that lease, write, freeze, hand on, use what is stale and close what is not theirs, as the dice fall. Every
     * view that got out is checked to the end: none may ever change.
     */
    @Test
    void aLiveViewNeverSeesReusedMemoryUnderAHostileSchedule() throws Exception {
        BlockPool shared = new BlockPool(128, 8, 0, r -> {});
        ConcurrentLinkedQueue<Kept> views = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Stray> strays = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            int seed = t;
            Thread.Builder builder = t % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.add(builder.start(() -> {
                Random random = new Random(seed);
                try {
                    go.await();
                    for (int i = 0; i < 4_000; i++) {
                        byte mine = (byte) (seed * 37 + i);
                        if (views.size() > 500) check(views.poll());
                        Lease lease = shared.lease();
                        try {
                            BytesMut out = lease.writer();
                            out.writeRepeated(mine, 64);
                            boolean isStray = random.nextInt(3) == 0;
                            if (isStray) strays.add(new Stray(lease, out));
                            if (random.nextInt(3) == 0) {
                                views.add(new Kept(out.freezeFirst(1 + random.nextInt(64)), mine));
                            }
                            if (random.nextInt(5) == 0) lease.handOver();
                            out.writeRepeated(mine, 32);
                            // Until others are let in, what is read back is this turn's own.
                            if (!isStray && out.get(out.length() - 1) != mine)
                                throw new AssertionError("another's octet");
                            if (random.nextInt(10) > 0) lease.close();
                            if (random.nextInt(4) == 0) out.writeByte(mine);
                        } catch (LeaseClosedException | OverrunException expected) {
                            // A stray was closed or filled by another thread, or this one wrote after closing.
                        }
                        Stray stray = random.nextInt(3) == 0 ? strays.poll() : null;
                        if (stray == null) continue;
                        try {
                            if (random.nextInt(3) > 0) stray.writer.writeRepeated(99, 20);
                            if (random.nextInt(3) > 0) stray.lease.close();
                        } catch (LeaseClosedException | OverrunException expected) {
                            // Closed meanwhile, or full.
                        }
                    }
                } catch (Throwable e) {
                    wrong.add(e);
                }
            }));
        }
        go.countDown();
        for (Thread thread : threads) thread.join();
        assertThat(wrong).isEmpty();
        assertThat(views).isNotEmpty();
        views.forEach(BlockPoolTest::check);
        assertThat(shared.stats().leases()).isEqualTo(6 * 4_000);
    }

    private record Stray(Lease lease, BytesMut writer) {}

    private record Kept(Bytes view, byte content) {}

    private static void check(Kept kept) {
        for (int i = 0; i < kept.view.length(); i++) {
            if (kept.view.get(i) != kept.content) throw new AssertionError("octet %d of %s".formatted(i, kept));
        }
    }
}
