package dev.hawser.bytes;

import dev.hawser.bytes.internal.Raw;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rope that goes to the wire: octets in order, some packed into the list's own arrays, some shared where they lie,
 * some still in a file.
 *
 * <p>{@link #remaining()} is O(1). {@link #advance} costs only what it passes, so resuming after a short write is
 * O(sent). Small pieces ({@link #pack}) share one array, which keeps a gathering write short; large ones
 * ({@link #append}) are never touched. Marks run when everything before them has been passed, or when the list is
 * cleared; this is how an owner learns that a piece is gone.
 *
 * <p>Confined to one thread. Every method fails before it changes anything.
 */
@SuppressWarnings("ReferenceEquality") // An array is found again by what it is, not by what it holds.
public final class BufList {

    private static final int FIRST_CAPACITY = 8;

    /** Entries of one gathering write: the kernel takes no more. */
    private static final int MOST_GATHERED = 1024;

    /** Buffers that are kept from one write to the next, and with them their blocks. */
    private static final int GATHER_KEPT = 16;

    private final PackBlocks blocks;

    /** The arrays below, lent by {@link #blocks} while there are entries: a list that is empty holds none. */
    private Ring ring = Ring.NONE;

    // A ring of entries. An entry is byte[] (packed, ours), Bytes (shared), FileRegion, or Runnable (a mark, length 0).
    private @Nullable Object[] what = Ring.NONE.what;
    private long[] from = Ring.NONE.from;
    private long[] length = Ring.NONE.length;

    /** Whether passing the entry ends the use of its array: set for the last entry of an array that is full. */
    private boolean[] closes = Ring.NONE.closes;

    private int head;
    private int count;
    private long remaining;

    /** How many entries have been passed since the list was made: the sequence number of the entry at the head. */
    private long passed;

    /** The array that takes the next packed octets, or null while none is held. */
    private byte @Nullable [] tail;

    private int tailAt;

    /** The sequence number of the last entry in {@link #tail}; below {@link #passed} when there is none left. */
    private long tailLast = -1;

    // For writing to a channel: buffers over blocks, kept because cutting one costs as much as naming it to the kernel.
    private @Nullable ByteBuffer[] gather = NO_BUFFERS;
    private @Nullable Block[] gatherOf = NO_BLOCKS;

    private static final @Nullable ByteBuffer[] NO_BUFFERS = new @Nullable ByteBuffer[0];
    private static final @Nullable Block[] NO_BLOCKS = new @Nullable Block[0];

    /** The arrays of a ring of entries, all of one length, a power of two. Empty while nobody uses them. */
    static final class Ring {
        static final Ring NONE = new Ring(0);

        final @Nullable Object[] what;
        final long[] from;
        final long[] length;
        final boolean[] closes;

        Ring(int capacity) {
            what = new @Nullable Object[capacity];
            from = new long[capacity];
            length = new long[capacity];
            closes = new boolean[capacity];
        }
    }

    /** A list with pack arrays of its own, of 4 KiB. */
    public BufList() {
        this(new PackBlocks(4096, 2));
    }

    /** A list that packs into arrays of {@code blocks}, which it shares. */
    public BufList(PackBlocks blocks) {
        this.blocks = blocks;
    }

    /** The octets not yet passed. O(1). */
    public long remaining() {
        return remaining;
    }

    /** Whether nothing is left to send. Marks may still be waiting behind nothing only while {@link #advance} runs. */
    public boolean isEmpty() {
        return remaining == 0;
    }

    /** The number of entries, marks included: what a gathering write would have to name. O(1). */
    public int entries() {
        return count;
    }

    /**
     * Makes room for {@code room} octets at the end and returns the array to write them into, from
     * {@link #packPosition()} on. Nothing is added until {@link #packed}. The array is borrowed until then.
     *
     * @param room octets wanted, at most {@link PackBlocks#size()}
     */
    public byte[] pack(int room) {
        byte[] block = tail;
        if (block != null && block.length - tailAt >= room) return block;
        return freshTail(room);
    }

    private byte[] freshTail(int room) {
        if (room > blocks.size()) {
            throw new IllegalArgumentException("pack(%d): a block holds %d octets".formatted(room, blocks.size()));
        }
        leaveTail();
        byte[] block = blocks.take();
        tail = block;
        tailAt = 0;
        return block;
    }

    /** Stops packing into the present array, which goes back when its last entry is passed; at once if that was. */
    private void leaveTail() {
        byte[] old = tail;
        if (old == null) return;
        tail = null;
        if (tailLast < passed) blocks.give(old);
        else closes[index((int) (tailLast - passed))] = true;
        tailLast = -1;
    }

    /** Where in the array of {@link #pack} the next octet goes. */
    public int packPosition() {
        return tailAt;
    }

    /** Adds what was written into the array of {@link #pack}, up to {@code position}. O(1). */
    public void packed(int position) {
        byte[] block = tail;
        if (block == null) throw new IllegalStateException("packed(%d): before pack()".formatted(position));
        if (position < tailAt || position > block.length) {
            throw new IndexOutOfBoundsException(
                    "packed(%d): from %d, the block ends at %d".formatted(position, tailAt, block.length));
        }
        int added = position - tailAt;
        if (added == 0) return;
        int last = index(count - 1);
        // Only the last entry of all can grow; in the tail it always ends where the next octets begin.
        if (count > 0 && tailLast == passed + count - 1) {
            requireFits(added);
            length[last] += added;
            remaining += added;
        } else {
            add(block, tailAt, added);
            tailLast = passed + count - 1;
        }
        tailAt = position;
    }

    /** Copies {@code source} to the end: for pieces so small that naming them costs more than copying them. O(n). */
    public void packCopy(byte[] source, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, source.length);
        requireFits(count);
        while (count > 0) {
            byte[] block = tail;
            int room = block == null ? 0 : block.length - tailAt;
            if (room == 0) {
                block = freshTail(1);
                room = block.length;
            }
            int n = Math.min(room, count);
            System.arraycopy(source, offset, Objects.requireNonNull(block), tailAt, n);
            blocks.moved(n);
            packed(tailAt + n);
            offset += n;
            count -= n;
        }
    }

    /** Copies {@code [start, start + count)} of {@code source} to the end. O(count). */
    public void packCopy(Bytes source, int start, int count) {
        Objects.checkFromIndexSize(start, count, source.length());
        requireFits(count);
        while (count > 0) {
            byte[] block = tail;
            int room = block == null ? 0 : block.length - tailAt;
            if (room == 0) {
                block = freshTail(1);
                room = block.length;
            }
            int n = Math.min(room, count);
            source.copyTo(start, Objects.requireNonNull(block), tailAt, n);
            blocks.moved(n);
            packed(tailAt + n);
            start += n;
            count -= n;
        }
    }

    /** Adds {@code piece} where it lies; shares it until it is passed. O(1). */
    public void append(Bytes piece) {
        append(piece, 0, piece.length());
    }

    /** Adds {@code [start, end)} of {@code piece} where it lies, without making a view of it. O(1). */
    public void append(Bytes piece, int start, int end) {
        Objects.checkFromToIndex(start, end, piece.length());
        if (start != end) add(piece, start, end - start);
    }

    /** Adds a stretch of a file; the transport decides how it travels. Shares the channel until it is passed. O(1). */
    public void append(FileRegion region) {
        append(region, 0, region.length());
    }

    /** Adds {@code count} octets of {@code region} from its octet {@code start} on. O(1). */
    public void append(FileRegion region, long start, long count) {
        Objects.checkFromIndexSize(start, count, region.length());
        if (count != 0) add(region, start, count);
    }

    /** Runs {@code action} once everything now in the list has been passed or dropped; at once if there is nothing. */
    public void mark(Runnable action) {
        if (count == 0) action.run();
        else add(action, 0, 0);
    }

    /** Moves all entries of {@code other} to the end of this list; copies nothing but other's packed octets. */
    public void take(BufList other) {
        if (other == this) throw new IllegalArgumentException("take: of a list and itself");
        requireFits(other.remaining);
        for (int i = 0; i < other.count; i++) {
            int at = other.index(i);
            Object entry = Objects.requireNonNull(other.what[at]);
            if (entry instanceof byte[] packed) packCopy(packed, (int) other.from[at], (int) other.length[at]);
            else if (entry instanceof Runnable mark) mark(mark);
            else add(entry, other.from[at], other.length[at]);
            // Marks have moved; what is left here is dropped in silence.
            if (entry instanceof Runnable) other.what[at] = Bytes.empty();
        }
        other.clear();
    }

    /**
     * Passes the first {@code n} octets: they have been sent. Releases what is behind, runs the marks that are reached.
     * O(entries passed).
     */
    public void advance(long n) {
        if (n < 0 || n > remaining) throw new OverrunException("advance", n, remaining);
        remaining -= n;
        while (count > 0) {
            int at = head;
            long here = length[at];
            if (n < here) {
                from[at] += n;
                length[at] = here - n;
                return;
            }
            n -= here;
            Object done = what[at];
            what[at] = null;
            boolean closed = closes[at];
            closes[at] = false;
            head = (at + 1) & (what.length - 1);
            count--;
            passed++;
            if (closed) blocks.give((byte[]) Objects.requireNonNull(done));
            else if (done instanceof Runnable mark) mark.run();
        }
        if (count == 0) rest();
    }

    private void rest() {
        if (tail != null) leaveTail();
        Ring held = ring;
        if (held == Ring.NONE) return;
        use(Ring.NONE);
        blocks.give(held);
    }

    private void use(Ring other) {
        ring = other;
        what = other.what;
        from = other.from;
        length = other.length;
        closes = other.closes;
        head = 0;
    }

    /** Drops everything unsent, runs every mark, and gives back the arrays. */
    public void clear() {
        Arrays.fill(gather, null);
        Arrays.fill(gatherOf, null);
        advance(remaining);
    }

    /** Copies the octets that remain, in order, without passing them. Files are refused. O(n). */
    public Bytes copyRemaining() {
        return copyFirst("copyRemaining", remaining, Copies.Site.TO_ARRAY);
    }

    /**
     * Where the packed octets that wait are a small rest of their array, moves them into one of their own size and gives
     * the large one back. For a list that has to wait: a slow reader must not pin a whole array for a few octets.
     * O(entries).
     */
    public void trim() {
        leaveTail();
        int i = 0;
        while (i < count) {
            if (!(what[index(i)] instanceof byte[] block)) {
                i++;
                continue;
            }
            // Arrays are filled one after the other, so between two entries of one array there is none of another.
            long live = 0;
            int last = i;
            for (int k = i; k < count; k++) {
                int at = index(k);
                if (what[at] == block) {
                    live += length[at];
                    last = k;
                    if (closes[at]) break;
                } else if (what[at] instanceof byte[]) {
                    break;
                }
            }
            // An array that closes nowhere is one that was made here before, of the right size.
            if (closes[index(last)] && live * 4 <= block.length) moveOut(block, i, last, (int) live);
            i = last + 1;
        }
    }

    private void moveOut(byte[] block, int first, int last, int live) {
        byte[] rest = new byte[live];
        int at = 0;
        for (int k = first; k <= last; k++) {
            int e = index(k);
            if (what[e] != block) continue;
            System.arraycopy(block, (int) from[e], rest, at, (int) length[e]);
            what[e] = rest;
            from[e] = at;
            at += (int) length[e];
        }
        closes[index(last)] = false;
        blocks.moved(live);
        blocks.give(block);
    }

    // ---- for those who have no transport

    /**
     * Takes the first {@code n} octets out of the list as one view: shared where they lie in one appended piece, copied
     * otherwise. Files are refused.
     */
    public Bytes takeFirst(int n) {
        if (n < 0 || n > remaining) throw new OverrunException("takeFirst", n, remaining);
        if (n == 0) return Bytes.empty();
        int i = 0;
        while (what[index(i)] instanceof Runnable) i++;
        int at = index(i);
        Bytes out;
        if (what[at] instanceof Bytes piece && length[at] >= n) {
            out = piece.slice((int) from[at], (int) from[at] + n);
        } else {
            out = copyFirst("takeFirst", n, Copies.Site.STRADDLE);
        }
        advance(n);
        return out;
    }

    private Bytes copyFirst(String asked, long n, Copies.Site site) {
        byte[] out = Octets.arrayFor(asked, n);
        int at = 0;
        for (int i = 0; at < n; i++) {
            int k = index(i);
            int part = (int) Math.min(length[k], out.length - at);
            switch (Objects.requireNonNull(what[k])) {
                case byte[] block -> System.arraycopy(block, (int) from[k], out, at, part);
                case Bytes piece -> piece.copyTo((int) from[k], out, at, part);
                case FileRegion region -> throw new IllegalStateException("the list holds " + region);
                default -> {}
            }
            at += part;
        }
        Copies.count(site, n);
        return Bytes.wrap(out);
    }

    /**
     * Writes what {@code channel} takes in one gathering call, passes it, and returns how many octets that were. Heap
     * pieces are handed to the channel as they are, which copies them; a stretch of a file at the front is transferred.
     */
    public long writeTo(GatheringByteChannel channel) throws IOException {
        int n = 0;
        if (gather.length < Math.min(count, MOST_GATHERED)) growGather();
        @Nullable ByteBuffer[] buffers = gather;
        for (int i = 0; i < count && n < MOST_GATHERED; i++) {
            int k = index(i);
            int start = (int) from[k];
            int size = (int) length[k];
            switch (Objects.requireNonNull(what[k])) {
                case byte[] block -> heapBuffer(buffers, n++, block, start, size);
                case HeapBytes b -> heapBuffer(buffers, n++, b.array, b.offset + start, size);
                case SegmentBytes b -> blockBuffer(buffers, n++, b.block, b.offset + start, size);
                case FileRegion f -> {
                    if (n == 0) return transfer(f, k, channel);
                    i = count;
                }
                default -> {}
            }
        }
        if (n == 0) {
            advance(0);
            return 0;
        }
        long written = write(channel, buffers, n);
        for (int i = 0; i < n; i++) {
            if (gatherOf[i] != null && i < GATHER_KEPT) continue;
            buffers[i] = null;
            gatherOf[i] = null;
        }
        advance(written);
        return written;
    }

    @SuppressWarnings("NullAway") // The first n have been filled.
    private static long write(GatheringByteChannel channel, @Nullable ByteBuffer[] buffers, int n) throws IOException {
        return n == 1 ? channel.write(buffers[0]) : channel.write(buffers, 0, n);
    }

    private long transfer(FileRegion region, int k, GatheringByteChannel channel) throws IOException {
        long position = region.position() + from[k];
        FileChannel file = region.file().channel();
        long n = file.transferTo(position, length[k], channel);
        if (n == 0 && file.size() <= position) {
            throw new EOFException("%s: the file ends at %d".formatted(region, file.size()));
        }
        advance(n);
        return n;
    }

    private void growGather() {
        int size = Math.min(MOST_GATHERED, Math.max(GATHER_KEPT, Integer.highestOneBit(count) << 1));
        gather = Arrays.copyOf(gather, size);
        gatherOf = Arrays.copyOf(gatherOf, size);
    }

    private void heapBuffer(@Nullable ByteBuffer[] buffers, int i, byte[] array, int start, int size) {
        buffers[i] = ByteBuffer.wrap(array, start, size);
        gatherOf[i] = null;
    }

    private void blockBuffer(@Nullable ByteBuffer[] buffers, int i, Block block, int start, int size) {
        ByteBuffer buffer = buffers[i];
        if (buffer == null || gatherOf[i] != block) {
            buffer = block.duplicate();
            buffers[i] = buffer;
            gatherOf[i] = block;
        }
        buffer.limit(start + size).position(start);
    }

    private boolean padFile() throws IOException {
        int lost = -1;
        for (int i = 0; i < count; i++) {
            int at = index(i);
            if (!(what[at] instanceof FileRegion region)) continue;
            if (lost < 0) lost = at; // Progress in any case: a file may have grown again, or its disk be broken.
            if (region.file().size() < region.position() + from[at] + length[at]) {
                lost = at;
                break;
            }
        }
        if (lost < 0
                || !((FileRegion) Objects.requireNonNull(what[lost])).file().fallShort()) return false;
        what[lost] = Bytes.wrap(new byte[Math.toIntExact(length[lost])]);
        from[lost] = 0;
        return true;
    }

    private void requireFits(long more) {
        if (remaining + more < 0) {
            throw new IllegalStateException(
                    "%d octets more to the %d of the list: the sum has no number".formatted(more, remaining));
        }
    }

    private void add(Object entry, long start, long size) {
        requireFits(size);
        if (count == what.length) grow();
        int at = index(count);
        what[at] = entry;
        from[at] = start;
        length[at] = size;
        count++;
        remaining += size;
    }

    private int index(int i) {
        return (head + i) & (what.length - 1);
    }

    private void grow() {
        int old = what.length;
        if (old == 0) {
            Ring kept = blocks.takeRing();
            use(kept != null ? kept : new Ring(FIRST_CAPACITY));
            return;
        }
        Ring larger = new Ring(old * 2);
        for (int i = 0; i < count; i++) {
            int at = index(i);
            larger.what[i] = what[at];
            larger.from[i] = from[at];
            larger.length[i] = length[at];
            larger.closes[i] = closes[at];
        }
        use(larger);
    }

    static {
        Raw.open(new Raw.Door() {
            @Override
            public void spans(BufList list, Raw.Spans visitor) {
                for (int i = 0; i < list.count; i++) {
                    int k = list.index(i);
                    long start = list.from[k];
                    long size = list.length[k];
                    if (!span(Objects.requireNonNull(list.what[k]), start, size, visitor)) return;
                }
            }

            // Not a switch over types: linking one takes milliseconds, and the first answer of a process waits for it.
            private static boolean span(Object what, long start, long size, Raw.Spans visitor) {
                if (what instanceof byte[] block) return visitor.heap(block, (int) start, (int) size);
                if (what instanceof HeapBytes b) return visitor.heap(b.array, b.offset + (int) start, (int) size);
                if (what instanceof SegmentBytes b) {
                    return visitor.memory(b.block.segment, b.block.whole, b.offset + start, (int) size);
                }
                return !(what instanceof FileRegion f) || visitor.file(f, start, size);
            }

            @Override
            public boolean padFile(BufList list) throws IOException {
                return list.padFile();
            }

            @Override
            public byte @Nullable [] array(Bytes bytes) {
                return bytes instanceof HeapBytes heap ? heap.array : null;
            }

            @Override
            public int offset(Bytes bytes) {
                return bytes instanceof HeapBytes heap ? heap.offset : 0;
            }
        });
    }
}
