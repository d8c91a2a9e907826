package dev.hawser.transport.nio;

import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.spi.ChannelCore;
import dev.hawser.transport.spi.ConnectCore;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link SocketChannel} that is being connected. */
final class NioConnect extends ConnectCore implements NioLoop.Ready {

    private final NioLoop owner;
    private @Nullable SocketChannel socket;

    NioConnect(NioLoop owner, SocketAddress address, ConnectOptions options, ConnectHandler handler) {
        super(owner, address, options, handler);
        this.owner = owner;
    }

    @Override
    protected boolean begin() throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        SocketChannel opened = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        socket = opened;
        opened.configureBlocking(false);
        if (!unix) {
            configure(opened, options.noDelay(), options.keepAlive(), options.sendBuffer(), options.receiveBuffer());
        }
        try {
            if (!unix && options.local() != null) opened.bind(options.local());
            if (opened.connect(address)) return true;
        } catch (IOException e) {
            throw named(e);
        }
        opened.register(owner.selector, SelectionKey.OP_CONNECT).attach(this);
        return false;
    }

    static void configure(SocketChannel socket, boolean noDelay, boolean keepAlive, int sendBuffer, int receiveBuffer)
            throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
        if (keepAlive) socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (sendBuffer != 0) socket.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
        if (receiveBuffer != 0) socket.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
    }

    @Override
    public void ready(int operations) {
        try {
            if (Objects.requireNonNull(socket).finishConnect()) succeeded();
        } catch (IOException e) {
            failed(named(e));
        }
    }

    private IOException named(IOException e) {
        String text = "cannot connect to " + name(address) + ": " + e.getMessage();
        IOException named =
                e instanceof NoRouteToHostException ? new NoRouteToHostException(text) : new ConnectException(text);
        named.initCause(e);
        return named;
    }

    @Override
    protected ChannelCore channel() throws IOException {
        return new NioChannel(owner, Objects.requireNonNull(socket));
    }

    @Override
    protected void drop() {
        if (socket != null) NioListener.closeQuietly(socket);
    }
}
