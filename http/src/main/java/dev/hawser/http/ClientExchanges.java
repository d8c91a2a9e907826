package dev.hawser.http;

import org.jspecify.annotations.Nullable;

/** The open exchanges of one connection by number. Open addressing; numbers are never boxed. */
final class ClientExchanges {

    private @Nullable ClientExchange[] slots = new @Nullable ClientExchange[8];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    ClientExchange get(int id) {
        return slots[find(id)];
    }

    void put(ClientExchange exchange) {
        if (size * 2 >= slots.length) grow();
        slots[find(exchange.id)] = exchange;
        size++;
    }

    void remove(ClientExchange exchange) {
        int mask = slots.length - 1;
        int at = find(exchange.id);
        if (slots[at] != exchange) return;
        slots[at] = null;
        size--;
        // What was pushed aside by the one that has gone moves up, so that no search stops too early.
        for (int k = (at + 1) & mask; ; k = (k + 1) & mask) {
            ClientExchange moved = slots[k];
            if (moved == null) return;
            slots[k] = null;
            slots[find(moved.id)] = moved;
        }
    }

    /** All of them, which are forgotten. */
    @Nullable
    ClientExchange[] takeAll() {
        @Nullable ClientExchange[] all = slots;
        slots = new @Nullable ClientExchange[8];
        size = 0;
        return all;
    }

    private int find(int id) {
        int mask = slots.length - 1;
        int at = (id >>> 1) & mask;
        while (true) {
            ClientExchange here = slots[at];
            if (here == null || here.id == id) return at;
            at = (at + 1) & mask;
        }
    }

    private void grow() {
        @Nullable ClientExchange[] old = slots;
        slots = new @Nullable ClientExchange[old.length * 2];
        for (ClientExchange exchange : old) {
            if (exchange != null) slots[find(exchange.id)] = exchange;
        }
    }
}
