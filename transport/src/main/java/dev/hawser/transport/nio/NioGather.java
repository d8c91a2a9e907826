package dev.hawser.transport.nio;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.internal.Raw;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.spi.ColdCheck;
import dev.hawser.transport.spi.CounterCells;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Turns the front of a list into one call of the JDK. The JDK would copy each heap buffer of a gather into a temporary
 * direct one; here they are copied once, side by side, into one buffer of the loop, so that neighbours are one entry.
 */
final class NioGather implements Raw.Spans {

    private final ByteBuffer staging;
    private final int maxEntries;
    private final int maxBytes;
    private final int quantum;
    private final CounterCells counters;

    private final @Nullable ByteBuffer[] entries;
    private int count;
    private long total;

    /** Where the staged entry that ends the gather begins, or -1 when it ends with another. */
    private int stagedFrom;

    private @Nullable FileRegion file;
    private long fileStart;
    private long fileLength;

    NioGather(ByteBuffer staging, LoopOptions options, CounterCells counters) {
        this.staging = staging;
        this.maxEntries = options.gatherEntries();
        this.maxBytes = options.gatherBytes();
        this.quantum = options.writeQuantum();
        this.counters = counters;
        this.entries = new @Nullable ByteBuffer[maxEntries];
    }

    /** Sends what {@code socket} takes of {@code out}; whether that was all. */
    boolean send(SocketChannel socket, BufList out, ColdCheck cold) throws IOException {
        long left = quantum;
        while (!out.isEmpty()) {
            if (left <= 0) return false;
            long offered;
            long sent;
            gather(out);
            FileRegion region = file;
            if (count == 0 && region != null) {
                file = null;
                offered = Math.min(fileLength, left);
                if (cold.isCold(region.file(), region.position() + fileStart, offered)) return false;
                sent = sendFile(socket, region, offered);
                counters.countWrite(1, sent, offered);
            } else {
                offered = total;
                sent = write(socket);
                counters.countWrite(count, sent, offered);
            }
            out.advance(sent);
            if (sent < offered) return false;
            left -= sent;
        }
        return true;
    }

    private void gather(BufList out) {
        count = 0;
        total = 0;
        stagedFrom = -1;
        file = null;
        staging.clear();
        Raw.spans(out, this);
        endStaged();
    }

    private long write(SocketChannel socket) throws IOException {
        try {
            return count == 1 ? socket.write(entries[0]) : socket.write(entries, 0, count);
        } finally {
            for (int i = 0; i < count; i++) entries[i] = null;
        }
    }

    private long sendFile(SocketChannel socket, FileRegion region, long length) throws IOException {
        if (!region.file().hold()) throw new IOException("a file was closed before it was sent");
        try {
            long from = region.position() + fileStart;
            long sent = region.file().channel().transferTo(from, length, socket);
            if (sent == 0 && region.file().size() <= from) {
                throw new EOFException("a file ended at octet %d, %d octets before its region did"
                        .formatted(region.file().size(), fileLength));
            }
            return sent;
        } finally {
            region.file().release();
        }
    }

    private void endStaged() {
        if (stagedFrom < 0) return;
        entries[count++] = staging.slice(stagedFrom, staging.position() - stagedFrom);
        stagedFrom = -1;
    }

    @Override
    public boolean heap(byte[] array, int offset, int length) {
        if (stagedFrom < 0) {
            if (count == maxEntries) return false;
            stagedFrom = staging.position();
        }
        int n = (int) Math.min(length, Math.min(staging.remaining(), maxBytes - total));
        staging.put(array, offset, n);
        counters.countStaged(n);
        total += n;
        if (staging.position() == stagedFrom) stagedFrom = -1;
        // An entry that is not covered to its end must be the last one.
        return n == length && total < maxBytes;
    }

    @Override
    public boolean memory(MemorySegment memory, ByteBuffer buffer, long offset, int length) {
        endStaged();
        if (count == maxEntries) return false;
        int n = (int) Math.min(length, maxBytes - total);
        entries[count++] = buffer.slice((int) offset, n);
        total += n;
        return n == length && total < maxBytes;
    }

    @Override
    public boolean file(FileRegion region, long start, long length) {
        file = region;
        fileStart = start;
        fileLength = length;
        return false;
    }
}
