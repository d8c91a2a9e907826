package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The system calls, bound once. Every number and layout of the kernel's interface that this module relies on is here or
 * in {@link SocketAddresses}; {@code NOTES.md} lists them with their tests.
 *
 * <p>A method returns what the call returned, or {@code -errno}. The first argument of most is where the C library's
 * {@code errno} is caught, native memory of the calling thread. Pointers are plain numbers: whoever passes one keeps the
 * memory reachable until the call returns.
 *
 * <p>All calls but two have one shape, six numbers in and one out, because every shape costs the start of the process some
 * milliseconds. That is sound on the two architectures that are supported: both calling conventions pass an {@code int} in
 * the low half of a register and leave the high half undefined, and a register more than the callee reads does no harm.
 *
 * <p>The two others are <em>critical</em>, so that they may take an array of the heap: the thread does not tell the
 * JVM that it has left Java, and no safepoint is reached until it is back. That is sound for {@code recv} and
 * {@code send} on sockets that do not block, which only copy. It is not for what may wait for a disk: a page of a mapped
 * file, or {@code sendfile}.
 */
final class Sys {

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOSYS = 38;
    static final int ETIME = 62;
    static final int EBUSY = 16;
    static final int ECANCELED = 125;
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
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SHUT_WR = 1;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_WAITALL = 0x100;
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
    static final int SO_ATTACH_FILTER = 26;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int TCP_USER_TIMEOUT = 18;

    /** The same numbers on both architectures. */
    static final int IO_URING_SETUP = 425;

    private static final long IO_URING_ENTER = 426;
    static final int IO_URING_REGISTER = 427;
    private static final int PROT_READ = 1;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED_POPULATE = 0x8001;

    private static final int CACHESTAT = 451;
    private static final int RWF_NOWAIT = 8;

    static final int F_GETFL = 3;
    static final int F_SETFL = 4;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int STATX_SIZE = 512;
    private static final int STATX_TYPE = 1;
    private static final int AT_EMPTY_PATH = 0x1000;

    /** {@code struct epoll_event} is packed on x86-64 and nowhere else. */
    static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    static final int EVENT_SIZE = PACKED ? 12 : 16;
    static final int EVENT_DATA = PACKED ? 4 : 8;

    /** What memory that catches {@code errno} looks like. */
    static final StructLayout ERRNO = Linker.Option.captureStateLayout();

    private static final long ERRNO_OFFSET = errnoOffset();

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup C = LINKER.defaultLookup();
    private static final Linker.Option CATCH_ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle CALL = shape(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            CATCH_ERRNO);

    private static final MemorySegment SOCKET = C.findOrThrow("socket");
    private static final MemorySegment BIND = C.findOrThrow("bind");
    private static final MemorySegment LISTEN = C.findOrThrow("listen");
    private static final MemorySegment CONNECT = C.findOrThrow("connect");
    private static final MemorySegment ACCEPT4 = C.findOrThrow("accept4");
    private static final MemorySegment SETSOCKOPT = C.findOrThrow("setsockopt");
    private static final MemorySegment GETSOCKOPT = C.findOrThrow("getsockopt");
    private static final MemorySegment GETSOCKNAME = C.findOrThrow("getsockname");
    private static final MemorySegment GETPEERNAME = C.findOrThrow("getpeername");
    private static final MemorySegment SHUTDOWN = C.findOrThrow("shutdown");
    private static final MemorySegment CLOSE = C.findOrThrow("close");
    private static final MemorySegment EPOLL_CREATE1 = C.findOrThrow("epoll_create1");
    private static final MemorySegment EPOLL_CTL = C.findOrThrow("epoll_ctl");
    private static final MemorySegment EPOLL_WAIT = C.findOrThrow("epoll_wait");
    private static final MemorySegment EVENTFD = C.findOrThrow("eventfd");
    // The C library's recv and send can be cancelled, for which they do some work around each call of a process with
    // threads; nobody cancels a loop. Its syscall just calls.
    private static final MemorySegment SYSCALL = C.findOrThrow("syscall");
    private static final long SENDTO = PACKED ? 44 : 206;
    private static final long RECVFROM = PACKED ? 45 : 207;
    private static final MemorySegment SEND = C.findOrThrow("send");
    private static final MemorySegment SENDMSG = C.findOrThrow("sendmsg");
    private static final MemorySegment SENDFILE = C.findOrThrow("sendfile");
    private static final MemorySegment OPEN = C.findOrThrow("open");
    private static final MemorySegment STATX = C.findOrThrow("statx");
    private static final MemorySegment PREADV2 = C.findOrThrow("preadv2");
    private static final MemorySegment GETPAGESIZE = C.findOrThrow("getpagesize");
    private static final MemorySegment WRITE = C.findOrThrow("write");
    private static final MemorySegment MMAP = C.findOrThrow("mmap");
    private static final MemorySegment MUNMAP = C.findOrThrow("munmap");
    private static final MemorySegment FCNTL = C.findOrThrow("fcntl");

    private Sys() {}

    @SuppressWarnings("restricted") // What this module is for.
    private static MethodHandle shape(FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(type, options);
    }

    /** Added up, because a path through the layout would link as many method handles as the calls do. */
    private static long errnoOffset() {
        long offset = 0;
        for (MemoryLayout member : ERRNO.memberLayouts()) {
            if (member.name().orElse("").equals("errno")) return offset;
            offset += member.byteSize();
        }
        throw new AssertionError("no errno in " + ERRNO);
    }

    private static long call(MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e) {
        return call(function, errno, a, b, c, d, e, 0);
    }

    private static long call(
            MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(function, errno, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new AssertionError("a system call threw", t);
        }
    }

    /** Of a function that returns an {@code int}. */
    private static int narrow(MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e) {
        int returned = (int) call(function, errno, a, b, c, d, e);
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    /** Of a function that returns a {@code ssize_t}. */
    private static long wide(MemorySegment function, MemorySegment errno, long a, long b, long c, long d) {
        long returned = call(function, errno, a, b, c, d, 0);
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    private static long moveHeap(
            long number, MemorySegment errno, int fd, MemorySegment octets, long length, int flags) {
        long returned;
        try {
            returned = (long) MovingHeap.CALL.invokeExact(
                    SYSCALL, errno, number, (long) fd, octets, length, (long) flags, 0L, 0L);
        } catch (Throwable t) {
            throw new AssertionError("a system call threw", t);
        }
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    /** The shape that nobody needs before the first connection: a process listens some milliseconds earlier without it. */
    private static final class MovingHeap {
        static final MethodHandle CALL = shape(
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                CATCH_ERRNO,
                Linker.Option.firstVariadicArg(1),
                Linker.Option.critical(true));
    }

    // Moving octets.

    /** {@code array} is of the heap; what comes lands in its first {@code length} octets. */
    static long recv(MemorySegment errno, int fd, MemorySegment array, long length) {
        return moveHeap(RECVFROM, errno, fd, array, length, 0);
    }

    /** From the heap. */
    static long sendArray(MemorySegment errno, int fd, MemorySegment octets, long length, int flags) {
        return moveHeap(SENDTO, errno, fd, octets, length, flags);
    }

    /** From native memory, which may be a mapped file. */
    static long send(MemorySegment errno, int fd, long octets, long length, int flags) {
        return wide(SEND, errno, fd, octets, length, flags);
    }

    /** {@code header} is a {@code struct msghdr}. */
    static long sendmsg(MemorySegment errno, int fd, long header, int flags) {
        return wide(SENDMSG, errno, fd, header, flags, 0);
    }

    /** {@code position} points to the number of the file's first octet to be sent. */
    static long sendfile(MemorySegment errno, int socket, int file, long position, long length) {
        return wide(SENDFILE, errno, socket, file, position, length);
    }

    // Waiting.

    static int epollCreate(MemorySegment errno) {
        return narrow(EPOLL_CREATE1, errno, O_CLOEXEC, 0, 0, 0, 0);
    }

    static int epollControl(MemorySegment errno, int epoll, int operation, int fd, long event) {
        return narrow(EPOLL_CTL, errno, epoll, operation, fd, event, 0);
    }

    static int epollWait(MemorySegment errno, int epoll, long events, int count, int milliseconds) {
        return narrow(EPOLL_WAIT, errno, epoll, events, count, milliseconds, 0);
    }

    static int eventfd(MemorySegment errno, int value) {
        return narrow(EVENTFD, errno, value, O_NONBLOCK | O_CLOEXEC, 0, 0, 0);
    }

    /** Adds to the counter of an eventfd. {@code one} points to eight octets. */
    static long write(MemorySegment errno, int fd, long one, long length) {
        return wide(WRITE, errno, fd, one, length, 0);
    }

    // Rings.

    /** Maps {@code length} octets that a descriptor shares; the address, or {@code -errno}. */
    static long mapShared(MemorySegment errno, int fd, long length, long offset) {
        long address = call(MMAP, errno, 0, length, PROT_READ_WRITE, MAP_SHARED_POPULATE, fd, offset);
        return address != -1 ? address : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    /** Maps {@code length} octets of a file, to be read, and looks its pages up at once; the address, or {@code -errno}. */
    static long mapFile(MemorySegment errno, int fd, long length, long offset) {
        long address = call(MMAP, errno, 0, length, PROT_READ, MAP_SHARED_POPULATE, fd, offset);
        return address != -1 ? address : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    static void unmap(MemorySegment errno, long address, long length) {
        narrow(MUNMAP, errno, address, length, 0, 0, 0);
    }

    /** Calls that the C library has no function for: at most five arguments. */
    static int raw(MemorySegment errno, int number, long a, long b, long c, long d, long e) {
        int returned = (int) call(SYSCALL, errno, number, a, b, c, d, e);
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    /** As {@link #raw}, with the six arguments that only {@code io_uring_enter} needs. */
    static int enter(MemorySegment errno, int ring, int submit, int wait, int flags, long argument, long length) {
        int returned;
        try {
            returned = (int) (long) Entering.CALL.invokeExact(
                    SYSCALL,
                    errno,
                    IO_URING_ENTER,
                    (long) ring,
                    (long) submit,
                    (long) wait,
                    (long) flags,
                    argument,
                    length);
        } catch (Throwable t) {
            throw new AssertionError("a system call threw", t);
        }
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    /** A shape that only those pay for who use rings. */
    private static final class Entering {
        static final MethodHandle CALL = shape(
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                CATCH_ERRNO);
    }

    // Sockets.

    static int socket(MemorySegment errno, int family) {
        return narrow(SOCKET, errno, family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0, 0);
    }

    /** Unix-domain, for datagrams. */
    static int datagram(MemorySegment errno) {
        return narrow(SOCKET, errno, AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, 0, 0);
    }

    /** Of its variants those that take a number. On both architectures a variadic one is passed like any other. */
    static int fcntl(MemorySegment errno, int fd, int command, int argument) {
        return narrow(FCNTL, errno, fd, command, argument, 0, 0);
    }

    static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
        return narrow(BIND, errno, fd, address.address(), length, 0, 0);
    }

    static int listen(MemorySegment errno, int fd, int backlog) {
        return narrow(LISTEN, errno, fd, backlog, 0, 0, 0);
    }

    static int connect(MemorySegment errno, int fd, MemorySegment address, int length) {
        return narrow(CONNECT, errno, fd, address.address(), length, 0, 0);
    }

    static int accept(MemorySegment errno, int fd) {
        return narrow(ACCEPT4, errno, fd, 0, 0, SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }

    static int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value, int length) {
        return narrow(SETSOCKOPT, errno, fd, level, option, value.address(), length);
    }

    /** {@code length} holds the room at {@code value}, and then what was used of it. */
    static int getsockopt(
            MemorySegment errno, int fd, int level, int option, MemorySegment value, MemorySegment length) {
        return narrow(GETSOCKOPT, errno, fd, level, option, value.address(), length.address());
    }

    static int getsockname(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        return narrow(GETSOCKNAME, errno, fd, address.address(), length.address(), 0, 0);
    }

    static int getpeername(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        return narrow(GETPEERNAME, errno, fd, address.address(), length.address(), 0, 0);
    }

    static int shutdownOutput(MemorySegment errno, int fd) {
        return narrow(SHUTDOWN, errno, fd, SHUT_WR, 0, 0, 0);
    }

    /** Also when it is interrupted or fails, Linux has closed the descriptor: there is nothing to be told. */
    static void close(MemorySegment errno, int fd) {
        narrow(CLOSE, errno, fd, 0, 0, 0, 0);
    }

    // Files.

    /** {@code range} is a {@code struct cachestat_range}, {@code result} a {@code struct cachestat}. Linux 6.5. */
    static int cachestat(MemorySegment errno, int fd, MemorySegment range, MemorySegment result) {
        return raw(errno, CACHESTAT, fd, range.address(), result.address(), 0, 0);
    }

    /** Reads what is cached and nothing else. {@code entry} is one {@code struct iovec}. Linux 4.14. */
    static long readCached(MemorySegment errno, int fd, MemorySegment entry, long position) {
        long returned = call(PREADV2, errno, fd, entry.address(), 1, position, RWF_NOWAIT);
        return returned >= 0 ? returned : -errno.get(JAVA_INT, ERRNO_OFFSET);
    }

    static int pageSize(MemorySegment errno) {
        return narrow(GETPAGESIZE, errno, 0, 0, 0, 0, 0);
    }

    static int open(MemorySegment errno, MemorySegment path) {
        // Not blocking: whoever names a pipe learns of it and does not wait for its writer.
        return narrow(OPEN, errno, path.address(), O_CLOEXEC | O_NONBLOCK, 0, 0, 0);
    }

    /** {@code empty} is an empty C string, {@code result} a {@code struct statx} of 256 octets. */
    static int statx(MemorySegment errno, int fd, MemorySegment empty, MemorySegment result) {
        return narrow(STATX, errno, fd, empty.address(), AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE, result.address());
    }
}
