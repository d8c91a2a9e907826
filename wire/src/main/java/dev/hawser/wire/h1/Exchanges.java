package dev.hawser.wire.h1;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The open exchanges of a connection in the order of their numbers, which run without gaps. */
final class Exchanges {

    private @Nullable Exchange[] ring = new @Nullable Exchange[2];
    private int head;
    private int size;

    /** The number that the next exchange gets. */
    private int next = 1;

    /** One that is over, for the next to be made of. */
    private @Nullable Exchange spare;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    Exchange get(int index) {
        return Objects.requireNonNull(ring[(head + index) & (ring.length - 1)]);
    }

    @Nullable
    Exchange first() {
        return size == 0 ? null : ring[head];
    }

    /** A fresh exchange at the end, to be begun with the number of {@link #nextNumber}. */
    Exchange add() {
        if (size == ring.length) grow();
        Exchange exchange = spare;
        if (exchange == null) exchange = new Exchange();
        else spare = null;
        ring[(head + size++) & (ring.length - 1)] = exchange;
        return exchange;
    }

    int nextNumber() {
        return next++;
    }

    private void grow() {
        @Nullable Exchange[] larger = new @Nullable Exchange[ring.length * 2];
        for (int i = 0; i < size; i++) larger[i] = get(i);
        ring = larger;
        head = 0;
    }

    Exchange removeFirst() {
        Exchange first = get(0);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        return first;
    }

    /** Keeps {@code over} for the next. Nobody may refer to it any more. */
    void recycle(Exchange over) {
        spare = over;
    }

    /**
     * The exchange with {@code number}; null if it is over.
     *
     * @throws IllegalStateException if there never was one
     */
    @Nullable
    Exchange find(int number) {
        if (number >= next || number < 1) {
            throw new IllegalStateException("exchange %d: %d were opened".formatted(number, next - 1));
        }
        int index = number - (next - size);
        if (index < 0) return null;
        Exchange exchange = get(index);
        return exchange.deaf ? null : exchange;
    }
}
