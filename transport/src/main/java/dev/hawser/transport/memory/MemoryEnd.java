package dev.hawser.transport.memory;

import java.util.Arrays;

/** What one end of a connection has been sent and has not read yet. */
final class MemoryEnd {

    static final int CAPACITY = 256 << 10;

    private byte[] octets = new byte[256];
    private int from;
    private int to;

    /** How many octets may wait here. */
    private final int capacity;

    /** The most that one call of the other side brings. */
    int perCall = Integer.MAX_VALUE;

    /** The other side will send no more. */
    boolean ended;

    /** The other side has broken the connection off. */
    boolean reset;

    /** This side has gone: what is sent here meets nobody. */
    boolean gone;

    MemoryEnd(int capacity) {
        this.capacity = capacity;
    }

    int size() {
        return to - from;
    }

    /** What one call may bring now. */
    int room() {
        return Math.min(perCall, capacity - size());
    }

    void add(byte[] array, int offset, int count) {
        if (octets.length - to < count) {
            byte[] old = octets;
            int size = size();
            if (octets.length - size < count) octets = new byte[Math.max(octets.length * 2, size + count)];
            System.arraycopy(old, from, octets, 0, size);
            from = 0;
            to = size;
        }
        System.arraycopy(array, offset, octets, to, count);
        to += count;
    }

    int take(byte[] target) {
        int n = Math.min(size(), target.length);
        System.arraycopy(octets, from, target, 0, n);
        from += n;
        return n;
    }

    byte[] takeAll() {
        byte[] all = Arrays.copyOfRange(octets, from, to);
        from = to;
        return all;
    }
}
