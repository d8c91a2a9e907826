package dev.hawser.transport.nio;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The transport that works wherever the JDK does. */
public final class NioTransport implements Transport {

    /** Made by the service loader. */
    public NioTransport() {}

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int preference() {
        return 0;
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
        try {
            return new NioLoop(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
