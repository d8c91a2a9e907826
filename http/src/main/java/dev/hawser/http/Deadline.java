package dev.hawser.http;

import dev.hawser.transport.EventLoop;
import dev.hawser.transport.Timer;

/** The one timer of a connection. Moved only to come earlier; one that rings too early just looks again. */
abstract class Deadline extends Timer {

    private final EventLoop loop;
    private long at = Long.MAX_VALUE;

    Deadline(EventLoop loop) {
        this.loop = loop;
    }

    /** Rings at {@code next} at the latest. */
    final void meet(long next) {
        if (next >= at) return;
        at = next;
        loop.schedule(this, next);
    }

    /** Rings at {@code next}, and not before. */
    final void await(long next) {
        at = next;
        loop.schedule(this, next);
    }

    final void cancel() {
        loop.cancel(this);
    }

    @Override
    protected final void fire(long now) {
        at = Long.MAX_VALUE;
        late(now);
    }

    /** It is time to look. */
    abstract void late(long now);
}
