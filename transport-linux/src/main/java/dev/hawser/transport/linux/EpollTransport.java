package dev.hawser.transport.linux;

import dev.hawser.bytes.OpenFile;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/** Sockets of Linux by direct system calls, waited for by epoll. */
public final class EpollTransport implements Transport {

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
    public boolean isAvailable() {
        return whyNot().isEmpty();
    }

    @Override
    public String whyNot() {
        return Tried.WHY_NOT;
    }

    @Override
    public EventLoop newLoop(LoopOptions options) {
        if (!isAvailable()) throw new IllegalStateException("epoll does not work here: " + whyNot());
        try {
            return new EpollLoop(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public OpenFile open(Path path) throws IOException {
        boolean known = isAvailable() && path.getFileSystem() == FileSystems.getDefault();
        return known ? LinuxFile.openFile(path) : OpenFile.open(path);
    }

    private static final class Tried {
        static final String WHY_NOT = tried();

        private static String tried() {
            String system = System.getProperty("os.name");
            String machine = System.getProperty("os.arch");
            if (!system.equals("Linux")) return "this is " + system + ", not Linux";
            if (!machine.equals("amd64") && !machine.equals("aarch64"))
                return "the layouts of " + machine + " are not known";
            try {
                return Socket.with((arena, errno) -> {
                    int fd = Sys.epollCreate(errno);
                    if (fd < 0) return "epoll_create1: " + Errno.text(-fd);
                    Sys.close(errno, fd);
                    return "";
                });
            } catch (Throwable t) {
                Throwable cause = t instanceof ExceptionInInitializerError && t.getCause() != null ? t.getCause() : t;
                if (cause instanceof IllegalCallerException) {
                    return "native calls are not allowed: start with --enable-native-access=dev.hawser.transport.linux";
                }
                return cause.toString();
            }
        }
    }
}
