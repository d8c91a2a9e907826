package dev.hawser.bench.harness;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The CPU time of another process, of all threads it ever had, in nanoseconds. {@code /proc/PID/stat} tells the same in
 * ticks of 10 ms, which is too coarse for a server that uses little of a short round.
 */
final class ProcessClock {

    private static final int CPUCLOCK_SCHED = 2;

    private static final MethodHandle CLOCK_GETTIME = link();

    private ProcessClock() {}

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("clock_gettime"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    static long nanos(long pid) throws IOException {
        // What clock_getcpuclockid(3) makes of a process id on Linux.
        int clock = ~(int) pid << 3 | CPUCLOCK_SCHED;
        int result;
        long nanos;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment time = arena.allocate(MemoryLayout.sequenceLayout(2, ValueLayout.JAVA_LONG));
            result = (int) CLOCK_GETTIME.invokeExact(clock, time);
            nanos = time.getAtIndex(ValueLayout.JAVA_LONG, 0) * 1_000_000_000L
                    + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
        } catch (Throwable e) {
            throw new IOException("no CPU time of process " + pid, e);
        }
        if (result != 0) {
            throw new IOException("no process " + pid);
        }
        return nanos;
    }
}
