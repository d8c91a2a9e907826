package dev.hawser.bench.peers;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;

/** Netty with its native epoll transport and the lean HTTP/2 API, tuned: the one to beat. */
public final class NettyEpoll {

    private NettyEpoll() {}

    public static void main(String[] args) throws InterruptedException {
        NettyServer.run(args, EpollIoHandler.newFactory(), EpollServerSocketChannel.class, NettyLean::addTo);
    }
}
