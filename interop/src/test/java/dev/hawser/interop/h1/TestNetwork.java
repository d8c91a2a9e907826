package dev.hawser.interop.h1;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import dev.hawser.transport.memory.MemoryNetwork;
import java.util.Objects;

/** The memory transport where a server looks for transports by name, for one server with one loop at a time. */
public final class TestNetwork implements Transport {

    static final MemoryNetwork NETWORK = new MemoryNetwork();

    private static volatile EventLoop loop;

    /** For the service loader. */
    public TestNetwork() {}

    /** The loop of the server that was started last. */
    static EventLoop loop() {
        return Objects.requireNonNull(loop, "no server uses the memory transport");
    }

    @Override
    public String name() {
        return NETWORK.name();
    }

    @Override
    public int preference() {
        return NETWORK.preference();
    }

    @Override
    public boolean isAvailable() {
        return NETWORK.isAvailable();
    }

    @Override
    public String whyNot() {
        return NETWORK.whyNot();
    }

    @Override
    public EventLoop newLoop(LoopOptions options) {
        EventLoop made = NETWORK.newLoop(options);
        loop = made;
        return made;
    }
}
