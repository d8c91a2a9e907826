package dev.hawser.bytes;

import java.util.function.Function;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The frozen watermark: what has left a buffer as a view is read by one thread while the owner goes on. */
public final class WatermarkStress {

    private WatermarkStress() {}

    /**
     * The owner writes, shows, and writes on; another thread reads what it finds. Nothing orders the two but the view
     * itself, which is handed over by a race.
     */
    abstract static class OwnerGoesOn {
        Bytes shared;

        final void write(BytesMut buffer, Function<BytesMut, Bytes> show) {
            buffer.writeLong(42);
            shared = show.apply(buffer);
            buffer.clear();
            buffer.writeLong(-2);
            buffer.writeLong(-3);
        }

        final void read(II_Result r) {
            Bytes seen = shared;
            r.r1 = seen == null ? -1 : (int) seen.getLong(0);
            r.r2 = seen == null ? -1 : (int) seen.getLong(0);
        }
    }

    /** A prefix is frozen on the heap. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "42, 42", expect = Expect.ACCEPTABLE, desc = "What was frozen.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A view that is not written yet, or is written again.")
    @State
    public static class FrozenOnTheHeap extends OwnerGoesOn {
        private final BytesMut buffer = new BytesMut(24);

        /** Writes, shows and writes on. */
        @Actor
        public void own() {
            write(buffer, b -> b.freezeFirst(8));
        }

        /** Reads what it finds, twice. */
        @Actor
        public void look(II_Result r) {
            read(r);
        }
    }

    /** A prefix is frozen outside the heap. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "42, 42", expect = Expect.ACCEPTABLE, desc = "What was frozen.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A view that is not written yet, or is written again.")
    @State
    public static class FrozenOutsideTheHeap extends OwnerGoesOn {
        private final BytesMut buffer = BytesMut.ofNative(24);

        /** Writes, shows and writes on. */
        @Actor
        public void own() {
            write(buffer, b -> b.freezeFirst(8));
        }

        /** Reads what it finds, twice. */
        @Actor
        public void look(II_Result r) {
            read(r);
        }
    }

    /** Octets are shown, and dropped by the owner without having been taken. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "42, 42", expect = Expect.ACCEPTABLE, desc = "What was shown.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A view that is not written yet, or is written again.")
    @State
    public static class ShownOnTheHeap extends OwnerGoesOn {
        private final BytesMut buffer = new BytesMut(24);

        /** Writes, shows and writes on. */
        @Actor
        public void own() {
            write(buffer, BytesMut::chunk);
        }

        /** Reads what it finds, twice. */
        @Actor
        public void look(II_Result r) {
            read(r);
        }
    }

    /** Octets are shown from a leased block, and the lease ends. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "42, 42", expect = Expect.ACCEPTABLE, desc = "What was shown.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A view of a block that is written by the next turn.")
    @State
    public static class ShownFromALease extends OwnerGoesOn {
        private final BlockPool pool = new BlockPool(24, 1, 0, leak -> {});

        private void turn(Function<BytesMut, Bytes> show) {
            try (Lease lease = pool.lease()) {
                write(lease.writer(), show);
            }
        }

        /** Shows, closes, and lets the next turn write. */
        @Actor
        public void own() {
            turn(b -> b.freezeFirst(8));
            turn(b -> shared);
        }

        /** Reads what it finds, twice. */
        @Actor
        public void look(II_Result r) {
            read(r);
        }
    }

    /** Parts are split off, and each thread owns one: neither writes into the other, and they rejoin. */
    @JCStressTest
    @Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "Each has its own, and the row is whole again.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "One wrote over the other.")
    @State
    public static class SplitMeetsSplit {
        private final BytesMut front = new BytesMut(16);
        private final BytesMut back = front.splitOff(8);

        /** Writes the front. */
        @Actor
        public void one() {
            front.writeLong(1);
        }

        /** Writes the back. */
        @Actor
        public void two() {
            back.writeLong(2);
        }

        /** Joins and reads. */
        @Arbiter
        public void look(II_Result r) {
            if (!front.tryUnsplit(back)) return;
            r.r1 = (int) front.readLong();
            r.r2 = (int) front.readLong();
        }
    }

    /** Two threads detach one view, and one hands its own on by a race: it is whole. */
    @JCStressTest
    @Outcome(
            id = {"-1", "7"},
            expect = Expect.ACCEPTABLE,
            desc = "Not there yet, or all of it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A copy that was seen before it was made.")
    @State
    public static class DetachMeetsDetach {
        private final Bytes small;
        private Bytes shared;

        /** Keeps little of much. */
        public DetachMeetsDetach() {
            byte[] large = new byte[2048];
            large[100] = 7;
            small = Bytes.wrap(large).slice(100, 101);
        }

        /** Detaches and hands on. */
        @Actor
        public void one() {
            shared = small.detach();
        }

        /** Detaches too, and reads what it finds. */
        @Actor
        public void two(I_Result r) {
            int own = small.detach().get(0);
            Bytes seen = shared;
            r.r1 = seen == null ? -1 : own == 7 && seen.pinned() == 1 ? seen.get(0) : -2;
        }
    }
}
