package dev.hawser.transport.linux;

import dev.hawser.bytes.OpenFile;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** What the transports of Linux have in common: whether native calls work here, and files by their descriptors. */
abstract sealed class LinuxTransport implements Transport permits EpollTransport, UringTransport {

    /** Makes a loop where the transport is available. */
    abstract EventLoop open(LoopOptions options) throws IOException;

    @Override
    public final boolean isAvailable() {
        return whyNot().isEmpty();
    }

    @Override
    public final EventLoop newLoop(LoopOptions options) {
        if (!isAvailable()) throw new IllegalStateException(name() + " does not work here: " + whyNot());
        try {
            return open(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final OpenFile open(Path path) throws IOException {
        boolean known = isAvailable() && path.getFileSystem() == FileSystems.getDefault();
        return known ? LinuxFile.openFile(path) : OpenFile.open(path);
    }

    /** What a transport needs of the kernel, made once and given back: why it cannot be had, or an empty string. */
    interface Trial {
        String make() throws Throwable;
    }

    /** Why {@code trial} cannot be made on this machine, in words; empty when it can. */
    static String whyNot(Trial trial) {
        if (!Machine.WHY_NOT.isEmpty()) return Machine.WHY_NOT;
        try {
            return trial.make();
        } catch (Throwable t) {
            Throwable cause = t instanceof ExceptionInInitializerError && t.getCause() != null ? t.getCause() : t;
            if (cause instanceof IllegalCallerException) {
                return "native calls are not allowed: start with --enable-native-access=dev.hawser.transport.linux";
            }
            return cause instanceof IOException ? String.valueOf(cause.getMessage()) : cause.toString();
        }
    }

    /** Asked before the first native call is bound. */
    private static final class Machine {
        static final String WHY_NOT = whyNot(System.getProperty("os.name"), System.getProperty("os.arch"));

        private static String whyNot(String system, String machine) {
            if (!system.equals("Linux")) return "this is " + system + ", not Linux";
            boolean known = machine.equals("amd64") || machine.equals("aarch64");
            return known ? "" : "the layouts of " + machine + " are not known";
        }
    }
}
