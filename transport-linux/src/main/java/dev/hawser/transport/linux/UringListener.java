package dev.hawser.transport.linux;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.InheritedSocket;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.spi.ListenerCore;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Objects;

/** A bound socket whose connections the kernel accepts by itself. */
final class UringListener extends ListenerCore implements UringLoop.Seated {

    /** No other seated has an operation of this kind. */
    static final int ACCEPTED = 4;

    private static final int UNSEATED = -1;

    private final UringLoop owner;
    private final int fd;
    private final SocketAddress wanted;
    private final SocketAddress address;
    private int seat = UNSEATED;
    private boolean accepting;

    /** The kernel has been asked to accept, and has not said yet that it has ended. */
    private boolean asked;

    private boolean released;
    private boolean deleted;

    UringListener(UringLoop owner, SocketAddress wanted, ListenOptions options, Acceptor acceptor) throws IOException {
        super(owner, acceptor);
        this.owner = owner;
        this.wanted = wanted;
        this.fd = Socket.listening(wanted, options);
        this.address = Objects.requireNonNullElse(Socket.local(fd), wanted);
    }

    @Override
    protected void wantAccept(boolean wanted) {
        if (seat == UNSEATED) seat = owner.sit(this);
        if (wanted == accepting) return;
        accepting = wanted;
        if (wanted) {
            ask();
        } else {
            owner.cancel(seat, ACCEPTED);
            owner.submit(); // Whoever comes from now on waits in the backlog.
        }
    }

    private void ask() {
        asked = true;
        owner.accept(fd, seat, ACCEPTED);
    }

    @Override
    public void done(int kind, int result, int flags) {
        boolean ended = (flags & Ring.MORE) == 0;
        // Also when nobody listens any more: who was accepted before that may have sent a request.
        if (result >= 0) open(result);
        if (!ended) return;
        asked = false;
        if (released) {
            owner.vacate(seat);
        } else if (result < 0 && result != -Sys.ECANCELED && !Errno.befellOneConnection(-result)) {
            accepting = false;
            starve();
        } else if (accepting && result != -Sys.ECANCELED) {
            ask();
        }
    }

    private void open(int accepted) {
        owner.cells().countAccepted();
        new UringChannel(owner, accepted).open(acceptor);
    }

    @Override
    protected void acceptRest() {
        wantAccept(false);
        // Of an inherited socket the rest is for whoever inherits it next.
        if (wanted instanceof InheritedSocket) return;
        deleteFile();
        Socket.takeNobodyNew(fd, wanted);
        for (int accepted; (accepted = Sys.accept(owner.errno, fd)) != -Sys.EAGAIN; ) {
            if (accepted >= 0) open(accepted);
            else if (!Errno.befellOneConnection(-accepted)) return;
        }
    }

    @Override
    protected void release() {
        released = true;
        if (seat == UNSEATED) Socket.close(fd);
        else if (asked) owner.leaveLater(seat, fd, accepting ? 1 << ACCEPTED : 0);
        else owner.leave(seat, fd, 0);
        deleteFile();
    }

    /** Once: the next file of that name is somebody else's. */
    private void deleteFile() {
        if (deleted) return;
        deleted = true;
        Socket.deleteFile(wanted);
    }

    @Override
    public SocketAddress address() {
        return address;
    }
}
