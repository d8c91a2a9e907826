package dev.hawser.bytes;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The mark of a list that ropes share, and the shape of a rope that flattens. */
public final class RopeStress {

    private RopeStress() {}

    private static Rope abc() {
        return Rope.of(Bytes.of("a"), Bytes.of("b"), Bytes.of("c"));
    }

    /** Two ropes grow from one: neither sees the other's octet, and the one they grew from stays. */
    @JCStressTest
    @Outcome(id = "120, 121, 3", expect = Expect.ACCEPTABLE, desc = "Each has its own.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "One slot for two.")
    @State
    public static class AppendMeetsAppend {
        private final Rope rope = abc();
        private volatile Rope x;
        private volatile Rope y;

        /** Appends. */
        @Actor
        public void one() {
            x = rope.append(Bytes.of("x"));
        }

        /** Appends. */
        @Actor
        public void two() {
            y = rope.append(Bytes.of("y"));
        }

        /** Reads the last octets. */
        @Arbiter
        public void look(III_Result r) {
            r.r1 = x.get(3);
            r.r2 = y.get(3);
            r.r3 = (int) rope.length();
        }
    }

    /** A rope that is handed over by a race is whole, and so is its last part. */
    @JCStressTest
    @Outcome(id = "-1, -1", expect = Expect.ACCEPTABLE, desc = "Not there yet.")
    @Outcome(id = "99, 120", expect = Expect.ACCEPTABLE, desc = "All there.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Half made.")
    @State
    public static class AppendMeetsRacyRead {
        private final Rope rope = abc();
        private Rope shared;

        /** Appends and publishes without any order. */
        @Actor
        public void write() {
            shared = rope.append(Bytes.of("x"));
        }

        /** Reads what it finds. */
        @Actor
        public void read(II_Result r) {
            Rope seen = shared;
            r.r1 = seen == null ? -1 : seen.get(2);
            r.r2 = seen == null ? -1 : seen.get(3);
        }
    }

    /** A rope flattens while it is read. */
    @JCStressTest
    @Outcome(id = "97, 99", expect = Expect.ACCEPTABLE, desc = "The same octets in either shape.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A mixture of shapes.")
    @State
    public static class FlattenMeetsGet {
        private final Rope rope = abc();

        /** Flattens. */
        @Actor
        public void flatten() {
            rope.flatten();
        }

        /** Reads. */
        @Actor
        public void read(II_Result r) {
            r.r2 = rope.get(2);
            r.r1 = rope.get(0);
        }
    }

    /** Two threads flatten one rope: both get its octets, and one part is left. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "Both have all of it.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A part of it, or parts that stayed.")
    @State
    public static class FlattenMeetsFlatten {
        private final Rope rope = abc();

        /** Flattens. */
        @Actor
        public void one(III_Result r) {
            r.r1 = rope.flatten().equals(Bytes.of("abc")) ? 1 : 0;
        }

        /** Flattens. */
        @Actor
        public void two(III_Result r) {
            r.r2 = rope.flatten().equals(Bytes.of("abc")) ? 1 : 0;
        }

        /** Counts parts. */
        @Arbiter
        public void look(III_Result r) {
            r.r3 = rope.parts();
        }
    }
}
