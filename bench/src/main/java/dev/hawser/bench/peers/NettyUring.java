package dev.hawser.bench.peers;

import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;

/** {@link NettyEpoll} on io_uring instead. */
public final class NettyUring {

    private NettyUring() {}

    public static void main(String[] args) throws InterruptedException {
        NettyServer.run(args, IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, NettyLean::addTo);
    }
}
