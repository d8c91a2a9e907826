package dev.hawser.transport.linux;

import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.spi.ChannelCore;
import dev.hawser.transport.spi.ConnectCore;
import java.io.IOException;
import java.net.SocketAddress;

/** A socket that is being connected. */
final class EpollConnect extends ConnectCore implements EpollLoop.Ready {

    private final EpollLoop owner;
    private int fd = -1;
    private boolean watched;

    EpollConnect(EpollLoop owner, SocketAddress address, ConnectOptions options, ConnectHandler handler) {
        super(owner, address, options, handler);
        this.owner = owner;
    }

    @Override
    protected boolean begin() throws IOException {
        fd = Socket.connectable(address, options);
        int result = Socket.connect(fd, address);
        if (result == 0) return true;
        if (result != -Sys.EINPROGRESS && result != -Sys.EINTR) throw Errno.connect(address, -result);
        owner.watch(fd, Sys.EPOLLOUT, this);
        watched = true;
        return false;
    }

    @Override
    public void ready(int events) {
        int error = Socket.error(fd);
        if (error == 0) succeeded();
        else failed(Errno.connect(address, error));
    }

    @Override
    protected ChannelCore channel() {
        return new EpollChannel(owner, fd, watched);
    }

    @Override
    protected void drop() {
        if (fd >= 0) owner.close(fd);
    }
}
