package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.internal.Raw;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.spi.ColdCheck;
import dev.hawser.transport.spi.CounterCells;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the front of a list into one system call.
 *
 * <ul>
 *   <li>One span of the heap: {@code send} takes the array itself; nothing is copied.
 *   <li>Several spans: {@code sendmsg} over an array of entries in native memory, filled anew for each call. Native spans
 *       are named where they lie. Spans of the heap, which the system cannot be given the addresses of, are copied side by
 *       side into native memory, neighbours into one entry.
 *   <li>A large span of the heap among others is sent by itself, because copying it costs more than another call.
 *   <li>A file: {@code sendfile}. One that is cut into frames: mapped for a while, and named like other memory.
 * </ul>
 * When more follows at once, the system is told so ({@code MSG_MORE}) and fills its segments.
 */
final class Gather implements Raw.Spans {

    private static final int STAGING = 256 << 10;
    private static final int ENTRY = 16;
    private static final int HEADER = 56;
    private static final int HEADER_ENTRIES = 16;
    private static final int HEADER_COUNT = 24;

    /**
     * From this length on a span of the heap is sent by itself. Measured (docs/adr/0004): copying is cheaper than another
     * call up to 16 KiB, dearer from 32 KiB on.
     */
    private static final int LARGE = 32 << 10;

    /** The most of the heap that one call is given: it holds up safepoints for as long as it takes. */
    private static final int HEAP_AT_ONCE = 1 << 20;

    private final MemorySegment errno;
    private final CounterCells counters;
    private final int maxEntries;
    private final int maxBytes;
    private final int quantum;

    private final MemorySegment entries;
    private final MemorySegment header;
    private final MemorySegment staging;
    private final ByteBuffer stagingBuffer;
    private final MemorySegment position;

    // What the spans have become. A single span of the heap stays where it is until a second one comes.
    private byte @Nullable [] single;
    private int singleOffset;
    private int singleLength;
    private int count;
    private long total;
    private int staged;
    /** Where the staged entry that ends the gather begins, or -1 when it ends with another. */
    private int stagedFrom;

    private @Nullable FileRegion file;
    private long fileStart;
    private long fileLength;

    /** Stretches of files that are sent in frames. */
    private final FileWindows windows;

    private ColdCheck coldCheck = (file, position, length) -> false;
    /** Nothing was gathered because a file at the front is not cached. */
    private boolean cold;
    /** What an attempt to map a file met. */
    private @Nullable IOException failure;

    Gather(EventLoop loop, Arena arena, MemorySegment errno, LoopOptions options, CounterCells counters) {
        this.errno = errno;
        this.windows = new FileWindows(loop, errno);
        this.counters = counters;
        this.maxEntries = options.gatherEntries();
        this.maxBytes = options.gatherBytes();
        this.quantum = options.writeQuantum();
        this.entries = arena.allocate((long) maxEntries * ENTRY, 8);
        this.header = arena.allocate(HEADER, 8);
        this.staging = arena.allocate(STAGING, 64);
        this.stagingBuffer = staging.asByteBuffer();
        this.position = arena.allocate(8, 8);
        header.set(JAVA_LONG, HEADER_ENTRIES, entries.address());
    }

    /** Sends what {@code socket} takes of {@code out}, up to the quantum; whether that was all. */
    boolean send(int socket, BufList out, ColdCheck check) throws IOException {
        long left = quantum;
        coldCheck = check;
        while (!out.isEmpty()) {
            if (left <= 0) return false;
            gather(out);
            if (cold) return false;
            long offered;
            long sent;
            byte[] array = single;
            FileRegion region = file;
            if (array != null) {
                offered = Math.min(singleLength, Math.min(maxBytes, HEAP_AT_ONCE));
                MemorySegment octets = MemorySegment.ofArray(array).asSlice(singleOffset, offered);
                sent = Sys.sendArray(errno, socket, octets, offered, flags(offered < out.remaining()));
                single = null;
                counters.countWrite(1, Math.max(sent, 0), offered);
            } else if (region != null) {
                file = null;
                boolean known = region.file() instanceof LinuxFile;
                offered = Math.min(fileLength, known ? left : Math.min(left, STAGING));
                if (check.isCold(region.file(), region.position() + fileStart, offered)) return false;
                sent = sendFile(socket, region, offered, flags(offered < out.remaining()));
                if (sent == 0) {
                    if (Raw.padFile(out)) continue;
                    throw truncated(region, region.position() + fileStart);
                }
                counters.countWrite(1, Math.max(sent, 0), offered);
            } else {
                offered = total;
                sent = sendEntries(socket, flags(offered < out.remaining()));
                counters.countWrite(count, Math.max(sent, 0), offered);
            }
            if (sent < 0) {
                if (sent == -Sys.EAGAIN) return false;
                if (sent == -Sys.EINTR) continue;
                if (sent == -Sys.EFAULT && Raw.padFile(out)) continue;
                throw Errno.moving("writing", (int) -sent);
            }
            out.advance(sent);
            if (sent < offered) return false;
            left -= sent;
        }
        return true;
    }

    private static int flags(boolean more) {
        return more ? Sys.MSG_NOSIGNAL | Sys.MSG_MORE : Sys.MSG_NOSIGNAL;
    }

    private void gather(BufList out) throws IOException {
        cold = false;
        count = 0;
        total = 0;
        staged = 0;
        stagedFrom = -1;
        Raw.spans(out, this);
        endStaged();
        IOException met = failure;
        if (met == null) return;
        failure = null;
        throw met;
    }

    /** Gives back what is mapped. The loop has ended. */
    void release() {
        windows.dropAll();
    }

    private long sendEntries(int socket, int flags) {
        if (count == 1) {
            return Sys.send(errno, socket, entries.get(JAVA_LONG, 0), total, flags);
        }
        header.set(JAVA_LONG, HEADER_COUNT, count);
        return Sys.sendmsg(errno, socket, header.address(), flags);
    }

    private long sendFile(int socket, FileRegion region, long length, int flags) throws IOException {
        if (!region.file().hold()) throw new IOException("a file was closed before it was sent");
        try {
            long from = region.position() + fileStart;
            long sent;
            if (region.file() instanceof LinuxFile known) {
                position.set(JAVA_LONG, 0, from);
                sent = Sys.sendfile(errno, socket, known.fd, position.address(), length);
            } else {
                // Opened by somebody else, its descriptor is not known: its octets pass through our memory.
                int n = region.file().channel().read(stagingBuffer.clear().limit((int) length), from);
                counters.countStaged(Math.max(n, 0));
                sent = n <= 0 ? 0 : Sys.send(errno, socket, staging.address(), n, flags);
            }
            return sent;
        } finally {
            region.file().release();
        }
    }

    private EOFException truncated(FileRegion region, long from) throws IOException {
        return new EOFException("a file ended at octet %d, %d octets before its region did"
                .formatted(Math.min(from, region.file().size()), fileLength));
    }

    private void name(long address, long length) {
        long at = (long) count * ENTRY;
        entries.set(JAVA_LONG, at, address);
        entries.set(JAVA_LONG, at + 8, length);
        count++;
    }

    private void endStaged() {
        if (stagedFrom < 0) return;
        name(staging.address() + stagedFrom, staged - stagedFrom);
        stagedFrom = -1;
    }

    /** Copies the span that was alone so far; false when it is better off alone. */
    private boolean joinSingle() {
        byte[] array = single;
        if (array == null) return true;
        if (singleLength >= LARGE) return false;
        single = null;
        return stage(array, singleOffset, singleLength);
    }

    private boolean stage(byte[] array, int offset, int length) {
        if (stagedFrom < 0) {
            if (count == maxEntries) return false;
            stagedFrom = staged;
        }
        int n = (int) Math.min(length, Math.min(STAGING - staged, maxBytes - total));
        MemorySegment.copy(array, offset, staging, JAVA_BYTE, staged, n);
        counters.countStaged(n);
        staged += n;
        total += n;
        if (staged == stagedFrom) stagedFrom = -1;
        // An entry that is not covered to its end must be the last one.
        return n == length && total < maxBytes;
    }

    @Override
    public boolean heap(byte[] array, int offset, int length) {
        if (count == 0 && stagedFrom < 0 && single == null) {
            single = array;
            singleOffset = offset;
            singleLength = length;
            return true;
        }
        if (!joinSingle()) return false;
        if (length >= LARGE) return false;
        return stage(array, offset, length);
    }

    @Override
    public boolean memory(MemorySegment memory, ByteBuffer buffer, long offset, int length) {
        return nativeSpan(memory.address() + offset, length);
    }

    private boolean nativeSpan(long address, long length) {
        if (!joinSingle()) return false;
        endStaged();
        if (count == maxEntries) return false;
        long n = Math.min(length, maxBytes - total);
        name(address, n);
        total += n;
        return n == length && total < maxBytes;
    }

    @Override
    public boolean file(FileRegion region, long start, long length) {
        boolean first = count == 0 && stagedFrom < 0 && single == null;
        if (region.file() instanceof LinuxFile known) {
            FileWindows.Window window = window(known, region, start, length, first);
            if (window != null) {
                long at = region.position() + start;
                long covered = Math.min(length, window.covers(at));
                return nativeSpan(window.address(at), covered) && covered == length;
            }
            if (cold || failure != null) return false;
        }
        if (first) {
            file = region;
            fileStart = start;
            fileLength = length;
        }
        return false;
    }

    /**
     * Where this stretch is mapped, if it is or should be: a stretch that ends before its region does has been cut out of it,
     * and more of them will follow. A window is opened only when nothing has been named yet, so that none is closed that has.
     */
    private FileWindows.@Nullable Window window(
            LinuxFile known, FileRegion region, long start, long length, boolean first) {
        long at = region.position() + start;
        FileWindows.Window window = windows.at(known, at);
        if (window != null || !first || start + length >= region.length()) return window;
        long end = region.position() + region.length();
        cold = coldCheck.isCold(known, at, Math.min(FileWindows.LENGTH, end - at));
        if (cold) return null;
        try {
            return windows.open(known, at, end);
        } catch (IOException e) {
            failure = e;
            return null;
        }
    }
}
