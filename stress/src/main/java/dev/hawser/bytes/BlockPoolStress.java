package dev.hawser.bytes;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Where free blocks lie, and what is counted of them: slots, sides, traces and statistics, from two threads. */
public final class BlockPoolStress {

    private BlockPoolStress() {}

    /** Two threads take blocks from one pool. */
    abstract static class TwoTakers {
        final BlockPool pool;
        volatile Block a;
        volatile Block b;

        TwoTakers(int keep) {
            pool = new BlockPool(64, keep, 0, leak -> {});
            pool.lease().close();
        }

        /** 0 if both have the same block, and what the pool counted. */
        final void look(III_Result r) {
            PoolStats stats = pool.stats();
            r.r1 = a == b ? 0 : 1;
            r.r2 = (int) (stats.made() - stats.free());
            r.r3 = (int) stats.leases();
        }
    }

    /** One block is free: one thread gets it, the other a fresh one. */
    @JCStressTest
    @Outcome(id = "1, 2, 3", expect = Expect.ACCEPTABLE, desc = "Two blocks in two hands, each turn counted.")
    @Outcome(
            expect = Expect.FORBIDDEN,
            desc = "Both got the same block, the free one was lost, or a turn was not counted.")
    @State
    public static class TakeMeetsTake extends TwoTakers {
        /** Leaves one block free. */
        public TakeMeetsTake() {
            super(1);
        }

        private Block take() {
            return pool.lease().block;
        }

        /** Takes. */
        @Actor
        public void one() {
            a = take();
        }

        /** Takes. */
        @Actor
        public void two() {
            b = take();
        }

        /** Compares and counts. */
        @Arbiter
        public void compare(III_Result r) {
            look(r);
        }
    }

    /** Two threads come to places of their own, or to the same one: nobody meets anybody at a block. */
    @JCStressTest
    @Outcome(id = "1, 2, 5", expect = Expect.ACCEPTABLE, desc = "Two blocks in two hands, each turn counted.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "One block in two hands, or one in none, or a turn was not counted.")
    @State
    public static class SideMeetsSide extends TwoTakers {
        /** Has sides. */
        public SideMeetsSide() {
            super(8);
        }

        private Block take() {
            pool.lease().close();
            return pool.lease().block;
        }

        /** Takes. */
        @Actor
        public void one() {
            a = take();
        }

        /** Takes. */
        @Actor
        public void two() {
            b = take();
        }

        /** Compares and counts. */
        @Arbiter
        public void compare(III_Result r) {
            look(r);
        }
    }

    /** A block that was handed over is closed by one thread while the other takes: it is in one pair of hands. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The other block was taken; this one is free.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Given back first, and taken again.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Free and in hands at once, or lost.")
    @State
    public static class GiveMeetsTake {
        private final BlockPool pool = new BlockPool(64, 4, 0, leak -> {});
        private final Lease lease = pool.lease();
        private volatile Block taken;

        /** Lets go of the lease. */
        public GiveMeetsTake() {
            lease.handOver();
        }

        /** Closes. */
        @Actor
        public void close() {
            lease.close();
        }

        /** Takes. */
        @Actor
        public void take() {
            taken = pool.lease().block;
        }

        /** Compares. */
        @Arbiter
        public void look(II_Result r) {
            r.r1 = taken == lease.block ? 0 : 1;
            r.r2 = (int) pool.stats().free();
        }
    }

    /** Two blocks are given back where there is one slot: one is kept, and neither is kept twice. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "One is kept; who takes twice gets two blocks.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A slot that was filled twice, or left empty.")
    @State
    public static class GiveMeetsGive {
        private final BlockPool pool = new BlockPool(64, 1, 0, leak -> {});
        private final Lease a = pool.lease();
        private final Lease b = pool.lease();

        /** Lets go of both. */
        public GiveMeetsGive() {
            a.handOver();
            b.handOver();
        }

        /** Gives. */
        @Actor
        public void one() {
            a.close();
        }

        /** Gives. */
        @Actor
        public void two() {
            b.close();
        }

        /** Counts and takes. */
        @Arbiter
        public void look(II_Result r) {
            r.r1 = (int) pool.stats().free();
            Block next = pool.lease().block;
            r.r2 = pool.lease().block == next ? 1 : 0;
        }
    }

    /** What a thread that has ended left at its side is found by one of two, and its place is for others then. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them found it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "One block in two hands, or in none.")
    @State
    public static class LeftMeetsLeft {
        private final Sides sides = new Sides(1);

        /** Leaves a block at the side of a thread that ends. */
        public LeftMeetsLeft() {
            Block block = Block.allocate(8);
            Thread past = Thread.ofPlatform().start(() -> sides.put(Thread.currentThread(), 0, block));
            try {
                past.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Looks. */
        @Actor
        public void one(III_Result r) {
            r.r1 = sides.takeLeft() == null ? 0 : 1;
        }

        /** Looks. */
        @Actor
        public void two(III_Result r) {
            r.r2 = sides.takeLeft() == null ? 0 : 1;
        }

        /** Counts. */
        @Arbiter
        public void look(III_Result r) {
            r.r3 = sides.count();
        }
    }

    /** Two leases of one pool show octets and end: what escaped is counted in full. */
    @JCStressTest
    @Outcome(id = "2, 16, 0", expect = Expect.ACCEPTABLE, desc = "Both were counted.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A block or an octet is missing in the statistics.")
    @State
    public static class StatisticsMeetStatistics {
        private final BlockPool pool = new BlockPool(64, 2, 0, leak -> {});
        private final Lease a = pool.lease();
        private final Lease b = pool.lease();

        /** Lets go of both. */
        public StatisticsMeetStatistics() {
            a.handOver();
            b.handOver();
        }

        private static void spend(Lease lease) {
            BytesMut writer = lease.writer();
            writer.writeLong(1);
            writer.freezeFirst(8);
            lease.close();
        }

        /** Spends a block. */
        @Actor
        public void one() {
            spend(a);
        }

        /** Spends a block. */
        @Actor
        public void two() {
            spend(b);
        }

        /** Counts. */
        @Arbiter
        public void look(III_Result r) {
            PoolStats stats = pool.stats();
            r.r1 = (int) stats.givenAway();
            r.r2 = (int) stats.exposedOctets();
            r.r3 = (int) stats.leased();
        }
    }

    /** Two threads look for blocks that have become unreachable: a lost lease is reported once, its turns stay counted. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "Found by one of them.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Reported twice, never, or forgotten by the statistics.")
    @State
    public static class SweepMeetsStats {
        private final AtomicInteger reports = new AtomicInteger();
        private final BlockPool pool = new BlockPool(64, 1, 0, leak -> reports.incrementAndGet());

        /** Loses a lease, as the collector would find it. */
        public SweepMeetsStats() {
            pool.lease();
            for (BlockPool.Trace trace : pool.traces) trace.enqueue();
        }

        /** Looks. */
        @Actor
        public void one() {
            pool.sweep();
        }

        /** Looks, and adds up. */
        @Actor
        public void two() {
            pool.stats();
        }

        /** Counts. */
        @Arbiter
        public void look(III_Result r) {
            PoolStats stats = pool.stats();
            r.r1 = reports.get();
            r.r2 = (int) stats.leaks();
            r.r3 = (int) stats.leases();
        }
    }
}
