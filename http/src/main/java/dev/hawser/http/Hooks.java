package dev.hawser.http;

import java.util.ArrayList;
import java.util.List;

/** What is to be run when something happens to an exchange that happens once, or never. Any thread. */
final class Hooks {

    /** What may happen. */
    enum Moment {
        /** It has ended before its response was complete. */
        OVER,
        /** The peer has ended its side of an HTTP/1.1 connection behind the request. */
        INPUT_ENDED,
        /** The server begins to close. */
        DRAINING;

        /** Its place in a set. */
        int bit() {
            return 1 << ordinal();
        }
    }

    private record Hook(Moment moment, Runnable action) {}

    private final List<Hook> hooks = new ArrayList<>(2); // Guarded by this.
    private int happened; // Guarded by this.

    /** Hooks for an exchange to which the moments of {@code happened} have happened already. */
    Hooks(int happened) {
        this.happened = happened;
    }

    /** Runs {@code action} when {@code moment} comes; at once, by the caller, if it has. */
    void add(Moment moment, Runnable action) {
        synchronized (this) {
            if ((happened & moment.bit()) == 0) {
                hooks.add(new Hook(moment, action));
                return;
            }
        }
        action.run();
    }

    /** It has happened. */
    void run(Moment moment) {
        List<Hook> all;
        synchronized (this) {
            happened |= moment.bit();
            all = List.copyOf(hooks);
            forget(moment);
        }
        for (Hook hook : all) {
            if (hook.moment() == moment) hook.action().run();
        }
    }

    /** It will not matter any more. */
    synchronized void forget(Moment moment) {
        hooks.removeIf(hook -> hook.moment() == moment);
    }
}
