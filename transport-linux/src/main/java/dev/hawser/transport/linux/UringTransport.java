package dev.hawser.transport.linux;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import java.io.IOException;

/** Sockets of Linux over {@code io_uring}: multishot accepting and receiving, buffers provided by the loop. */
public final class UringTransport extends LinuxTransport {

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
    public String whyNot() {
        return Tried.WHY_NOT;
    }

    @Override
    EventLoop open(LoopOptions options) throws IOException {
        return new UringLoop(options);
    }

    private static final class Tried {
        /** Machines forbid it (sysctl kernel.io_uring_disabled, seccomp of containers) or are too old: 6.1 has it all. */
        static final String WHY_NOT = whyNot(() -> Socket.with((arena, errno) -> {
            Ring ring = new Ring(arena, errno, 8);
            try {
                new ProvidedBuffers(arena, ring, 8, 64);
            } finally {
                ring.release();
            }
            return "";
        }));
    }
}
