package dev.hawser.transport.memory;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A transport without a network: connections between the channels of one loop, and between channels and peers that a
 * test plays.
 *
 * <p>Its loop is stepped by hand, in the caller's thread and with a clock that the caller moves, unless it is started.
 * It has one loop at a time.
 */
public final class MemoryNetwork implements Transport {

    private static final int MAX_TURNS = 1_000_000;

    private @Nullable MemoryLoop loop;

    /** A network of its own. */
    public MemoryNetwork() {}

    @Override
    public String name() {
        return "memory";
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

    /** The network's loop from now on. */
    @Override
    public EventLoop newLoop(LoopOptions options) {
        MemoryLoop made = new MemoryLoop(options);
        loop = made;
        return made;
    }

    private MemoryLoop loop() {
        return Objects.requireNonNull(loop, "newLoop() first");
    }

    /**
     * Connects to a listener of the loop. The channel is accepted in the next turn.
     *
     * @throws java.net.ConnectException when nobody listens there
     */
    public MemoryPeer connect(SocketAddress address) throws IOException {
        return loop().dial(address);
    }

    /** Runs one turn in the calling thread, which is the loop's thread from now on. */
    public void turn() {
        loop().step();
    }

    /** Runs turns until one would have nothing to do. Timers do not count: nobody moves the clock here. */
    public void run() {
        MemoryLoop stepped = loop();
        for (int turns = 0; stepped.isBusy(); turns++) {
            if (turns == MAX_TURNS) throw new IllegalStateException("still busy after " + turns + " turns");
            stepped.step();
        }
    }

    /** Moves the clock of the loop, then runs it until it has nothing to do. */
    public void advance(Duration time) {
        loop().advance(time.toNanos());
        loop().step();
        run();
    }
}
