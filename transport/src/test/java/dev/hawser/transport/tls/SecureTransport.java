package dev.hawser.transport.tls;

import dev.hawser.bytes.PackBlocks;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopCounters;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Timer;
import dev.hawser.transport.Transport;
import dev.hawser.transport.TurnTask;
import dev.hawser.transport.nio.NioTransport;
import java.io.IOException;
import java.net.SocketAddress;

/** Secure connections over NIO, in the clothes of a transport. */
final class SecureTransport implements Transport {
    private final NioTransport nio = new NioTransport();

    @Override
    public String name() {
        return "tls";
    }

    @Override
    public int preference() {
        return -1;
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public String whyNot() {
        return "";
    }

    @Override
    public EventLoop newLoop(LoopOptions options) {
        return new SecureLoop(nio.newLoop(options));
    }

    private static final class SecureLoop extends EventLoop {
        private final EventLoop inner;
        private final TlsContext servers = TlsContext.server(TlsPair.server().build());
        private final TlsContext clients = TlsContext.client(TlsPair.client().build());

        SecureLoop(EventLoop inner) {
            this.inner = inner;
        }

        @Override
        public Listener listen(SocketAddress address, ListenOptions options, Acceptor acceptor) throws IOException {
            return inner.listen(address, options, servers.acceptor(acceptor));
        }

        @Override
        public void connect(SocketAddress address, ConnectOptions options, ConnectHandler handler) {
            inner.connect(address, options, clients.connector("localhost", 443, handler));
        }

        @Override
        public void start() {
            inner.start();
        }

        @Override
        public boolean inLoop() {
            return inner.inLoop();
        }

        @Override
        public long now() {
            return inner.now();
        }

        @Override
        public void execute(Runnable task) {
            inner.execute(task);
        }

        @Override
        public void atTurnEnd(TurnTask task) {
            inner.atTurnEnd(task);
        }

        @Override
        public void schedule(Timer timer, long deadline) {
            inner.schedule(timer, deadline);
        }

        @Override
        public void cancel(Timer timer) {
            inner.cancel(timer);
        }

        @Override
        public PackBlocks packBlocks() {
            return inner.packBlocks();
        }

        @Override
        public LoopCounters counters() {
            return inner.counters();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
