package dev.hawser.transport.proxied;

import dev.hawser.bytes.BufList;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TurnTask;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A channel whose first octets tell whose it is, and which is that one's from then on. */
final class ProxiedChannel implements Channel, ChannelHandler {

    private final Channel inner;

    /** Until the header has come. */
    private @Nullable Beginning beginning;

    private @Nullable ChannelHandler handler;
    private @Nullable SocketAddress source;
    private @Nullable SocketAddress destination;

    /** What is needed only until the header has come. */
    private static final class Beginning extends Timer {
        private final Channel channel;
        private final Acceptor behind;
        private byte[] octets = {};

        Beginning(Channel channel, Acceptor behind) {
            this.channel = channel;
            this.behind = behind;
        }

        @Override
        protected void fire(long now) {
            channel.abort();
        }
    }

    ProxiedChannel(Channel inner, ProxyProtocol protocol, Acceptor behind) {
        this.inner = inner;
        if (!protocol.trusts(inner.remote())) {
            inner.abort();
            return;
        }
        Beginning begun = new Beginning(inner, behind);
        beginning = begun;
        inner.loop().schedule(begun, inner.loop().now() + protocol.timeout().toNanos());
    }

    // From below.

    @Override
    public void onRead(byte[] array, int from, int to) {
        ChannelHandler known = handler;
        if (known != null) {
            known.onRead(array, from, to);
            return;
        }
        Beginning begun = beginning;
        if (begun == null) return; // It has been refused.
        int before = begun.octets.length;
        byte[] all = array;
        int start = from;
        int end = to;
        if (before != 0) {
            all = Arrays.copyOf(begun.octets, before + to - from);
            System.arraycopy(array, from, all, before, to - from);
            start = 0;
            end = all.length;
        }
        switch (ProxyHeader.read(all, start, end)) {
            case ProxyHeader.Unfinished() -> begun.octets = Arrays.copyOfRange(all, start, end);
            case ProxyHeader.Refused(String _) -> refuse();
            case ProxyHeader.Complete(SocketAddress client, SocketAddress server, int rest) -> {
                source = client;
                destination = server;
                accept(begun, all, rest, end);
            }
        }
    }

    private void accept(Beginning begun, byte[] array, int from, int to) {
        beginning = null;
        loop().cancel(begun);
        ChannelHandler made = begun.behind.accept(this);
        handler = made;
        if (from < to && inner.isOpen()) made.onRead(array, from, to);
    }

    private void refuse() {
        Beginning begun = beginning;
        if (begun != null) loop().cancel(begun);
        beginning = null;
        inner.abort();
    }

    @Override
    public void onReadEnd() {
        if (handler != null) handler.onReadEnd();
        else refuse();
    }

    @Override
    public void onDrained() {
        if (handler != null) handler.onDrained();
    }

    @Override
    public void onClosed(@Nullable IOException cause) {
        Beginning begun = beginning;
        if (begun != null) loop().cancel(begun);
        beginning = null;
        if (handler != null) handler.onClosed(cause);
    }

    @Override
    public boolean answersFor(TurnTask task) {
        return handler != null && handler.answersFor(task);
    }

    // From above.

    @Override
    public EventLoop loop() {
        return inner.loop();
    }

    @Override
    public BufList out() {
        return inner.out();
    }

    @Override
    public void flush() {
        inner.flush();
    }

    @Override
    public boolean isBlocked() {
        return inner.isBlocked();
    }

    @Override
    public void pauseReading() {
        inner.pauseReading();
    }

    @Override
    public void resumeReading() {
        inner.resumeReading();
    }

    @Override
    public void shutdownOutput() {
        inner.shutdownOutput();
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public void abort() {
        inner.abort();
    }

    @Override
    public boolean isOpen() {
        return inner.isOpen();
    }

    @Override
    public @Nullable SocketAddress local() {
        return destination != null ? destination : inner.local();
    }

    @Override
    public @Nullable SocketAddress remote() {
        return source != null ? source : inner.remote();
    }

    @Override
    public @Nullable String applicationProtocol() {
        return inner.applicationProtocol();
    }
}
