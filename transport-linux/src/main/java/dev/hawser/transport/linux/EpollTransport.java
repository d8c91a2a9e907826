package dev.hawser.transport.linux;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import java.io.IOException;

/** Sockets of Linux by direct system calls, waited for by epoll. */
public final class EpollTransport extends LinuxTransport {

    /** Made by the service loader. */
    public EpollTransport() {}

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int preference() {
        return 100;
    }

    @Override
    public String whyNot() {
        return Tried.WHY_NOT;
    }

    @Override
    EventLoop open(LoopOptions options) throws IOException {
        return new EpollLoop(options);
    }

    private static final class Tried {
        static final String WHY_NOT = whyNot(() -> Socket.with((arena, errno) -> {
            int fd = Sys.epollCreate(errno);
            if (fd < 0) return "epoll_create1: " + Errno.text(-fd);
            Sys.close(errno, fd);
            return "";
        }));
    }
}
