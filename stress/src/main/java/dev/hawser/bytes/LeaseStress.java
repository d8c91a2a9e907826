package dev.hawser.bytes;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The word of a lease, and its owner: turn, escape, writer and close, from two threads. */
public final class LeaseStress {

    private LeaseStress() {}

    /** A pool with one block, which is leased. */
    abstract static class OneBlock {
        final BlockPool pool = new BlockPool(64, 2, 0, leak -> {});
        final Lease lease = pool.lease();

        /** 1 if it was done, 0 if the lease had been closed, or the writer taken, before. */
        static int done(Runnable deed) {
            try {
                deed.run();
                return 1;
            } catch (IllegalStateException e) {
                return 0;
            }
        }

        final int free() {
            return (int) pool.stats().free();
        }
    }

    /** A writer that shows or writes in one thread, while another closes; either may come to own the lease. */
    abstract static class MeetsClose extends OneBlock {
        final BytesMut writer = lease.writer();

        MeetsClose() {
            writer.writeLong(42);
            lease.handOver();
        }
    }

    /** A view leaves while another thread closes: a block that has been seen is never free. */
    @JCStressTest
    @Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "Seen, and therefore not used again.")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "Closed first; whoever came late was refused.")
    @Outcome(id = "0, 1, 0", expect = Expect.ACCEPTABLE, desc = "Refused after it had marked the block.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A live view of a free block.")
    @State
    public static class EscapeMeetsClose extends MeetsClose {
        /** Shows octets. */
        @Actor
        public void show(III_Result r) {
            r.r1 = done(() -> writer.freezeFirst(8));
        }

        /** Closes. */
        @Actor
        public void close(III_Result r) {
            r.r2 = done(lease::close);
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
    public static class WriteMeetsClose extends MeetsClose {
        /** Writes. */
        @Actor
        public void write(III_Result r) {
            r.r1 = done(() -> writer.writeByte(1));
        }

        /** Closes. */
        @Actor
        public void close(III_Result r) {
            r.r2 = done(lease::close);
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
            r.r1 = done(lease::close);
        }

        /** Closes. */
        @Actor
        public void two(II_Result r) {
            r.r2 = done(lease::close);
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
        /** Asks. */
        @Actor
        public void one(II_Result r) {
            r.r1 = done(lease::writer);
        }

        /** Asks. */
        @Actor
        public void two(II_Result r) {
            r.r2 = done(lease::writer);
        }
    }

    /** Two threads touch a lease that was handed over: one owns it, so that the other has to spend the block. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "One owner; the other marked the block.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Two owners of a block that will be used again.")
    @State
    public static class TouchMeetsTouch extends OneBlock {
        /** Lets go of the lease. */
        public TouchMeetsTouch() {
            lease.handOver();
        }

        /** Touches. */
        @Actor
        public void one() {
            lease.enter("touch");
        }

        /** Touches. */
        @Actor
        public void two() {
            lease.enter("touch");
        }

        /** Looks whether the block is spent. */
        @Arbiter
        public void look(I_Result r) {
            r.r1 = lease.hasEscaped() ? 1 : 0;
        }
    }

    /** A lease of an earlier turn is used while the block is leased again: it can do nothing to the later turn. */
    @JCStressTest
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "The stale one was refused, the block came back.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The stale one closed or marked a turn that is not its own.")
    @State
    public static class StaleMeetsNextTurn extends OneBlock {
        private final Lease next;

        /** Ends one turn and begins another. */
        public StaleMeetsNextTurn() {
            lease.close();
            next = pool.lease();
            next.handOver();
        }

        /** Uses the stale lease. */
        @Actor
        public void stale(III_Result r) {
            r.r1 = done(lease::close);
        }

        /** Uses the present one. */
        @Actor
        public void present(III_Result r) {
            next.writer().writeLong(1);
            r.r2 = done(next::close);
        }

        /** Looks whether the block is free. */
        @Arbiter
        public void look(III_Result r) {
            r.r3 = free();
        }
    }
}
