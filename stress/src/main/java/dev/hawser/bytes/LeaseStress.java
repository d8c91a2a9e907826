package dev.hawser.bytes;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The word of a lease: turn, escape, writer and close, from two threads. */
public final class LeaseStress {

    private LeaseStress() {}

    /** A pool with one block, leased and let go of, so that either thread may come to own it. */
    abstract static class OneBlock {
        final BlockPool pool = new BlockPool(64, 2, 0, leak -> {});
        final Lease lease = pool.lease();

        final int close() {
            try {
                lease.close();
                return 1;
            } catch (LeaseClosedException e) {
                return 0;
            }
        }

        final int free() {
            return (int) pool.stats().free();
        }
    }

    /** A view leaves while another thread closes: a block that has been seen is never free. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Seen, and therefore not used again.")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "Closed first; whoever came late was refused.")
    @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "Refused after it had marked the block.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A live view of a free block.")
    @State
    public static class EscapeMeetsClose extends OneBlock {
        private final BytesMut writer = lease.writer();

        /** Lets go of the lease. */
        public EscapeMeetsClose() {
            writer.writeLong(42);
            lease.handOver();
        }

        /** Shows octets. */
        @Actor
        public void show(III_Result r) {
            try {
                r.r1 = writer.freezeFirst(8).length() == 8 ? 1 : 2;
            } catch (LeaseClosedException e) {
                r.r1 = 0;
            }
        }

        /** Closes. */
        @Actor
        public void close(III_Result r) {
            r.r2 = close();
        }

        /** Looks whether the block is free. */
        @Arbiter
        public void look(III_Result r) {
            r.r3 = free();
        }
    }

    /** A write while another thread closes: a block that is written late is never free. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Both were served; the block is spent.")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "Closed first.")
    @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "Refused after it had marked the block.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A write into a free block.")
    @State
    public static class WriteMeetsClose extends OneBlock {
        private final BytesMut writer = lease.writer();

        /** Lets go of the lease. */
        public WriteMeetsClose() {
            lease.handOver();
        }

        /** Writes. */
        @Actor
        public void write(III_Result r) {
            try {
                writer.writeByte(1);
                r.r1 = 1;
            } catch (LeaseClosedException e) {
                r.r1 = 0;
            }
        }

        /** Closes. */
        @Actor
        public void close(III_Result r) {
            r.r2 = close();
        }

        /** Looks whether the block is free. */
        @Arbiter
        public void look(III_Result r) {
            r.r3 = free();
        }
    }

    /** Two closes: one wins. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them closed it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Closed twice, or never.")
    @State
    public static class CloseMeetsClose extends OneBlock {
        /** Closes. */
        @Actor
        public void one(II_Result r) {
            r.r1 = close();
        }

        /** Closes. */
        @Actor
        public void two(II_Result r) {
            r.r2 = close();
        }
    }

    /** Two threads ask for the one writer. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "One of them got it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Two writers of one memory, or none.")
    @State
    public static class WriterMeetsWriter extends OneBlock {
        private int writer() {
            try {
                lease.writer();
                return 1;
            } catch (IllegalStateException e) {
                return 0;
            }
        }

        /** Asks. */
        @Actor
        public void one(II_Result r) {
            r.r1 = writer();
        }

        /** Asks. */
        @Actor
        public void two(II_Result r) {
            r.r2 = writer();
        }
    }

    /** Two threads take from a pool with one free block. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "One got the free block, the other a fresh one.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Both got the same block, or the free one was lost.")
    @State
    public static class TakeMeetsTake {
        private final BlockPool pool = new BlockPool(64, 1, 0, leak -> {});
        private volatile Block a;
        private volatile Block b;

        /** Leaves one block free. */
        public TakeMeetsTake() {
            pool.lease().close();
        }

        /** Takes. */
        @Actor
        public void one() {
            a = pool.lease().block;
        }

        /** Takes. */
        @Actor
        public void two() {
            b = pool.lease().block;
        }

        /** Compares. */
        @Arbiter
        public void look(II_Result r) {
            r.r1 = a == b ? 0 : 1;
            r.r2 = (int) pool.stats().made();
        }
    }

    /** Two threads come to places of their own, or to the same one: nobody meets anybody at a block. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Two blocks, both in hands.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "And one that was left over.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "One block in two hands.")
    @State
    public static class SideMeetsSide {
        private final BlockPool pool = new BlockPool(64, 8, 0, leak -> {});
        private volatile Block a;
        private volatile Block b;

        private Block takeTwice() {
            pool.lease().close();
            return pool.lease().block;
        }

        /** Takes, gives back and takes again. */
        @Actor
        public void one() {
            a = takeTwice();
        }

        /** Takes, gives back and takes again. */
        @Actor
        public void two() {
            b = takeTwice();
        }

        /** Compares. */
        @Arbiter
        public void look(II_Result r) {
            r.r1 = a == b ? 0 : 1;
            r.r2 = (int) pool.stats().free();
        }
    }

    /** A block that was handed over is closed by one thread while the other takes: it is in one pair of hands. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The other block was taken; this one is free.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Given back first, and taken again.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Free and in hands at once, or lost.")
    @State
    public static class HandOverMeetsTake {
        private final BlockPool pool = new BlockPool(64, 4, 0, leak -> {});
        private final Lease lease = pool.lease();
        private volatile Block taken;

        /** Lets go of the lease. */
        public HandOverMeetsTake() {
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
}
