package dev.hawser.transport.linux;

import dev.hawser.bytes.OpenFile;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** Sockets of Linux over {@code io_uring}: multishot accepting and receiving, buffers provided by the loop. */
public final class UringTransport implements Transport {

    private final EpollTransport files = new EpollTransport();

    /** Made by the service loader. */
    public UringTransport() {}

    @Override
    public String name() {
        return "io_uring";
    }

    /** Below epoll, until it is measured to be cheaper (docs/adr/0040). */
    @Override
    public int preference() {
        return 50;
    }

    @Override
    public boolean isAvailable() {
        return whyNot().isEmpty();
    }

    @Override
    public String whyNot() {
        return Tried.WHY_NOT;
    }

    @Override
    public EventLoop newLoop(LoopOptions options) {
        if (!isAvailable()) throw new IllegalStateException("io_uring does not work here: " + whyNot());
        try {
            return new UringLoop(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public OpenFile open(Path path) throws IOException {
        return files.open(path);
    }

    private static final class Tried {
        static final String WHY_NOT = tried();

        /** Machines forbid it (sysctl kernel.io_uring_disabled, seccomp of containers) or are too old: 6.1 has it all. */
        private static String tried() {
            String why = new EpollTransport().whyNot();
            if (!why.isEmpty()) return why;
            try {
                return Socket.with((arena, errno) -> {
                    Ring ring = new Ring(arena, errno, 8);
                    try {
                        new ProvidedBuffers(arena, ring, 8, 64);
                    } finally {
                        ring.release();
                    }
                    return "";
                });
            } catch (IOException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }
}
