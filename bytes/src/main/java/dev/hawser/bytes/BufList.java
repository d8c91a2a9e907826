package dev.hawser.bytes;

import dev.hawser.bytes.internal.Raw;
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

    private final PackBlocks blocks;

    // A ring of entries. An entry is byte[] (packed, ours), Bytes (shared), FileRegion, or Runnable (a mark, length 0).
    private @Nullable Object[] what = new @Nullable Object[FIRST_CAPACITY];
    private long[] from = new long[FIRST_CAPACITY];
    private long[] length = new long[FIRST_CAPACITY];
    private int head;
    private int count;
    private long remaining;

    /** The array that takes the next packed octets, or null while none is held. */
    private byte @Nullable [] tail;

    private int tailAt;

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
        byte[] old = tail;
        if (old != null && !references(old)) blocks.give(old);
        byte[] block = blocks.take();
        tail = block;
        tailAt = 0;
        return block;
    }

    /** Where in the array of {@link #pack} the next octet goes. */
    public int packPosition() {
        return tailAt;
    }

    /** Adds what was written into the array of {@link #pack}, up to {@code position}. O(1). */
    public void packed(int position) {
        byte[] block = Objects.requireNonNull(tail, "packed() before pack()");
        if (position < tailAt || position > block.length) {
            throw new IndexOutOfBoundsException(
                    "packed(%d): from %d, the block ends at %d".formatted(position, tailAt, block.length));
        }
        int added = position - tailAt;
        if (added == 0) return;
        int last = index(count - 1);
        if (count > 0 && what[last] == block && from[last] + length[last] == tailAt) {
            length[last] += added;
            remaining += added;
        } else {
            add(block, tailAt, added);
        }
        tailAt = position;
    }

    /** Copies {@code source} to the end: for pieces so small that naming them costs more than copying them. O(n). */
    public void packCopy(byte[] source, int offset, int count) {
        Objects.checkFromIndexSize(offset, count, source.length);
        while (count > 0) {
            byte[] block = tail;
            int room = block == null ? 0 : block.length - tailAt;
            if (room == 0) {
                block = freshTail(1);
                room = block.length;
            }
            int n = Math.min(room, count);
            System.arraycopy(source, offset, Objects.requireNonNull(block), tailAt, n);
            packed(tailAt + n);
            offset += n;
            count -= n;
        }
    }

    /** Copies {@code [start, start + count)} of {@code source} to the end. O(count). */
    public void packCopy(Bytes source, int start, int count) {
        Objects.checkFromIndexSize(start, count, source.length());
        while (count > 0) {
            byte[] block = tail;
            int room = block == null ? 0 : block.length - tailAt;
            if (room == 0) {
                block = freshTail(1);
                room = block.length;
            }
            int n = Math.min(room, count);
            source.copyTo(start, Objects.requireNonNull(block), tailAt, n);
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
        for (int i = 0; i < other.count; i++) {
            int at = other.index(i);
            Object entry = Objects.requireNonNull(other.what[at]);
            if (entry instanceof byte[] packed) packCopy(packed, (int) other.from[at], (int) other.length[at]);
            else if (entry instanceof Runnable mark) mark(mark);
            else add(entry, other.from[at], other.length[at]);
        }
        other.forget();
    }

    /**
     * Passes the first {@code n} octets: they have been sent. Releases what is behind, runs the marks that are reached.
     * O(entries passed).
     */
    public void advance(long n) {
        if (n < 0 || n > remaining) {
            throw new IndexOutOfBoundsException("advance(%d) of %d octets".formatted(n, remaining));
        }
        remaining -= n;
        while (count > 0) {
            long here = length[head];
            if (n < here) {
                from[head] += n;
                length[head] = here - n;
                return;
            }
            n -= here;
            Object passed = Objects.requireNonNull(what[head]);
            what[head] = null;
            head = (head + 1) & (what.length - 1);
            count--;
            switch (passed) {
                case byte[] block -> {
                    if (block != tail && !references(block)) blocks.give(block);
                }
                case Runnable mark -> mark.run();
                default -> {}
            }
        }
        dropTail();
    }

    /** Drops everything unsent, runs every mark, and gives back the arrays. */
    public void clear() {
        advance(remaining);
    }

    /** Copies the octets that remain, in order, without passing them. Files are refused. O(n). */
    public Bytes copyRemaining() {
        byte[] out = new byte[Math.toIntExact(remaining)];
        int at = 0;
        for (int i = 0; i < count; i++) {
            int k = index(i);
            int n = (int) length[k];
            switch (Objects.requireNonNull(what[k])) {
                case byte[] block -> System.arraycopy(block, (int) from[k], out, at, n);
                case Bytes piece -> piece.copyTo((int) from[k], out, at, n);
                case FileRegion region -> throw new IllegalStateException("the list holds " + region);
                default -> {}
            }
            at += n;
        }
        return Bytes.wrap(out);
    }

    /**
     * When what is left is a small rest of a large packed array, moves the rest into an array of its own size and gives
     * the large one back. For a list that has to wait: a slow reader must not pin a whole pack array for a few octets.
     */
    public void trim() {
        byte[] block = tail;
        if (block == null || count == 0) return;
        for (int i = 0; i < count; i++) {
            int at = index(i);
            if (what[at] != block) continue;
            byte[] rest = Arrays.copyOfRange(block, (int) from[at], (int) (from[at] + length[at]));
            what[at] = rest;
            from[at] = 0;
        }
        blocks.give(block);
        tail = null;
        tailAt = 0;
    }

    private void forget() {
        while (count > 0) {
            Object passed = what[head];
            what[head] = null;
            if (passed instanceof byte[] block && block != tail && !referencesAfterHead(block)) blocks.give(block);
            head = (head + 1) & (what.length - 1);
            count--;
        }
        remaining = 0;
        dropTail();
    }

    private boolean referencesAfterHead(byte[] block) {
        for (int i = 1; i < count; i++) if (what[index(i)] == block) return true;
        return false;
    }

    private boolean references(byte[] block) {
        for (int i = 0; i < count; i++) if (what[index(i)] == block) return true;
        return false;
    }

    private void dropTail() {
        byte[] block = tail;
        if (block == null || count != 0) return;
        blocks.give(block);
        tail = null;
        tailAt = 0;
    }

    private void add(Object entry, long start, long size) {
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
        @Nullable Object[] moreWhat = new @Nullable Object[old * 2];
        long[] moreFrom = new long[old * 2];
        long[] moreLength = new long[old * 2];
        for (int i = 0; i < count; i++) {
            int at = index(i);
            moreWhat[i] = what[at];
            moreFrom[i] = from[at];
            moreLength[i] = length[at];
        }
        what = moreWhat;
        from = moreFrom;
        length = moreLength;
        head = 0;
    }

    static {
        Raw.open(new Raw.Door() {
            @Override
            public void spans(BufList list, Raw.Spans visitor) {
                for (int i = 0; i < list.count; i++) {
                    int k = list.index(i);
                    long start = list.from[k];
                    long size = list.length[k];
                    boolean more = switch (Objects.requireNonNull(list.what[k])) {
                        case byte[] block -> visitor.heap(block, (int) start, (int) size);
                        case HeapBytes b -> visitor.heap(b.array, b.offset + (int) start, (int) size);
                        case SegmentBytes b ->
                            visitor.memory(b.block.segment, b.block.whole, b.offset + start, (int) size);
                        case FileRegion f -> visitor.file(f, start, size);
                        default -> true;
                    };
                    if (!more) return;
                }
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
