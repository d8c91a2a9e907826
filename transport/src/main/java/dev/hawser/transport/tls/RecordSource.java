package dev.hawser.transport.tls;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.internal.Raw;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the front of a list as the plaintext of one record, across the borders of its entries.
 *
 * <p>For engines that are fast on arrays, small neighbours are copied side by side into one, because the engine pays for
 * every buffer it is given; large pieces are handed over where they lie, for the engine copies them into the record
 * anyway. Engines that want direct memory get it in one buffer, which is the piece itself where that is native and fills
 * a record. Files are read in blocks that last for several records.
 */
final class RecordSource implements Raw.Spans {

    /** Below this a piece is copied. */
    private static final int COPIED = 1024;

    /** Every second source is a large piece, so there can be no more than this. */
    private static final int SOURCES = 2 * (TlsEngines.LARGEST_PLAINTEXT / COPIED) + 3;

    private static final int FILE_BLOCK = 128 * 1024;

    /** The plaintext: {@link #count} buffers from the first on. */
    final @Nullable ByteBuffer[] sources = new @Nullable ByteBuffer[SOURCES];

    int count;

    private int room;
    private final byte[] staging;
    /** Where everything is copied to for engines that want direct memory; null for the others. */
    private final @Nullable ByteBuffer direct;

    private int staged;
    /** Where in {@link #staging} the last source begins, or -1 when it lies elsewhere. */
    private int stagedFrom;

    /** The octets {@code [blockFrom, blockFrom + blockLength)} of {@link #blockOf}. */
    private byte @Nullable [] block;

    private @Nullable FileRegion blockOf;
    private long blockFrom;
    private int blockLength;
    private boolean blockUsed;
    private @Nullable IOException failure;

    /** {@code direct} takes a record's plaintext, for engines that want direct memory; null for the others. */
    RecordSource(@Nullable ByteBuffer direct) {
        this.direct = direct;
        this.staging = new byte[direct == null ? TlsEngines.LARGEST_PLAINTEXT : 0];
    }

    /** Takes up to {@code limit} octets from the front of {@code list}, which stay there. */
    void take(BufList list, int limit) throws IOException {
        room = limit;
        count = 0;
        staged = 0;
        stagedFrom = -1;
        blockUsed = false;
        Raw.spans(list, this);
        endStaged();
        IOException failed = failure;
        if (failed != null) {
            failure = null;
            release();
            throw failed;
        }
    }

    /** Forgets the buffers of the last record. */
    void clear() {
        for (int i = 0; i < count; i++) sources[i] = null;
        count = 0;
    }

    /** Forgets what was read of files too: the next records are those of another list. */
    void release() {
        clear();
        blockOf = null;
        blockLength = 0;
    }

    private void endStaged() {
        ByteBuffer whole = direct;
        if (whole != null && staged > 0) sources[count++] = whole.limit(staged).position(0);
        if (stagedFrom < 0) return;
        sources[count++] = ByteBuffer.wrap(staging, stagedFrom, staged - stagedFrom);
        stagedFrom = -1;
    }

    @Override
    public boolean heap(byte[] array, int offset, int length) {
        int n = Math.min(length, room);
        if (direct != null) {
            direct.limit(staged + n).put(staged, array, offset, n);
            staged += n;
        } else if (n >= COPIED) {
            endStaged();
            sources[count++] = ByteBuffer.wrap(array, offset, n);
        } else if (n > 0) {
            if (stagedFrom < 0) stagedFrom = staged;
            System.arraycopy(array, offset, staging, staged, n);
            staged += n;
        }
        room -= n;
        return room > 0;
    }

    @Override
    public boolean memory(MemorySegment memory, ByteBuffer buffer, long offset, int length) {
        int n = Math.min(length, room);
        if (direct != null && (staged > 0 || n < room)) {
            direct.limit(staged + n).put(staged, buffer, (int) offset, n);
            staged += n;
        } else if (direct != null || n >= COPIED) {
            endStaged();
            sources[count++] = buffer.slice((int) offset, n);
        } else if (n > 0) {
            if (stagedFrom < 0) stagedFrom = staged;
            buffer.get((int) offset, staging, staged, n);
            staged += n;
        }
        room -= n;
        return room > 0;
    }

    @Override
    public boolean file(FileRegion region, long start, long length) {
        try {
            long at = region.position() + start;
            if (blockOf != region || at < blockFrom || at >= blockFrom + blockLength) {
                if (blockUsed) return false; // This record shows the block already; the next one may have it.
                read(region, at, (int) Math.min(length, FILE_BLOCK));
            }
            blockUsed = true;
            byte[] held = block;
            if (held == null) throw new AssertionError("read() left no block");
            int inBlock = (int) (at - blockFrom);
            int n = (int) Math.min(length, blockLength - inBlock);
            return heap(held, inBlock, n) && n == length;
        } catch (IOException e) {
            failure = e;
            return false;
        }
    }

    private void read(FileRegion region, long from, int length) throws IOException {
        byte[] held = block;
        if (held == null) block = held = new byte[FILE_BLOCK];
        blockOf = null;
        blockLength = 0;
        if (!region.file().hold()) throw new IOException("a file was closed before it was sent");
        try {
            ByteBuffer into = ByteBuffer.wrap(held, 0, length);
            while (into.hasRemaining()) {
                if (region.file().channel().read(into, from + into.position()) > 0) continue;
                if (into.position() > 0) break; // Send what there is; the next read finds the end again.
                throw new EOFException("a file ended at octet %d, %d octets before its region did"
                        .formatted(region.file().size(), region.position() + region.length() - from));
            }
            blockOf = region;
            blockFrom = from;
            blockLength = into.position();
        } finally {
            region.file().release();
        }
    }
}
