package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Makes the system drop what it has cached of a file. */
final class Forgetting {

    private static final int DONT_NEED = 4;
    private static final MethodHandle ADVISE = bind();

    private Forgetting() {}

    @SuppressWarnings("restricted") // Only a test has use for it.
    private static MethodHandle bind() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("posix_fadvise"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    static void drop(int fd) {
        try {
            int failed = (int) ADVISE.invokeExact(fd, 0L, 0L, DONT_NEED);
            if (failed != 0) throw new AssertionError("posix_fadvise: " + failed);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }
}
