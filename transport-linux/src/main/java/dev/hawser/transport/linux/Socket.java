package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
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
