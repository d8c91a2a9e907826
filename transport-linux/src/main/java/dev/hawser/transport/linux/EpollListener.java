package dev.hawser.transport.linux;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.spi.ListenerCore;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.Objects;

/** A bound socket. */
final class EpollListener extends ListenerCore implements EpollLoop.Ready {

    private final EpollLoop owner;
    private final int fd;
    private final SocketAddress address;
    private boolean watched;

    EpollListener(EpollLoop owner, SocketAddress wanted, ListenOptions options, Acceptor acceptor) throws IOException {
        super(owner, acceptor);
        this.owner = owner;
        this.fd = Socket.with((arena, errno) -> bound(arena, errno, wanted, options));
        this.address = Objects.requireNonNullElse(Socket.local(fd), wanted);
    }

    private static int bound(Arena arena, MemorySegment errno, SocketAddress address, ListenOptions options)
            throws IOException {
        int family = SocketAddresses.family(address);
        MemorySegment memory = arena.allocate(SocketAddresses.SIZE, 8);
        int length = SocketAddresses.write(address, memory);
        int socket = Sys.socket(errno, family);
        if (socket < 0) throw Errno.bind(address, -socket);
        if (family != Sys.AF_UNIX) {
            Socket.set(arena, errno, socket, Sys.SOL_SOCKET, Sys.SO_REUSEADDR, 1);
            if (options.reusePort()) Socket.set(arena, errno, socket, Sys.SOL_SOCKET, Sys.SO_REUSEPORT, 1);
            // Linux lets every accepted socket inherit these.
            Socket.configure(
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

    @Override
    protected void wantAccept(boolean wanted) throws IOException {
        int events = wanted ? Sys.EPOLLIN : 0;
        if (watched) owner.rewatch(fd, events);
        else owner.watch(fd, events, this);
        watched = true;
    }

    @Override
    public void ready(int events) {
        for (int i = owner.loopOptions().acceptBatch(); i > 0 && isAccepting(); i--) {
            int accepted = Sys.accept(owner.errno, fd);
            if (accepted >= 0) {
                owner.cells().countAccepted();
                new EpollChannel(owner, accepted, false).open(acceptor);
                continue;
            }
            switch (-accepted) {
                case Sys.EAGAIN -> {
                    return;
                }
                // accept(2): errors of the network that belong to the connection that is no more.
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
                        Sys.ETIMEDOUT -> {}
                // EMFILE, ENFILE, ENOBUFS, ENOMEM, or what we do not know: trying again at once would not help.
                default -> {
                    starve();
                    return;
                }
            }
        }
    }

    @Override
    protected void release() {
        if (watched) owner.close(fd);
        else Socket.close(fd);
        if (address instanceof UnixDomainSocketAddress unix) {
            try {
                Files.deleteIfExists(unix.getPath());
            } catch (IOException e) {
                // The folder may not be ours to write to any more.
            }
        }
    }

    @Override
    public SocketAddress address() {
        return address;
    }
}
