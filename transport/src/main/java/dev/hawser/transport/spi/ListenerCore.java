package dev.hawser.transport.spi;

import dev.hawser.transport.Acceptor;
import dev.hawser.transport.Listener;
import dev.hawser.transport.Timer;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;

/**
 * When a listener accepts, whatever it accepts with.
 *
 * <p>Out of descriptors, accepting again at once would fail again at once, for ever: it rests until one of the loop's
 * connections has closed, or until a while has passed (somebody else may have closed something).
 */
public abstract class ListenerCore implements Listener {

    private static final long REST_NANOS = 100_000_000;

    private enum Life {
        BOUND,
        LISTENING,
        CLOSED
    }

    /** The loop that owns this listener. */
    protected final LoopCore loop;

    /** Who handles what is accepted. */
    protected final Acceptor acceptor;

    private Life life = Life.BOUND;
    private boolean paused;
    private boolean starved;

    private final Timer rest = new Timer() {
        @Override
        protected void fire(long now) {
            relieve();
        }
    };

    /** For transports. */
    protected ListenerCore(LoopCore loop, Acceptor acceptor) {
        this.loop = loop;
        this.acceptor = acceptor;
    }

    /** Wants to be told of connections, or not any more. Both may be what it wants already. Loop only. */
    protected abstract void wantAccept(boolean wanted) throws IOException;

    /**
     * Accepts what is ready, for the last time: closing would reset those connections, and whoever has made one may have
     * sent a request. Loop only.
     */
    protected void acceptRest() {}

    /** Gives the descriptor back. Must not fail. */
    protected abstract void release();

    /** The system has no room for another connection. Loop only. */
    protected final void starve() {
        if (starved || life != Life.LISTENING) return;
        starved = true;
        loop.starved(1);
        loop.counters.countAcceptPause();
        apply();
        loop.schedule(rest, loop.now() + REST_NANOS);
    }

    /** Whether connections are to be accepted now. */
    protected final boolean isAccepting() {
        return life == Life.LISTENING && !paused && !starved;
    }

    void relieve() {
        if (!starved) return;
        starved = false;
        loop.starved(-1);
        loop.cancel(rest);
        apply();
    }

    void begin() {
        if (life != Life.BOUND) return;
        life = Life.LISTENING;
        loop.add(this);
        apply();
    }

    private void apply() {
        if (life != Life.LISTENING) return;
        try {
            wantAccept(!paused && !starved);
        } catch (IOException e) {
            loop.report(e);
            closeNow();
        }
    }

    void closeNow() {
        if (life == Life.CLOSED) return;
        relieve();
        life = Life.CLOSED;
        loop.remove(this);
        release();
    }

    private void inLoop(Runnable change) {
        if (loop.isMine()) {
            change.run();
            return;
        }
        try {
            loop.execute(change);
        } catch (RejectedExecutionException ended) {
            // The loop has closed its listeners.
        }
    }

    @Override
    public final void pause() {
        inLoop(() -> {
            paused = true;
            apply();
        });
    }

    @Override
    public final void resume() {
        inLoop(() -> {
            paused = false;
            apply();
        });
    }

    @Override
    public final void close() {
        inLoop(() -> {
            if (isAccepting()) acceptRest();
            closeNow();
        });
    }
}
