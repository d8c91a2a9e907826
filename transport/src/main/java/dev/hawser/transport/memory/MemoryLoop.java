package dev.hawser.transport.memory;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.spi.ChannelCore;
import dev.hawser.transport.spi.ConnectCore;
import dev.hawser.transport.spi.CounterCells;
import dev.hawser.transport.spi.ListenerCore;
import dev.hawser.transport.spi.LoopCore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A loop whose events are what the others in it have done. */
final class MemoryLoop extends LoopCore {

    private final Map<SocketAddress, MemoryListener> bound = new ConcurrentHashMap<>();
    private final List<MemoryChannel> channels = new ArrayList<>();
    private boolean stepped;
    private long time;

    /** A loop of its own. */
    MemoryLoop(LoopOptions options) {
        super(options, 0);
    }

    CounterCells cells() {
        return counters;
    }

    LoopOptions loopOptions() {
        return options;
    }

    /** One turn in the caller's thread. */
    void step() {
        stepped = true;
        adopt(Thread.currentThread());
        try {
            turn(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a turn would have something to do. */
    boolean isBusy() {
        return hasWork() || nextDeadline() <= clock() || anyReady();
    }

    /** Moves the clock. */
    void advance(long nanos) {
        time += nanos;
    }

    /** A peer that is connected to the listener at {@code address}. */
    MemoryPeer dial(SocketAddress address) throws IOException {
        MemoryEnd far = new MemoryEnd(Integer.MAX_VALUE);
        MemoryEnd near = new MemoryEnd(Integer.MAX_VALUE);
        arrive(address, near, far, null);
        return new PlayedPeer(far, near);
    }

    private void arrive(SocketAddress address, MemoryEnd near, MemoryEnd far, @Nullable SocketAddress from)
            throws IOException {
        MemoryListener listener = bound.get(address);
        if (listener == null || listener.waiting.size() >= listener.backlog) {
            throw new ConnectException("cannot connect to " + address + ": connection refused");
        }
        listener.waiting.add(new MemoryChannel(this, near, far, address, from));
    }

    private boolean anyReady() {
        for (MemoryChannel channel : channels) if (channel.isReady()) return true;
        for (MemoryListener listener : bound.values()) if (listener.isReady()) return true;
        return false;
    }

    void open(MemoryChannel channel) {
        channels.add(channel);
    }

    void forget(MemoryChannel channel) {
        channels.remove(channel);
    }

    @Override
    protected long clock() {
        return stepped ? time : System.nanoTime();
    }

    @Override
    protected void poll(long nanos) {
        if (nanos != 0 && !anyReady()) {
            LockSupport.parkNanos(this, nanos);
        }
        awake();
        for (MemoryListener listener : List.copyOf(bound.values())) listener.ready();
        for (MemoryChannel channel : List.copyOf(channels)) if (channel.isReady()) channel.ready();
    }

    @Override
    protected void wake() {
        LockSupport.unpark(thread());
    }

    @Override
    protected void release() {
        bound.clear();
        channels.clear();
    }

    @Override
    protected ListenerCore bind(SocketAddress address, ListenOptions listenOptions, Acceptor acceptor)
            throws IOException {
        if (bound.containsKey(address)) {
            throw new BindException("cannot listen on " + address + ": address already in use");
        }
        MemoryListener listener = new MemoryListener(address, listenOptions, acceptor);
        bound.put(address, listener);
        return listener;
    }

    @Override
    protected ConnectCore attempt(SocketAddress address, ConnectOptions connectOptions, ConnectHandler handler) {
        return new MemoryConnect(address, connectOptions, handler);
    }

    private final class MemoryListener extends ListenerCore {
        private final SocketAddress address;
        private final int backlog;
        private final ArrayDeque<MemoryChannel> waiting = new ArrayDeque<>();

        MemoryListener(SocketAddress address, ListenOptions options, Acceptor acceptor) {
            super(MemoryLoop.this, acceptor);
            this.address = address;
            this.backlog = options.backlog();
        }

        boolean isReady() {
            return isAccepting() && !waiting.isEmpty();
        }

        void ready() {
            for (int i = options.acceptBatch(); i > 0 && isReady(); i--) {
                MemoryChannel channel = waiting.remove();
                counters.countAccepted();
                MemoryLoop.this.open(channel);
                channel.open(acceptor);
            }
        }

        @Override
        protected void wantAccept(boolean wanted) {}

        @Override
        protected void release() {
            bound.remove(address);
            for (MemoryChannel channel : waiting) channel.release(true);
        }

        @Override
        public SocketAddress address() {
            return address;
        }
    }

    private final class MemoryConnect extends ConnectCore {
        private final MemoryEnd ours = new MemoryEnd(MemoryEnd.CAPACITY);
        private final MemoryEnd theirs = new MemoryEnd(MemoryEnd.CAPACITY);

        MemoryConnect(SocketAddress address, ConnectOptions options, ConnectHandler handler) {
            super(MemoryLoop.this, address, options, handler);
        }

        @Override
        protected boolean begin() throws IOException {
            arrive(address, theirs, ours, null);
            return true;
        }

        @Override
        protected ChannelCore channel() {
            MemoryChannel channel = new MemoryChannel(MemoryLoop.this, ours, theirs, null, address);
            MemoryLoop.this.open(channel);
            return channel;
        }

        @Override
        protected void drop() {}
    }
}
