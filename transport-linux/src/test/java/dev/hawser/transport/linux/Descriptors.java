package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** Takes every descriptor that this process may still open, and gives them back. */
final class Descriptors implements AutoCloseable {

    private static final int RLIMIT_NOFILE = 7;
    private static final MethodHandle GET = bind("getrlimit");
    private static final MethodHandle SET = bind("setrlimit");

    private final long before;
    private final long hard;
    private final List<FileInputStream> taken = new ArrayList<>();

    private Descriptors(long before, long hard) {
        this.before = before;
        this.hard = hard;
    }

    @SuppressWarnings("restricted") // Only a test may change limits.
    private static MethodHandle bind(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    }

    static Descriptors exhaust() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            int failed = (int) GET.invokeExact(RLIMIT_NOFILE, limit);
            if (failed != 0) throw new AssertionError("getrlimit");
            Descriptors descriptors = new Descriptors(limit.get(JAVA_LONG, 0), limit.get(JAVA_LONG, 8));
            String[] open = new File("/proc/self/fd").list();
            long highest = 0;
            for (String fd : open) highest = Math.max(highest, Long.parseLong(fd));
            descriptors.limit(highest + 1);
            while (true) {
                try {
                    descriptors.taken.add(new FileInputStream("/dev/null"));
                } catch (IOException e) {
                    return descriptors;
                }
            }
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    private void limit(long soft) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            limit.set(JAVA_LONG, 0, soft);
            limit.set(JAVA_LONG, 8, hard);
            int failed = (int) SET.invokeExact(RLIMIT_NOFILE, limit);
            if (failed != 0) throw new AssertionError("setrlimit");
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    @Override
    public void close() {
        limit(before);
        try {
            for (FileInputStream stream : taken) stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
