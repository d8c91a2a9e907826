package dev.hawser.transport.linux;

import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.spi.ChannelCore;
import dev.hawser.transport.spi.ConnectCore;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
        int result = Socket.with(this::connect);
        if (result == 0) return true;
        if (result != -Sys.EINPROGRESS && result != -Sys.EINTR) throw Errno.connect(address, -result);
        owner.watch(fd, Sys.EPOLLOUT, this);
        watched = true;
        return false;
    }

    private int connect(Arena arena, MemorySegment errno) throws IOException {
        int family = SocketAddresses.family(address);
        MemorySegment memory = arena.allocate(SocketAddresses.SIZE, 8);
        int length = SocketAddresses.write(address, memory);
        fd = Sys.socket(errno, family);
        if (fd < 0) return fd;
        if (family != Sys.AF_UNIX) {
            Socket.configure(
                    arena,
                    errno,
                    fd,
                    options.noDelay(),
                    options.keepAlive(),
                    options.userTimeout(),
                    options.sendBuffer(),
                    options.receiveBuffer());
        }
        return Sys.connect(errno, fd, memory, length);
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
