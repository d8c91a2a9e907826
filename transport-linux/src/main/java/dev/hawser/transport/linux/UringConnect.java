package dev.hawser.transport.linux;

import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.spi.ChannelCore;
import dev.hawser.transport.spi.ConnectCore;
import java.io.IOException;
import java.net.SocketAddress;

/** A socket that is being connected. */
final class UringConnect extends ConnectCore implements UringLoop.Seated {

    private static final int CONNECTED = 5;
    private static final int UNSEATED = -1;

    private final UringLoop owner;
    private int fd = -1;
    private int seat = UNSEATED;

    UringConnect(UringLoop owner, SocketAddress address, ConnectOptions options, ConnectHandler handler) {
        super(owner, address, options, handler);
        this.owner = owner;
    }

    @Override
    protected boolean begin() throws IOException {
        fd = Socket.connectable(address, options);
        int result = Socket.connect(fd, address);
        if (result == 0) return true;
        if (result != -Sys.EINPROGRESS && result != -Sys.EINTR) throw Errno.connect(address, -result);
        seat = owner.sit(this);
        owner.watch(fd, seat, CONNECTED, Sys.EPOLLOUT, false);
        return false;
    }

    @Override
    public void done(int kind, int result, int flags) {
        int error = result < 0 ? -result : Socket.error(fd);
        if (error == 0) succeeded();
        else failed(Errno.connect(address, error));
    }

    @Override
    protected ChannelCore channel() {
        return seat == UNSEATED ? new UringChannel(owner, fd) : new UringChannel(owner, fd, seat);
    }

    @Override
    protected void drop() {
        if (seat != UNSEATED) owner.leave(seat, fd, 1 << CONNECTED);
        else if (fd >= 0) Socket.close(fd);
    }
}
