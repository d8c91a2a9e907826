package dev.hawser.transport.spi;

import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.Timer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** One attempt to connect; its own timer. Ends by exactly one call of its handler. */
public abstract class ConnectCore extends Timer {

    private enum Life {
        NEW,
        TRYING,
        DONE
    }

    /** The loop that will own the connection. */
    protected final LoopCore loop;

    /** To whom. */
    protected final SocketAddress address;

    /** How. */
    protected final ConnectOptions options;

    private final ConnectHandler handler;
    private Life life = Life.NEW;

    /** For transports. */
    protected ConnectCore(LoopCore loop, SocketAddress address, ConnectOptions options, ConnectHandler handler) {
        this.loop = loop;
        this.address = address;
        this.options = options;
        this.handler = handler;
    }

    /** {@code address} for a message: without the stroke that stands for a name that nobody has asked for. */
    public static String name(SocketAddress address) {
        String text = address.toString();
        return address instanceof InetSocketAddress && text.startsWith("/") ? text.substring(1) : text;
    }

    /** Begins; whether the connection stands already. Loop only. */
    protected abstract boolean begin() throws IOException;

    /** Turns the connection that stands into a channel, and gives it what this attempt held. */
    protected abstract ChannelCore channel() throws IOException;

    /** Gives back what this attempt holds. Must not fail. */
    protected abstract void drop();

    void start() {
        life = Life.TRYING;
        loop.add(this);
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            failed(new UnknownHostException("cannot connect to " + name(address) + ": the name has not been resolved"));
            return;
        }
        try {
            if (begin()) succeeded();
            else if (!options.timeout().isZero())
                loop.schedule(this, loop.now() + options.timeout().toNanos());
        } catch (IOException e) {
            failed(e);
        }
    }

    /** The connection stands. */
    protected final void succeeded() {
        if (life != Life.TRYING) return;
        ChannelCore channel;
        try {
            channel = channel();
        } catch (IOException e) {
            failed(e);
            return;
        }
        done();
        channel.begin(handler::connected);
    }

    /** There will be no connection. {@code cause} says to where and why not. */
    protected final void failed(IOException cause) {
        if (life != Life.TRYING) return;
        done();
        drop();
        loop.runGuarded(() -> handler.failed(cause));
    }

    private void done() {
        life = Life.DONE;
        loop.cancel(this);
        loop.remove(this);
    }

    @Override
    protected final void fire(long now) {
        failed(new SocketTimeoutException("cannot connect to %s: no answer within %d ms"
                .formatted(name(address), options.timeout().toMillis())));
    }
}
