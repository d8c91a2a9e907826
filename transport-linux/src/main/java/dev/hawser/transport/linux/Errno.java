package dev.hawser.transport.linux;

import dev.hawser.transport.PeerResetException;
import dev.hawser.transport.spi.ConnectCore;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Says in words, and in the JDK's own types, what the system has refused. */
final class Errno {

    private Errno() {}

    static String text(int errno) {
        return switch (errno) {
            case Sys.EPERM -> "operation not permitted (EPERM)";
            case Sys.ENOENT -> "no such file or folder (ENOENT)";
            case Sys.EAGAIN -> "not now (EAGAIN)";
            case Sys.ENOMEM -> "out of memory (ENOMEM)";
            case Sys.EACCES -> "permission denied (EACCES)";
            case Sys.EFAULT -> "memory that is not there (EFAULT)";
            case Sys.EINVAL -> "invalid argument (EINVAL)";
            case Sys.ENFILE -> "the system has no descriptors left (ENFILE)";
            case Sys.EMFILE -> "the process has no descriptors left (EMFILE)";
            case Sys.ENOSYS -> "the kernel has no such call (ENOSYS)";
            case Sys.EPIPE -> "broken pipe (EPIPE)";
            case Sys.ENETUNREACH -> "network unreachable (ENETUNREACH)";
            case Sys.ECONNRESET -> "connection reset by peer (ECONNRESET)";
            case Sys.ENOBUFS -> "no buffers left (ENOBUFS)";
            case Sys.ETIMEDOUT -> "connection timed out (ETIMEDOUT)";
            case Sys.ECONNREFUSED -> "connection refused (ECONNREFUSED)";
            case Sys.EHOSTUNREACH -> "no route to host (EHOSTUNREACH)";
            case 98 -> "address already in use (EADDRINUSE)";
            case 99 -> "address not available (EADDRNOTAVAIL)";
            default -> "error " + errno;
        };
    }

    /**
     * Whether accepting failed with an error of the network that belongs to a connection that is no more, accept(2), so
     * that the next may be accepted at once. EMFILE, ENFILE, ENOBUFS, ENOMEM and what we do not know are none of them:
     * trying again at once would not help.
     */
    static boolean befellOneConnection(int errno) {
        return switch (errno) {
            case Sys.EINTR,
                    Sys.ECONNABORTED,
                    Sys.EPERM,
                    Sys.EPROTO,
                    Sys.ENOPROTOOPT,
                    Sys.EOPNOTSUPP,
                    Sys.ENETDOWN,
                    Sys.ENETUNREACH,
                    Sys.EHOSTDOWN,
                    Sys.EHOSTUNREACH,
                    Sys.ENONET,
                    Sys.ETIMEDOUT -> true;
            default -> false;
        };
    }

    static IOException connect(SocketAddress address, int errno) {
        String text = "cannot connect to " + ConnectCore.name(address) + ": " + text(errno);
        return switch (errno) {
            case Sys.EHOSTUNREACH, Sys.ENETUNREACH -> new NoRouteToHostException(text);
            case Sys.ETIMEDOUT -> new SocketTimeoutException(text);
            default -> new ConnectException(text);
        };
    }

    static IOException bind(SocketAddress address, int errno) {
        return new BindException("cannot listen on " + address + ": " + text(errno));
    }

    /** What befell a connection while {@code doing}. */
    static IOException moving(String doing, int errno) {
        return switch (errno) {
            case Sys.ECONNRESET, Sys.EPIPE ->
                new PeerResetException("the peer has broken the connection off: " + text(errno) + " while " + doing);
            // The only memory of ours that can go away under us is that of a mapped file.
            case Sys.EFAULT ->
                new IOException(doing + ": the octets are gone; a mapped file was truncated after it was queued");
            default -> new SocketException(doing + ": " + text(errno));
        };
    }

    static IOException file(Path path, int errno) {
        return switch (errno) {
            case Sys.ENOENT -> new NoSuchFileException(path.toString());
            case Sys.EACCES, Sys.EPERM -> new AccessDeniedException(path.toString());
            default -> new FileSystemException(path.toString(), null, text(errno));
        };
    }

    static IOException loop(String doing, int errno) {
        return new IOException(doing + ": " + text(errno));
    }
}
