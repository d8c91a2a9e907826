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
    private boolean deleted;

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
        accept(owner.loopOptions().acceptBatch());
    }

    private void accept(int most) {
        for (int i = most; i > 0 && isAccepting(); i--) {
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
        deleteFile();
    }

    /** Once: the next file of that name is somebody else's. */
    private void deleteFile() {
        if (deleted) return;
        deleted = true;
        Socket.deleteFile(wanted);
    }

    @Override
    protected void acceptRest() {
        // Of an inherited socket the rest is for whoever inherits it next.
        if (wanted instanceof InheritedSocket) return;
        deleteFile();
        Socket.takeNobodyNew(fd, wanted);
        accept(Integer.MAX_VALUE);
    }

    @Override
    public SocketAddress address() {
        return address;
    }
}
