package dev.hawser.transport.nio;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.spi.ConnectCore;
import dev.hawser.transport.spi.CounterCells;
import dev.hawser.transport.spi.ListenerCore;
import dev.hawser.transport.spi.LoopCore;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Set;

/** A loop that waits in a {@link Selector}. */
final class NioLoop extends LoopCore {

    private static final int STAGING = 256 << 10;

    /** What a selection key is attached to. */
    interface Ready {
        void ready(int operations);
    }

    final Selector selector;

    /** All reads land here before they are copied to the heap, all writes from the heap leave from here. */
    final ByteBuffer staging;

    final NioGather gather;

    NioLoop(LoopOptions options) throws IOException {
        super(options);
        this.selector = Selector.open();
        this.staging = ByteBuffer.allocateDirect(Math.max(STAGING, options.maxReadBlock()));
        this.gather = new NioGather(staging, options, counters);
    }

    CounterCells cells() {
        return counters;
    }

    LoopOptions loopOptions() {
        return options;
    }

    @Override
    protected void poll(long nanos) throws IOException {
        if (nanos == 0) selector.selectNow();
        else if (nanos == Long.MAX_VALUE) selector.select();
        else selector.select((nanos + 999_999) / 1_000_000);
        awake();
        Set<SelectionKey> keys = selector.selectedKeys();
        if (keys.isEmpty()) return;
        for (SelectionKey key : keys) {
            if (key.isValid()) ((Ready) key.attachment()).ready(key.readyOps());
        }
        keys.clear();
    }

    @Override
    protected void wake() {
        selector.wakeup();
    }

    @Override
    protected void release() {
        try {
            selector.close();
        } catch (IOException e) {
            // Nothing of it is needed any more.
        }
    }

    @Override
    protected ListenerCore bind(SocketAddress address, ListenOptions listenOptions, Acceptor acceptor)
            throws IOException {
        return new NioListener(this, address, listenOptions, acceptor);
    }

    @Override
    protected ConnectCore attempt(SocketAddress address, ConnectOptions connectOptions, ConnectHandler handler) {
        return new NioConnect(this, address, connectOptions, handler);
    }
}
