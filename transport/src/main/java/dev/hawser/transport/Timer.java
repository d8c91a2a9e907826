package dev.hawser.transport;

import org.jspecify.annotations.Nullable;

/**
 * Something to be done at a later time; extend it where the state is. It is its own node of the {@link TimerWheel}, so
 * arming it allocates nothing. Belongs to one wheel at a time.
 */
public abstract class Timer {

    /** Neighbours in the slot, or null while not armed. */
    @Nullable
    Timer next;

    @Nullable
    Timer previous;

    /** When to fire, in ticks of the wheel. */
    long deadline;

    /** When the wheel looks at it next, in ticks: never later than the deadline. */
    long due;

    /** Where it lies, counted over all levels; -1 while not armed. */
    int slot = -1;

    /** A timer that is not armed. */
    protected Timer() {}

    /** Whether it will fire. */
    public final boolean isArmed() {
        return slot >= 0;
    }

    /**
     * The deadline has come. The timer is no longer armed and may be armed again here.
     *
     * @param now the time of this turn
     */
    protected abstract void fire(long now);
}
