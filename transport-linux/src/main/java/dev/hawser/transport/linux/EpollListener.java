package dev.hawser.transport.linux;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.InheritedSocket;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.spi.ListenerCore;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;

/** A bound socket. */
final class EpollListener extends ListenerCore implements EpollLoop.Ready {

    private final EpollLoop owner;
    private final int fd;
    private final SocketAddress wanted;
    private final SocketAddress address;
    private boolean watched;

    EpollListener(EpollLoop owner, SocketAddress wanted, ListenOptions options, Acceptor acceptor) throws IOException {
        super(owner, acceptor);
        this.owner = owner;
        this.wanted = wanted;
        this.fd = Socket.listening(wanted, options);
        this.address = Objects.requireNonNullElse(Socket.local(fd), wanted);
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
            if (accepted == -Sys.EAGAIN) return;
            if (!Errno.befellOneConnection(-accepted)) {
                starve();
                return;
            }
        }
    }

    @Override
    protected void release() {
        if (watched) owner.close(fd);
        else Socket.close(fd);
        Socket.deleteFile(wanted);
    }

    @Override
    protected void acceptRest() {
        if (!(wanted instanceof InheritedSocket)) ready(Sys.EPOLLIN);
    }

    @Override
    public SocketAddress address() {
        return address;
    }
}
