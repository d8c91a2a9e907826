package dev.hawser.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The open exchanges of one connection by number. Open addressing; numbers are never boxed. */
final class ExchangeTable {

    /** What a connection that has never had an exchange in the table holds: a single place that stays empty. */
    private static final @Nullable Exchange[] NONE = new @Nullable Exchange[1];

    private @Nullable Exchange[] slots = NONE;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Exchange get(int id) {
        int mask = slots.length - 1;
        for (int i = start(id, mask); ; i = (i + 1) & mask) {
            Exchange here = slots[i];
            if (here == null || here.id == id) return here;
        }
    }

    void put(Exchange exchange) {
        if (size * 2 + 1 >= slots.length) grow();
        insert(exchange);
        size++;
    }

    void remove(int id) {
        int mask = slots.length - 1;
        int i = start(id, mask);
        while (true) {
            Exchange here = slots[i];
            if (here == null) return;
            if (here.id == id) break;
            i = (i + 1) & mask;
        }
        slots[i] = null;
        size--;
        // What was pushed aside by the removed one moves back, so that no search stops too early.
        for (int k = (i + 1) & mask; slots[k] != null; k = (k + 1) & mask) {
            Exchange moved = slots[k];
            slots[k] = null;
            if (moved != null) insert(moved);
        }
    }

    /** Tells every exchange. */
    void happens(Hooks.Moment moment) {
        for (Exchange exchange : slots) {
            if (exchange != null) exchange.happens(moment);
        }
    }

    /** Ends every exchange with {@code cause} and forgets them. */
    void failAll(IOException cause) {
        @Nullable Exchange[] all = slots;
        slots = NONE;
        size = 0;
        for (Exchange exchange : all) {
            if (exchange != null) exchange.over(cause);
        }
    }

    private void insert(Exchange exchange) {
        int mask = slots.length - 1;
        int i = start(exchange.id, mask);
        while (slots[i] != null) i = (i + 1) & mask;
        slots[i] = exchange;
    }

    private static int start(int id, int mask) {
        return (id >>> 1) & mask;
    }

    private void grow() {
        @Nullable Exchange[] old = slots;
        slots = new @Nullable Exchange[Math.max(8, old.length * 2)];
        for (Exchange exchange : old) {
            if (exchange != null) insert(exchange);
        }
    }
}
