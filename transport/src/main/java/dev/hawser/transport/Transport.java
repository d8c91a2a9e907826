package dev.hawser.transport;

import dev.hawser.bytes.OpenFile;
import java.io.IOException;
import java.nio.file.Path;

/** A way to the network. Found by {@link java.util.ServiceLoader}; see {@link Transports}. */
public interface Transport {
    /** The name it is chosen by: {@code nio}, {@code epoll}, {@code io_uring}. */
    String name();

    /** Where it stands in the automatic choice: the highest that is available wins. NIO has 0; below it, never. */
    int preference();

    /** Whether it works on this machine, in this process. */
    boolean isAvailable();

    /** Why it does not work here, in words; empty when it does. */
    String whyNot();

    /**
     * A new loop, not yet started.
     *
     * @throws IllegalStateException when the transport is not available
     * @throws java.io.UncheckedIOException when the system refuses what a loop needs
     */
    EventLoop newLoop(LoopOptions options);

    /** Opens a regular file in the way that this transport sends best. Any thread; may wait for the disk. */
    default OpenFile open(Path path) throws IOException {
        return OpenFile.open(path);
    }
}
