package dev.hawser.bytes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The word of an open file: holds, releases and the close, from two threads. */
public final class OpenFileStress {

    private OpenFileStress() {}

    /** A file that counts how often it is really closed. */
    static final class Counted extends OpenFile {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public long size() {
            return 0;
        }

        @Override
        public FileChannel channel() {
            throw new UnsupportedOperationException("no channel");
        }

        @Override
        protected void closeNow() {
            closed.incrementAndGet();
        }
    }

    private static void close(OpenFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void release(OpenFile file) {
        try {
            file.release();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A hold that was granted sees the file open until it is released; then the close takes effect, once. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Held and still open; closed once, later.")
    @Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "Closed first; no hold.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Closed under a hold, twice, or never.")
    @State
    public static class HoldMeetsClose {
        private final Counted file = new Counted();

        /** Holds, looks, and releases. */
        @Actor
        public void hold(II_Result r) {
            if (!file.hold()) {
                r.r1 = -1;
                return;
            }
            r.r1 = file.closed.get();
            release(file);
        }

        /** Closes. */
        @Actor
        public void close() {
            OpenFileStress.close(file);
        }

        /** Counts. */
        @Arbiter
        public void look(II_Result r) {
            r.r2 = file.closed.get();
        }
    }

    /** The last two releases after a close: one of them closes. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Twice, or never.")
    @State
    public static class ReleaseMeetsRelease {
        private final Counted file = new Counted();

        /** Holds twice and closes. */
        public ReleaseMeetsRelease() {
            file.hold();
            file.hold();
            OpenFileStress.close(file);
        }

        /** Releases. */
        @Actor
        public void one() {
            release(file);
        }

        /** Releases. */
        @Actor
        public void two() {
            release(file);
        }

        /** Counts. */
        @Arbiter
        public void look(I_Result r) {
            r.r1 = file.closed.get();
        }
    }

    /** Two closes without a hold: one of them closes. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Twice, or never.")
    @State
    public static class CloseMeetsClose {
        private final Counted file = new Counted();

        /** Closes. */
        @Actor
        public void one() {
            OpenFileStress.close(file);
        }

        /** Closes. */
        @Actor
        public void two() {
            OpenFileStress.close(file);
        }

        /** Counts. */
        @Arbiter
        public void look(I_Result r) {
            r.r1 = file.closed.get();
        }
    }
}
