package dev.hawser.transport.spi;

import dev.hawser.transport.LoopCounters;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of a loop, in one array. One thread adds, any thread reads: no fence, no lock, no sharing of a cache line
 * with anything else that is written.
 */
public final class CounterCells implements LoopCounters {

    private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int WRITE_CALLS = 8;
    private static final int READ_CALLS = 9;
    private static final int WRITE_ENTRIES = 10;
    private static final int SENT_BYTES = 11;
    private static final int RECEIVED_BYTES = 12;
    private static final int SHORT_WRITES = 13;
    private static final int STAGED_BYTES = 14;
    private static final int ACCEPTED = 15;
    private static final int ACCEPT_PAUSES = 16;
    private static final int CONNECTIONS = 17;
    private static final int TURNS = 18;
    private static final int COLD_READS = 19;
    private static final int WAKEUPS = 27;

    /** Eight cells at either end, and eight before the last one in use, keep other writers' cache lines away. */
    private final long[] cells = new long[36];

    /** All at zero. */
    public CounterCells() {}

    private void add(int cell, long n) {
        CELL.setOpaque(cells, cell, (long) CELL.getOpaque(cells, cell) + n);
    }

    private long get(int cell) {
        return (long) CELL.getOpaque(cells, cell);
    }

    /** One write call that named {@code entries} and sent {@code octets} of the {@code offered} ones. */
    public void countWrite(int entries, long octets, long offered) {
        add(WRITE_CALLS, 1);
        add(WRITE_ENTRIES, entries);
        if (octets > 0) add(SENT_BYTES, octets);
        if (octets < offered) add(SHORT_WRITES, 1);
    }

    /** A write call that was counted whole has left {@code octets} behind. */
    public void countTakenBack(long octets) {
        add(SENT_BYTES, -octets);
        add(SHORT_WRITES, 1);
    }

    /** One read call that brought {@code octets}; none when it is not positive. */
    public void countRead(long octets) {
        add(READ_CALLS, 1);
        if (octets > 0) add(RECEIVED_BYTES, octets);
    }

    /** {@code octets} were copied on their way to a write call. */
    public void countStaged(long octets) {
        add(STAGED_BYTES, octets);
    }

    /** A connection was accepted. */
    public void countAccepted() {
        add(ACCEPTED, 1);
    }

    void countAcceptPause() {
        add(ACCEPT_PAUSES, 1);
    }

    void countColdRead() {
        add(COLD_READS, 1);
    }

    void countOpened() {
        add(CONNECTIONS, 1);
    }

    void countClosed() {
        add(CONNECTIONS, -1);
    }

    void countTurn() {
        add(TURNS, 1);
    }

    /** Called by the thread that wakes the loop: this cell alone has several writers, and lies apart. */
    void countWakeup() {
        CELL.getAndAdd(cells, WAKEUPS, 1L);
    }

    @Override
    public long writeCalls() {
        return get(WRITE_CALLS);
    }

    @Override
    public long readCalls() {
        return get(READ_CALLS);
    }

    @Override
    public long writeEntries() {
        return get(WRITE_ENTRIES);
    }

    @Override
    public long sentBytes() {
        return get(SENT_BYTES);
    }

    @Override
    public long receivedBytes() {
        return get(RECEIVED_BYTES);
    }

    @Override
    public long shortWrites() {
        return get(SHORT_WRITES);
    }

    @Override
    public long stagedBytes() {
        return get(STAGED_BYTES);
    }

    @Override
    public long accepted() {
        return get(ACCEPTED);
    }

    @Override
    public long acceptPauses() {
        return get(ACCEPT_PAUSES);
    }

    @Override
    public long coldReads() {
        return get(COLD_READS);
    }

    @Override
    public long connections() {
        return get(CONNECTIONS);
    }

    @Override
    public long wakeups() {
        return get(WAKEUPS);
    }

    @Override
    public long turns() {
        return get(TURNS);
    }
}
