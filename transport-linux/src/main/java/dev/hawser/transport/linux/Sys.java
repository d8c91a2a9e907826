package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The system calls, bound once. Every number and layout of the kernel's interface that this module relies on is here or
 * in {@link SocketAddresses}; {@code NOTES.md} lists them with their tests.
 *
 * <p>A method returns what the call returned, or {@code -errno}. The first argument of most is where the C library's
 * {@code errno} is caught, native memory of the calling thread.
 *
 * <p>Two calls are <em>critical</em>, so that they may take an array of the heap: the thread does not tell the
 * JVM that it has left Java, and no safepoint is reached until it is back. That is sound for {@code recv} and
 * {@code send} on sockets that do not block, which only copy. It is not for what may wait for a disk: a page of a mapped
 * file, or {@code sendfile}.
 */
final class Sys {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EFAULT = 14;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EPIPE = 32;
    static final int EPROTO = 71;
    static final int ENOPROTOOPT = 92;
    static final int EOPNOTSUPP = 95;
    static final int ENETDOWN = 100;
    static final int ENETUNREACH = 101;
    static final int ECONNABORTED = 103;
    static final int ECONNRESET = 104;
    static final int ENOBUFS = 105;
    static final int ENOTCONN = 107;
    static final int ETIMEDOUT = 110;
    static final int ECONNREFUSED = 111;
    static final int EHOSTDOWN = 112;
    static final int EHOSTUNREACH = 113;
    static final int EINPROGRESS = 115;
    static final int ENONET = 64;

    static final int EPOLLIN = 1;
    static final int EPOLLOUT = 4;
    static final int EPOLLERR = 8;
    static final int EPOLLHUP = 16;
    static final int EPOLLONESHOT = 1 << 30;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;

    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SHUT_WR = 1;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_MORE = 0x8000;

    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_KEEPALIVE = 9;
    static final int SO_LINGER = 13;
    static final int SO_REUSEPORT = 15;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int TCP_USER_TIMEOUT = 18;

    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int STATX_SIZE = 512;
    private static final int STATX_TYPE = 1;
    private static final int AT_EMPTY_PATH = 0x1000;

    /** {@code struct epoll_event} is packed on x86-64 and nowhere else. */
    static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    static final int EVENT_SIZE = PACKED ? 12 : 16;
    static final int EVENT_DATA = PACKED ? 4 : 8;

    /** How large the memory is that catches {@code errno}. */
    static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();

    private static final long ERRNO_OFFSET = ERRNO.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup C = LINKER.defaultLookup();
    private static final Linker.Option CATCH_ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option ON_HEAP = Linker.Option.critical(true);
    private static final Linker.Option QUICK = Linker.Option.critical(false);

    private static final FunctionDescriptor INT_3INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor INT_2INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor INT_INT = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
    private static final FunctionDescriptor NAME = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final FunctionDescriptor ADDRESSED = FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final FunctionDescriptor MOVE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final FunctionDescriptor WAIT =
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);

    private static final MethodHandle SOCKET = bind("socket", INT_3INT, CATCH_ERRNO);
    private static final MethodHandle BIND = bind("bind", ADDRESSED, CATCH_ERRNO);
    private static final MethodHandle LISTEN = bind("listen", INT_2INT, CATCH_ERRNO);
    private static final MethodHandle CONNECT = bind("connect", ADDRESSED, CATCH_ERRNO);
    private static final MethodHandle ACCEPT4 =
            bind("accept4", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_INT), CATCH_ERRNO);
    private static final MethodHandle SETSOCKOPT = bind(
            "setsockopt",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
            CATCH_ERRNO);
    private static final MethodHandle GETSOCKOPT = bind(
            "getsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), CATCH_ERRNO);
    private static final MethodHandle GETSOCKNAME = bind("getsockname", NAME, CATCH_ERRNO);
    private static final MethodHandle GETPEERNAME = bind("getpeername", NAME, CATCH_ERRNO);
    private static final MethodHandle SHUTDOWN = bind("shutdown", INT_2INT, CATCH_ERRNO);
    private static final MethodHandle CLOSE = bind("close", INT_INT);

    private static final MethodHandle EPOLL_CREATE1 = bind("epoll_create1", INT_INT, CATCH_ERRNO);
    private static final MethodHandle EPOLL_CTL =
            bind("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS), CATCH_ERRNO);
    private static final MethodHandle EPOLL_WAIT = bind("epoll_wait", WAIT, CATCH_ERRNO);
    private static final MethodHandle EPOLL_POLL = bind("epoll_wait", WAIT, CATCH_ERRNO, QUICK);
    private static final MethodHandle EVENTFD = bind("eventfd", INT_2INT, CATCH_ERRNO);

    private static final MethodHandle RECV_HEAP = bind("recv", MOVE, CATCH_ERRNO, ON_HEAP);
    private static final MethodHandle SEND_HEAP = bind("send", MOVE, CATCH_ERRNO, ON_HEAP);
    private static final MethodHandle SEND = bind("send", MOVE, CATCH_ERRNO);
    private static final MethodHandle SENDMSG =
            bind("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT), CATCH_ERRNO);
    private static final MethodHandle SENDFILE =
            bind("sendfile", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG), CATCH_ERRNO);

    private static final MethodHandle OPEN = bind(
            "open",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            CATCH_ERRNO,
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle STATX =
            bind("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS), CATCH_ERRNO);

    private Sys() {}

    @SuppressWarnings("restricted") // What this module is for.
    private static MethodHandle bind(String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(C.findOrThrow(name), type, options);
    }

    private static int result(int returned, MemorySegment errno) {
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    private static long result(long returned, MemorySegment errno) {
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    private static AssertionError impossible(Throwable t) {
        return new AssertionError("a system call threw", t);
    }

    // Moving octets.

    /** {@code array} is a whole array of the heap; what comes lands in its first {@code length} octets. */
    static long recv(MemorySegment errno, int fd, MemorySegment array, long length) {
        try {
            return result((long) RECV_HEAP.invokeExact(errno, fd, array, length, 0), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** From the heap. */
    static long sendArray(MemorySegment errno, int fd, MemorySegment octets, long length, int flags) {
        try {
            return result((long) SEND_HEAP.invokeExact(errno, fd, octets, length, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** From native memory, which may be a mapped file. */
    static long send(MemorySegment errno, int fd, MemorySegment octets, long length, int flags) {
        try {
            return result((long) SEND.invokeExact(errno, fd, octets, length, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static long sendmsg(MemorySegment errno, int fd, MemorySegment header, int flags) {
        try {
            return result((long) SENDMSG.invokeExact(errno, fd, header, flags), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static long sendfile(MemorySegment errno, int socket, int file, MemorySegment position, long length) {
        try {
            return result((long) SENDFILE.invokeExact(errno, socket, file, position, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    // Waiting.

    static int epollCreate(MemorySegment errno) {
        try {
            return result((int) EPOLL_CREATE1.invokeExact(errno, O_CLOEXEC), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int epollControl(MemorySegment errno, int epoll, int operation, int fd, MemorySegment event) {
        try {
            return result((int) EPOLL_CTL.invokeExact(errno, epoll, operation, fd, event), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int epollWait(MemorySegment errno, int epoll, MemorySegment events, int count, int milliseconds) {
        try {
            if (milliseconds == 0) return result((int) EPOLL_POLL.invokeExact(errno, epoll, events, count, 0), errno);
            return result((int) EPOLL_WAIT.invokeExact(errno, epoll, events, count, milliseconds), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int eventfd(MemorySegment errno, int value) {
        try {
            return result((int) EVENTFD.invokeExact(errno, value, O_NONBLOCK | O_CLOEXEC), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    // Sockets.

    static int socket(MemorySegment errno, int family) {
        try {
            return result(
                    (int) SOCKET.invokeExact(errno, family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
        try {
            return result((int) BIND.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int listen(MemorySegment errno, int fd, int backlog) {
        try {
            return result((int) LISTEN.invokeExact(errno, fd, backlog), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int connect(MemorySegment errno, int fd, MemorySegment address, int length) {
        try {
            return result((int) CONNECT.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int accept(MemorySegment errno, int fd) {
        try {
            return result(
                    (int) ACCEPT4.invokeExact(
                            errno, fd, MemorySegment.NULL, MemorySegment.NULL, SOCK_NONBLOCK | SOCK_CLOEXEC),
                    errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value, int length) {
        try {
            return result((int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int getsockopt(
            MemorySegment errno, int fd, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return result((int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int getsockname(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int getpeername(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        try {
            return result((int) GETPEERNAME.invokeExact(errno, fd, address, length), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    static int shutdownOutput(MemorySegment errno, int fd) {
        try {
            return result((int) SHUTDOWN.invokeExact(errno, fd, SHUT_WR), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Also when it is interrupted or fails, Linux has closed the descriptor: there is nothing to be told. */
    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    // Files.

    static int open(MemorySegment errno, MemorySegment path) {
        try {
            // Not blocking: whoever names a pipe learns of it and does not wait for its writer.
            return result((int) OPEN.invokeExact(errno, path, O_CLOEXEC | O_NONBLOCK, 0), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** {@code empty} is an empty C string, {@code result} 256 octets. */
    static int statx(MemorySegment errno, int fd, MemorySegment empty, MemorySegment result) {
        try {
            return result(
                    (int) STATX.invokeExact(errno, fd, empty, AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE, result), errno);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }
}
