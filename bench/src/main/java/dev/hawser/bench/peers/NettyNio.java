package dev.hawser.bench.peers;

import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/** {@link NettyEpoll} on the JDK's selector instead. */
public final class NettyNio {

    private NettyNio() {}

    public static void main(String[] args) throws InterruptedException {
        NettyServer.run(args, NioIoHandler.newFactory(), NioServerSocketChannel.class, NettyLean::addTo);
    }
}
