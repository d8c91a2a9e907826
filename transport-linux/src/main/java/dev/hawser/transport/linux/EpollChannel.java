package dev.hawser.transport.linux;

import dev.hawser.bytes.BufList;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.spi.ChannelCore;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A connected socket. */
final class EpollChannel extends ChannelCore implements EpollLoop.Ready {

    /** What the descriptor is watched for; {@link #UNWATCHED} when it is not watched at all. */
    private static final int UNWATCHED = -1;

    private final EpollLoop owner;
    private final int fd;
    private int wanted;
    private int watched;
    private @Nullable SocketAddress local;
    private @Nullable SocketAddress remote;

    /** Takes {@code fd} over. */
    EpollChannel(EpollLoop owner, int fd, boolean watchedAlready) {
        super(owner);
        this.owner = owner;
        this.fd = fd;
        this.watched = watchedAlready ? Sys.EPOLLOUT : UNWATCHED;
        if (watchedAlready) owner.handOver(fd, this);
    }

    void open(Acceptor acceptor) {
        begin(acceptor);
    }

    @Override
    public void ready(int events) {
        if (events == Sys.EPOLLIN) { // What nearly every event is.
            readable();
            return;
        }
        if ((events & Sys.EPOLLIN) != 0) readable();
        if ((events & Sys.EPOLLOUT) != 0) writable();
        if ((events & (Sys.EPOLLERR | Sys.EPOLLHUP)) != 0 && isOpen()) broken(events);
    }

    /** Errors and hang-ups are told whether they are wanted or not, for ever. */
    private void broken(int events) {
        if (isReading()) {
            if ((events & Sys.EPOLLIN) == 0) readable(); // What has come before the error is still delivered.
            return;
        }
        try {
            if ((events & Sys.EPOLLERR) != 0) {
                int error = Socket.error(fd);
                fail(Errno.moving("waiting", error == 0 ? Sys.ECONNRESET : error));
            } else if (watched != UNWATCHED) {
                // Both directions have ended, and what has come is not wanted now: there is nothing to wait for.
                owner.unwatch(fd);
                watched = UNWATCHED;
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    protected int receive(byte[] block) throws IOException {
        long n = owner.receive(fd, block);
        if (n > 0) return (int) n;
        if (n == 0) return -1;
        if (n == -Sys.EAGAIN || n == -Sys.EINTR) return 0;
        throw Errno.moving("reading", (int) -n);
    }

    @Override
    protected boolean send(BufList out) throws IOException {
        return owner.gather.send(fd, out, this);
    }

    @Override
    protected void wantRead(boolean read) throws IOException {
        want(read ? wanted | Sys.EPOLLIN : wanted & ~Sys.EPOLLIN);
    }

    @Override
    protected void wantWrite(boolean write) throws IOException {
        want(write ? wanted | Sys.EPOLLOUT : wanted & ~Sys.EPOLLOUT);
    }

    private void want(int events) throws IOException {
        wanted = events;
        if (watched == events) return;
        if (watched == UNWATCHED) owner.watch(fd, events, this);
        else owner.rewatch(fd, events);
        watched = events;
    }

    @Override
    protected void endOutput() throws IOException {
        int failed = Sys.shutdownOutput(owner.errno, fd);
        // Not connected any more: the failure itself comes as an event.
        if (failed < 0 && failed != -Sys.ENOTCONN) throw Errno.moving("ending the output", -failed);
    }

    @Override
    protected void release(boolean reset) {
        if (reset) Socket.resetOnClose(fd);
        owner.close(fd);
    }

    @Override
    public @Nullable SocketAddress local() {
        if (local == null && isOpen()) local = Socket.local(fd);
        return local;
    }

    @Override
    public @Nullable SocketAddress remote() {
        if (remote == null && isOpen()) remote = Socket.remote(fd);
        return remote;
    }
}
