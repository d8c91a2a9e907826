package dev.hawser.transport.linux;

import dev.hawser.transport.Acceptor;
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
            owner.accept(fd, seat, ACCEPTED);
        } else {
            owner.cancel(seat, ACCEPTED);
            owner.submit(); // Whoever comes from now on waits in the backlog.
        }
    }

    @Override
    public void done(int kind, int result, int flags) {
        boolean ended = (flags & Ring.MORE) == 0;
        if (result >= 0) {
            owner.cells().countAccepted();
            new UringChannel(owner, result).open(acceptor);
        }
        if (!ended) return;
        if (result < 0 && result != -Sys.ECANCELED && !Errno.befellOneConnection(-result)) {
            accepting = false;
            starve();
            return;
        }
        if (accepting && result != -Sys.ECANCELED) owner.accept(fd, seat, ACCEPTED);
    }

    @Override
    protected void release() {
        if (seat == UNSEATED) Socket.close(fd);
        else owner.leave(seat, fd, accepting ? 1 << ACCEPTED : 0);
        Socket.deleteFile(wanted);
    }

    @Override
    public SocketAddress address() {
        return address;
    }
}
