package dev.hawser.transport;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Timers of one thread, in eight wheels of 64 slots, each turning 64 times slower than the one before.
 *
 * <p>A tick is 2^20 ns, about a millisecond; no timer fires early, and timers of different ticks fire in order. Arming
 * and disarming are O(1) and allocate nothing. Moving an armed timer to a <em>later</em> deadline, which is what every
 * request does to an idle timer, is one store: the timer stays where it lies and is moved on when the wheel gets there.
 *
 * <p>Knows no clock: time is an argument. Confined to one thread.
 */
public final class TimerWheel {

    private static final int TICK_BITS = 20;
    private static final int SLOT_BITS = 6;
    private static final int SLOTS = 1 << SLOT_BITS;
    /** 8 x 6 bits of ticks are more than a long of nanoseconds can name. */
    private static final int LEVELS = 8;

    private final long origin;
    private final @Nullable Timer[] slots = new @Nullable Timer[LEVELS * SLOTS];
    /** For each level, which slots hold timers. All of them lie ahead of the current tick's own slot. */
    private final long[] occupied = new long[LEVELS];

    /** The tick up to which everything has fired. */
    private long current;

    /** A wheel that starts at {@code now}, in nanoseconds on any scale. */
    public TimerWheel(long now) {
        this.origin = now;
    }

    /** Arms {@code timer} for {@code deadline}, or moves it there. O(1). */
    public void schedule(Timer timer, long deadline) {
        long ahead = deadline - origin;
        if (ahead < 0 && deadline > origin) ahead = Long.MAX_VALUE;
        long tick = Math.max(((ahead - 1) >> TICK_BITS) + 1, current + 1);
        timer.deadline = tick;
        if (timer.slot >= 0) {
            if (tick >= timer.due) return;
            unlink(timer);
        }
        link(timer);
    }

    /** Disarms {@code timer} if it is armed. O(1). */
    public void cancel(Timer timer) {
        if (timer.slot >= 0) unlink(timer);
    }

    /** No timer fires before this; {@link Long#MAX_VALUE} when none is armed. O(1). */
    public long nextDeadline() {
        long tick = nextTick();
        return tick == Long.MAX_VALUE ? tick : origin + (tick << TICK_BITS);
    }

    /** Fires what is due at {@code now}. A time that has gone back fires nothing. */
    public void advance(long now) {
        long target = (now - origin) >> TICK_BITS;
        while (current < target) {
            long tick = nextTick();
            if (tick > target) {
                current = target;
                return;
            }
            current = tick;
            empty(firstSlot(), now);
        }
    }

    /** Fires or moves on all timers of the slot that the current tick has reached. */
    private void empty(int slot, long now) {
        Timer head = Objects.requireNonNull(slots[slot]);
        while (true) {
            Timer timer = Objects.requireNonNull(head.next);
            if (timer instanceof Head) return;
            unlink(timer);
            if (timer.deadline > current) link(timer);
            else timer.fire(now);
        }
    }

    private long nextTick() {
        for (int level = 0; level < LEVELS; level++) {
            long bits = occupied[level];
            if (bits == 0) continue;
            int shift = level * SLOT_BITS;
            long start = current >>> (shift + SLOT_BITS) << (shift + SLOT_BITS);
            return start + ((long) Long.numberOfTrailingZeros(bits) << shift);
        }
        return Long.MAX_VALUE;
    }

    /** The slot that {@link #nextTick} named: the first of the lowest level that has any. */
    private int firstSlot() {
        for (int level = 0; level < LEVELS; level++) {
            long bits = occupied[level];
            if (bits != 0) return level * SLOTS + Long.numberOfTrailingZeros(bits);
        }
        throw new AssertionError("no timer is armed");
    }

    private void link(Timer timer) {
        long tick = timer.deadline;
        // The level is given by the highest digit, to base 64, in which the deadline differs from now.
        int level = (63 - Long.numberOfLeadingZeros((tick ^ current) | (SLOTS - 1))) / SLOT_BITS;
        int shift = level * SLOT_BITS;
        int digit = (int) (tick >>> shift) & (SLOTS - 1);
        int slot = level * SLOTS + digit;
        Timer head = slots[slot];
        if (head == null) head = slots[slot] = new Head();
        Timer last = Objects.requireNonNull(head.previous);
        timer.slot = slot;
        timer.due = tick >>> shift << shift;
        timer.previous = last;
        timer.next = head;
        last.next = timer;
        head.previous = timer;
        occupied[level] |= 1L << digit;
    }

    private void unlink(Timer timer) {
        Timer before = Objects.requireNonNull(timer.previous);
        Timer after = Objects.requireNonNull(timer.next);
        before.next = after;
        after.previous = before;
        if (before instanceof Head && after instanceof Head) occupied[timer.slot >>> SLOT_BITS] &= ~(1L << timer.slot);
        timer.next = null;
        timer.previous = null;
        timer.slot = -1;
    }

    /** Where the ring of a slot begins and ends. */
    private static final class Head extends Timer {
        Head() {
            next = this;
            previous = this;
        }

        @Override
        protected void fire(long now) {
            throw new AssertionError("a slot is not a timer");
        }
    }
}
