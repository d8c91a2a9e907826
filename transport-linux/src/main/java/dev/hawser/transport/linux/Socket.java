package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.InheritedSocket;
import dev.hawser.transport.ListenOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is asked of a socket seldom: scratch memory is taken each time, so any thread may ask. */
final class Socket {

    private Socket() {}

    interface Body<T> {
        T run(Arena arena, MemorySegment errno) throws IOException;
    }

    static <T> T with(Body<T> body) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            return body.run(arena, arena.allocate(Sys.ERRNO));
        }
    }

    /** Sets an option; what the system does not take is left as it is, for none of ours is a matter of correctness. */
    static void set(Arena arena, MemorySegment errno, int fd, int level, int option, int value) {
        MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
        Sys.setsockopt(errno, fd, level, option, memory, 4);
    }

    static void configure(
            Arena arena,
            MemorySegment errno,
            int fd,
            boolean noDelay,
            boolean keepAlive,
            Duration userTimeout,
            int sendBuffer,
            int receiveBuffer) {
        if (noDelay) set(arena, errno, fd, Sys.IPPROTO_TCP, Sys.TCP_NODELAY, 1);
        if (keepAlive) set(arena, errno, fd, Sys.SOL_SOCKET, Sys.SO_KEEPALIVE, 1);
        if (!userTimeout.isZero()) {
            set(arena, errno, fd, Sys.IPPROTO_TCP, Sys.TCP_USER_TIMEOUT, Math.max(1, (int) userTimeout.toMillis()));
        }
        if (sendBuffer != 0) set(arena, errno, fd, Sys.SOL_SOCKET, Sys.SO_SNDBUF, sendBuffer);
        if (receiveBuffer != 0) set(arena, errno, fd, Sys.SOL_SOCKET, Sys.SO_RCVBUF, receiveBuffer);
    }

    /** A socket that listens on {@code address}, which may be one that listens already. */
    static int listening(SocketAddress address, ListenOptions options) throws IOException {
        if (address instanceof InheritedSocket inherited) return Systemd.take(inherited.descriptor());
        return with((arena, errno) -> listening(arena, errno, address, options));
    }

    private static int listening(Arena arena, MemorySegment errno, SocketAddress address, ListenOptions options)
            throws IOException {
        int family = SocketAddresses.family(address);
        MemorySegment memory = arena.allocate(SocketAddresses.SIZE, 8);
        int length = SocketAddresses.write(address, memory);
        int socket = Sys.socket(errno, family);
        if (socket < 0) throw Errno.bind(address, -socket);
        if (family != Sys.AF_UNIX) {
            set(arena, errno, socket, Sys.SOL_SOCKET, Sys.SO_REUSEADDR, 1);
            if (options.reusePort()) set(arena, errno, socket, Sys.SOL_SOCKET, Sys.SO_REUSEPORT, 1);
            // Linux lets every accepted socket inherit these.
            configure(
                    arena,
                    errno,
                    socket,
                    options.noDelay(),
                    options.keepAlive(),
                    options.userTimeout(),
                    options.sendBuffer(),
                    options.receiveBuffer());
        }
        int failed = Sys.bind(errno, socket, memory, length);
        if (failed == 0) failed = Sys.listen(errno, socket, options.backlog());
        if (failed < 0) {
            Sys.close(errno, socket);
            throw Errno.bind(address, -failed);
        }
        return socket;
    }

    /**
     * Lets nobody connect any more to a socket that listens, while who has connected can be accepted. Between the last accept and the
     * close the system would take connections, and reset them. Whoever comes now is not answered, asks again after a second, and is
     * refused then or taken by another who listens there.
     */
    static void takeNobodyNew(int fd, SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) return; // Its file has gone.
        try (Arena arena = Arena.ofConfined()) {
            // struct sock_filter: BPF_RET | BPF_K, k = 0: of no packet anything is kept.
            MemorySegment dropAll = arena.allocate(8, 4);
            dropAll.set(JAVA_SHORT, 0, (short) 0x06);
            MemorySegment program = arena.allocate(16, 8);
            program.set(JAVA_SHORT, 0, (short) 1);
            program.set(JAVA_LONG, 8, dropAll.address());
            Sys.setsockopt(arena.allocate(Sys.ERRNO), fd, Sys.SOL_SOCKET, Sys.SO_ATTACH_FILTER, program, 16);
        }
    }

    /** Removes the file of a Unix-domain address that was listened on. */
    static void deleteFile(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                // The folder may not be ours to write to any more.
            }
        }
    }

    /** A socket that is about to be connected to {@code address}. */
    static int connectable(SocketAddress address, ConnectOptions options) throws IOException {
        return with((arena, errno) -> {
            int family = SocketAddresses.family(address);
            int fd = Sys.socket(errno, family);
            if (fd < 0) throw Errno.connect(address, -fd);
            if (family != Sys.AF_UNIX) {
                configure(
                        arena,
                        errno,
                        fd,
                        options.noDelay(),
                        options.keepAlive(),
                        options.userTimeout(),
                        options.sendBuffer(),
                        options.receiveBuffer());
                InetSocketAddress local = options.local();
                if (local != null) {
                    MemorySegment memory = arena.allocate(SocketAddresses.SIZE, 8);
                    int failed = Sys.bind(errno, fd, memory, SocketAddresses.write(local, memory));
                    if (failed < 0) {
                        Sys.close(errno, fd);
                        throw Errno.bind(local, -failed);
                    }
                }
            }
            return fd;
        });
    }

    /** Begins to connect: 0, or {@code -errno}, EINPROGRESS as a rule. */
    static int connect(int fd, SocketAddress address) throws IOException {
        return with((arena, errno) -> {
            MemorySegment memory = arena.allocate(SocketAddresses.SIZE, 8);
            int length = SocketAddresses.write(address, memory);
            return Sys.connect(errno, fd, memory, length);
        });
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            Sys.close(arena.allocate(Sys.ERRNO), fd);
        }
    }

    /** Closing will send a reset. */
    static void resetOnClose(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocateFrom(JAVA_INT, 1, 0);
            Sys.setsockopt(arena.allocate(Sys.ERRNO), fd, Sys.SOL_SOCKET, Sys.SO_LINGER, linger, 8);
        }
    }

    /** The error that waits at the socket, or 0. Takes it away. */
    static int error(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Sys.ERRNO);
            MemorySegment value = arena.allocate(JAVA_INT);
            int result =
                    Sys.getsockopt(errno, fd, Sys.SOL_SOCKET, Sys.SO_ERROR, value, arena.allocateFrom(JAVA_INT, 4));
            return result < 0 ? -result : value.get(JAVA_INT, 0);
        }
    }

    static @Nullable SocketAddress local(int fd) {
        return address(fd, true);
    }

    static @Nullable SocketAddress remote(int fd) {
        return address(fd, false);
    }

    private static @Nullable SocketAddress address(int fd, boolean ours) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Sys.ERRNO);
            MemorySegment address = arena.allocate(SocketAddresses.SIZE, 8);
            MemorySegment length = arena.allocateFrom(JAVA_INT, SocketAddresses.SIZE);
            int result =
                    ours ? Sys.getsockname(errno, fd, address, length) : Sys.getpeername(errno, fd, address, length);
            return result < 0 ? null : SocketAddresses.read(address, length.get(JAVA_INT, 0));
        }
    }
}
