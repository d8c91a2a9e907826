package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.Timer;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Talks to a proxy until the connection leads to where it should; from then on it passes everything on to the handler that
 * was waiting for that. Confined to the loop.
 */
abstract class ProxyHandshake implements ChannelHandler, ConnectHandler {

    /** More than any proxy has to say. Octets. */
    private static final int MOST = 16 * 1024;

    private final ConnectHandler next;
    private final String proxy;
    private final long end;
    private final Patience patience = new Patience();
    private byte[] heard = new byte[256];
    private int length;
    private @Nullable Channel channel;
    private @Nullable ChannelHandler inner;
    private @Nullable IOException refusal;

    /**
     * A handshake with {@code proxy}.
     *
     * @param end when it has to be over, on the loop's clock
     */
    ProxyHandshake(ConnectHandler next, String proxy, long end) {
        this.next = next;
        this.proxy = proxy;
        this.end = end;
    }

    /** What is said first. */
    abstract byte[] greeting();

    /**
     * Looks at what was heard so far. Returns how many octets of it belong to the proxy once it is content, or -1 while
     * there has to be more; calls {@link #say} or {@link #refuse} as it sees fit.
     */
    abstract int look(byte[] octets, int count);

    final void say(byte[] octets) {
        Channel to = channel;
        if (to == null) return;
        to.out().append(Bytes.wrap(octets));
        to.flush();
    }

    /** The proxy will not do. */
    final void refuse(String why) {
        Channel to = channel;
        if (refusal != null || to == null) return;
        refusal = new IOException("cannot connect by way of the proxy %s: %s".formatted(proxy, why));
        to.close();
    }

    @Override
    public final ChannelHandler connected(Channel opened) {
        channel = opened;
        opened.loop().schedule(patience, end);
        say(greeting());
        return this;
    }

    @Override
    public final void failed(IOException cause) {
        next.failed(cause);
    }

    @Override
    public final void onRead(byte[] array, int from, int to) {
        ChannelHandler told = inner;
        if (told != null) {
            told.onRead(array, from, to);
            return;
        }
        Channel on = channel;
        if (refusal != null || on == null) return;
        int count = to - from;
        if (count > MOST - length) {
            refuse("it talks too much");
            return;
        }
        if (count > heard.length - length) heard = Arrays.copyOf(heard, Math.max(heard.length * 2, length + count));
        System.arraycopy(array, from, heard, length, count);
        length += count;
        int used = look(heard, length);
        if (used < 0 || refusal != null) return;
        on.loop().cancel(patience);
        ChannelHandler taken = next.connected(on);
        inner = taken;
        if (used < length) taken.onRead(heard, used, length);
        heard = new byte[0];
    }

    @Override
    public final void onReadEnd() {
        if (inner != null) inner.onReadEnd();
        else refuse("it closed the connection");
    }

    @Override
    public final void onDrained() {
        if (inner != null) inner.onDrained();
    }

    @Override
    public final void onClosed(@Nullable IOException cause) {
        if (channel != null) channel.loop().cancel(patience);
        if (inner != null) {
            inner.onClosed(cause);
        } else if (refusal != null) {
            next.failed(refusal);
        } else {
            String why = cause == null ? "the connection was closed" : String.valueOf(cause.getMessage());
            next.failed(new IOException("cannot connect by way of the proxy %s: %s".formatted(proxy, why), cause));
        }
    }

    private final class Patience extends Timer {
        @Override
        protected void fire(long now) {
            refuse("it did not answer in time");
        }
    }
}
