package dev.hawser.bench.peers;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;

/** Netty as most people run it: the native epoll transport, the frame codec and the multiplex handler. */
public final class NettyMux {

    private NettyMux() {}

    public static void main(String[] args) throws InterruptedException {
        NettyServer.run(args, EpollIoHandler.newFactory(), EpollServerSocketChannel.class, NettyMultiplex::addTo);
    }
}
