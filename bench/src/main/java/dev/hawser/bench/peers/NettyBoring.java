package dev.hawser.bench.peers;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslProvider;

/** As {@link NettyEpoll}, with BoringSSL in the place of the JDK's engine. */
public final class NettyBoring {

    private NettyBoring() {}

    public static void main(String[] args) throws InterruptedException {
        NettyServer.provider = SslProvider.OPENSSL;
        NettyServer.run(args, EpollIoHandler.newFactory(), EpollServerSocketChannel.class, NettyLean::addTo);
    }
}
