package dev.hawser.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Octets with one owner, who writes at the end and reads or freezes from the front.
 *
 * <pre>
 *   storage   |  frozen, immutable  |  private: set, shifted  |   room    |
 *             first ............. floor ................... end ...... limit
 *                      start: the next octet to read, on either side of floor
 * </pre>
 *
 * <p>{@code floor} is the <b>frozen watermark</b>. Whatever leaves this object as an immutable view ({@link #freeze},
 * {@link #takeFirst}, even {@link #chunk}) lifts it, in O(1) and without a copy; nothing below it is ever written
 * again, while writing goes on behind it. Because the mark is known, consumed octets above it can be used again, the
 * frozen ones can be had as one view ({@link #frozen}), and parts that were split off can be joined again.
 *
 * <p>After {@link #freeze}, or after being joined to another, every call throws {@link MovedException}. Storage is on
 * the heap, or native ({@link #ofNative}, {@link Lease#writer}). Confined to one thread at a time.
 */
@SuppressWarnings("ReferenceEquality") // A buffer is itself and no other.
public final class BytesMut extends Stored implements Buf, BufMut {

    private static final int FIRST_GROWTH = 64;

    /** The most a buffer that was split down to little room remembers of its former size. */
    private static final int MOST_REMEMBERED = 64 * 1024;

    private @Nullable Lease lease;
    private int first;
    private int floor;
    private int start;
    private int end;
    private int limit;
    private int remembered;
    private @Nullable String gone;

    /** Nothing, without storage; the first write makes some on the heap. */
    public BytesMut() {
        this(NONE, null, null, 0, 0, 0, 0, 0);
    }

    /** Room for {@code capacity} octets on the heap. Grows. */
    public BytesMut(int capacity) {
        this(new byte[requireSize(capacity)], null, null, 0, 0, 0, 0, capacity);
        remembered = Math.min(capacity, MOST_REMEMBERED);
    }

    private static int requireSize(int capacity) {
        if (capacity >= 0 && capacity <= Octets.MAX_ARRAY) return capacity;
        throw new IllegalArgumentException(
                "a capacity of %d octets: 0 to %d are possible".formatted(capacity, Octets.MAX_ARRAY));
    }

    private BytesMut(
            byte[] array,
            @Nullable Block block,
            @Nullable Lease lease,
            int first,
            int floor,
            int start,
            int end,
            int limit) {
        super(array, block);
        this.lease = lease;
        this.first = first;
        this.floor = floor;
        this.start = start;
        this.end = end;
        this.limit = limit;
    }

    /** Room for {@code capacity} octets outside the heap, given back when nothing refers to it any more. Grows. */
    public static BytesMut ofNative(int capacity) {
        Block block = Block.allocate(requireSize(capacity));
        BytesMut out = new BytesMut(NONE, block, null, 0, 0, 0, 0, capacity);
        out.remembered = Math.min(capacity, MOST_REMEMBERED);
        return out;
    }

    /** A writable copy of {@code octets}, on the heap. O(n), counted. */
    public static BytesMut copyOf(Bytes octets) {
        BytesMut out = new BytesMut(octets.length());
        out.write(octets);
        return out;
    }

    /** {@code length} octets of 0. */
    public static BytesMut zeroed(int length) {
        BytesMut out = new BytesMut(length);
        out.end = length;
        return out;
    }

    static BytesMut over(Lease lease) {
        return new BytesMut(NONE, lease.block, lease, 0, 0, 0, 0, lease.block.size());
    }

    // ---- what there is

    /** The octets written and not yet read. */
    public int length() {
        live("length");
        return end - start;
    }

    /** {@link #length()} and the room behind it, before storage has to grow. */
    public int capacity() {
        live("capacity");
        return limit - start;
    }

    /** Whether storage is outside the heap. */
    public boolean isNative() {
        return block != null;
    }

    /** The octet at {@code index} of those not yet read. */
    public byte get(int index) {
        live("get");
        return load(start + Objects.checkIndex(index, end - start));
    }

    /**
     * Replaces the octet at {@code index} of those not yet read.
     *
     * @throws IllegalStateException if it is frozen: a view of it has been shown
     */
    public void set(int index, int value) {
        set(index, value, 1);
    }

    /** Replaces {@code width} octets, 0 to 8, from {@code index} on with a number, such as a length known late. */
    public void set(int index, long value, int width) {
        live("set");
        if (index < 0 || index > end - start - Octets.width(width)) throw Octets.outside(index, width, end - start);
        if (start + index < floor) {
            throw new IllegalStateException("set(%d): the first %d octets are frozen".formatted(index, floor - start));
        }
        storeUnsigned(start + index, value, width);
    }

    // ---- freezing

    /** Everything not yet read, as an immutable view. Takes the storage away from this object. O(1), no copy. */
    public Bytes freeze() {
        live("freeze");
        Bytes out = publish(start, end);
        giveAway("frozen");
        return out;
    }

    /**
     * The first {@code n} octets as an immutable view; moves behind them and goes on writing where it was. The frozen
     * watermark moves; nothing is copied. O(1).
     */
    public Bytes freezeFirst(int n) {
        claimable("freezeFirst", n);
        Bytes out = publish(start, start + n);
        start += n;
        return out;
    }

    /**
     * All octets that were frozen here in a row, up to the watermark, as one view: what {@link #freezeFirst} gave out
     * in pieces. O(1), no copy.
     */
    public Bytes frozen() {
        live("frozen");
        return view(first, floor);
    }

    private Bytes publish(int from, int to) {
        if (from == to) return Bytes.empty();
        Lease leased = lease;
        if (leased != null) leased.escape(to - Math.max(from, Math.min(floor, to)));
        if (from > floor) first = from; // what lies between was read and stays private no longer, but is in no view
        if (to > floor) floor = to;
        return view(from, to);
    }

    // ---- splitting and joining

    /** The first {@code at} octets, with their room ending there; this object keeps what follows. O(1), no copy. */
    public BytesMut splitTo(int at) {
        claimable("splitTo", at);
        int cut = start + at;
        BytesMut front = new BytesMut(array, block, lease, first, Math.min(floor, cut), start, cut, cut);
        front.remembered = remembered;
        if (floor <= cut) {
            first = cut;
            floor = cut;
        }
        start = cut;
        return front;
    }

    /** Everything not yet read; this object keeps the room behind it. O(1), no copy. */
    public BytesMut split() {
        return splitTo(length());
    }

    /**
     * What follows the first {@code at} octets, with all the room behind it; this object keeps the front. May cut
     * within the room. O(1), no copy.
     *
     * @param at 0 to {@link #capacity()}
     */
    public BytesMut splitOff(int at) {
        live("splitOff");
        if (at < 0 || at > limit - start) throw new OverrunException("splitOff", at, limit - start);
        int cut = start + at;
        BytesMut back = new BytesMut(
                array, block, lease, Math.max(first, cut), Math.max(floor, cut), cut, Math.max(end, cut), limit);
        back.remembered = remembered;
        floor = Math.min(floor, cut);
        first = Math.min(first, floor);
        end = Math.min(end, cut);
        limit = cut;
        return back;
    }

    /**
     * Joins {@code next} to the end of this without copying, if it lies right behind it in the same storage; then
     * {@code next} is used up. Returns whether it was done; nothing has changed if not. O(1).
     */
    public boolean tryUnsplit(BytesMut next) {
        live("tryUnsplit");
        next.live("tryUnsplit");
        if (next == this) throw new IllegalArgumentException("tryUnsplit: of a buffer and itself");
        if (next.limit == next.start) {
            next.giveAway("joined to another");
            return true;
        }
        if (limit == start) {
            adopt(next);
            return true;
        }
        int seam = Math.min(next.floor, next.start);
        if (!sharesStorageWith(next) || limit != seam) return false;
        boolean roomOnly = next.start == next.end;
        if (start == end) {
            start = next.start;
            end = next.end;
        } else if (roomOnly) {
            if (next.floor != seam) return false;
        } else if (end == next.start) {
            end = next.end;
        } else {
            return false;
        }
        // Octets frozen in next cannot become private again, so those before them give up their privacy too.
        if (next.floor != seam) floor = next.floor;
        limit = next.limit;
        next.giveAway("joined to another");
        return true;
    }

    /** As {@link #tryUnsplit}, and by a counted copy to the end where that cannot be. Says which it was. */
    public Joined.How unsplit(BytesMut next) {
        if (tryUnsplit(next)) return Joined.How.REJOINED;
        int n = next.end - next.start;
        makeRoom("unsplit", n);
        next.copyTo(next.start, this, end, n);
        end += n;
        Copies.count(Copies.Site.JOIN, n);
        next.giveAway("joined to another");
        return Joined.How.COPIED;
    }

    private void adopt(BytesMut next) {
        takeStorage(next);
        lease = next.lease;
        first = next.first;
        floor = next.floor;
        start = next.start;
        end = next.end;
        limit = next.limit;
        remembered = Math.max(remembered, next.remembered);
        next.giveAway("joined to another");
    }

    private void giveAway(String how) {
        gone = how;
        dropStorage();
        lease = null;
    }

    // ---- room

    /** Makes room for {@code extra} more octets: by moving to the front over consumed ones, or by growing. */
    public void reserve(int extra) {
        live("reserve");
        if (extra < 0 || extra > limit - end) moveOrGrow("reserve", extra, 0);
    }

    /** As {@link #reserve}, but never allocates; returns whether the room is there. */
    public boolean tryReclaim(int extra) {
        live("tryReclaim");
        if (extra < 0) throw new OverrunException("tryReclaim", extra, limit - end);
        return extra <= limit - end || shifted((long) end - start + extra);
    }

    private void makeRoom(String what, int extra) {
        if (extra > limit - end) moveOrGrow(what, extra, FIRST_GROWTH);
    }

    /**
     * Moves the private octets to the floor if the move is paid for by as many consumed ones; a lease, which cannot
     * grow, moves always.
     */
    private boolean shifted(long wanted) {
        int length = end - start;
        int consumed = start - floor;
        if (consumed < 0 || wanted > limit - floor || (consumed < length && lease == null)) return false;
        copyTo(start, this, floor, length);
        Copies.count(Copies.Site.SHIFT, length);
        start = floor;
        end = floor + length;
        return true;
    }

    private void moveOrGrow(String what, int extra, int atLeast) {
        int length = end - start;
        if (extra < 0) throw new OverrunException(what, extra, limit - end);
        long wanted = (long) length + extra;
        if (shifted(wanted)) return;
        if (lease != null) throw new OverrunException(what + " in a leased block", extra, remainingMut());
        if (wanted > Octets.MAX_ARRAY) throw new OverrunException(what, extra, Octets.MAX_ARRAY - length);
        // A part that was split down to little room goes back to its former size; a whole one doubles.
        long twice = 2L * (limit - start);
        int target = (int) Math.min(Octets.MAX_ARRAY, Math.max(wanted, Math.max(atLeast, Math.max(twice, remembered))));
        moveTo(target, start, length);
        Copies.count(Copies.Site.GROW, length);
        first = 0;
        floor = 0;
        start = 0;
        end = length;
        limit = target;
        remembered = Math.max(remembered, Math.min(target, MOST_REMEMBERED));
    }

    /** Drops everything behind the first {@code length} octets not yet read; nothing if there is not so much. */
    public void truncate(int length) {
        live("truncate");
        if (length < 0) throw new OverrunException("truncate", length, end - start);
        if (length >= end - start) return;
        if (length == 0) {
            clear();
            return;
        }
        end = start + length;
        if (end < floor) {
            // What follows is frozen and cannot be written again: the room is given up.
            floor = end;
            first = Math.min(first, end);
            limit = end;
        }
    }

    /** Drops everything not yet read; the room above the watermark stays, or comes back. */
    public void clear() {
        live("clear");
        start = floor;
        end = floor;
    }

    /** Drops octets at the end, or adds octets of {@code value}, until there are {@code length}. */
    public void resize(int length, int value) {
        live("resize");
        if (length < end - start) truncate(length);
        else writeRepeated(value, (long) length - (end - start));
    }

    // ---- reading

    @Override
    public long remaining() {
        live("remaining");
        return (long) end - start;
    }

    /** Everything not yet read. Freezes what it shows: the octets stay to be read, and can no longer be set. O(1). */
    @Override
    public Bytes chunk() {
        live("chunk");
        return publish(start, end);
    }

    @Override
    public void advance(long n) {
        claimable("advance", n);
        start += (int) n;
    }

    /** As {@link #freezeFirst}. */
    @Override
    public Bytes takeFirst(int n) {
        claimable("takeFirst", n);
        return freezeFirst(n);
    }

    @Override
    public void readTo(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        load(claim("readTo", length), target, offset, length);
    }

    @Override
    public long readUnsigned(int width) {
        return loadUnsigned(claim("readUnsigned", Octets.width(width)), width);
    }

    @Override
    public byte readByte() {
        return load(claim("readByte", 1));
    }

    @Override
    public short readShort() {
        return loadShort(claim("readShort", 2));
    }

    @Override
    public int readInt() {
        return loadInt(claim("readInt", 4));
    }

    @Override
    public long readLong() {
        return loadLong(claim("readLong", 8));
    }

    private void claimable(String what, long n) {
        live(what);
        if (n < 0 || n > end - start) throw new OverrunException(what, n, end - start);
    }

    private int claim(String what, int n) {
        claimable(what, n);
        int i = start;
        start = i + n;
        return i;
    }

    // ---- writing

    @Override
    public long remainingMut() {
        live("remainingMut");
        if (lease == null) return (long) Octets.MAX_ARRAY - (end - start);
        return start >= floor ? (long) limit - floor - (end - start) : (long) limit - end;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        live("write");
        Objects.checkFromIndexSize(offset, length, source.length);
        makeRoom("write", length);
        store(end, source, offset, length);
        end += length;
    }

    @Override
    public void write(Bytes source) {
        live("write");
        int length = source.length();
        makeRoom("write", length);
        store(end, source);
        end += length;
        Copies.count(Copies.Site.WRITE, length);
    }

    @Override
    public void write(Buf source) {
        if (source == this) throw new IllegalArgumentException("write: of a buffer into itself");
        long length = source.remaining();
        requireRoom("write", length);
        makeRoom("write", (int) length);
        if (!(source instanceof BytesMut other)) {
            BufMut.super.write(source);
            return;
        }
        // Not by its chunk, which would freeze what only passes through.
        other.copyTo(other.start, this, end, (int) length);
        other.start += (int) length;
        end += (int) length;
        Copies.count(Copies.Site.WRITE, length);
    }

    /** Writes the octets {@code [from, to)} of those not yet read once more, at the end. Copies. */
    public void writeAgain(int from, int to) {
        live("writeAgain");
        Objects.checkFromToIndex(from, to, end - start);
        makeRoom("writeAgain", to - from);
        copyTo(start + from, this, end, to - from);
        end += to - from;
        Copies.count(Copies.Site.WRITE, to - from);
    }

    @Override
    public void writeRepeated(int value, long count) {
        requireRoom("writeRepeated", count);
        makeRoom("writeRepeated", (int) count);
        fill(end, (byte) value, (int) count);
        end += (int) count;
    }

    @Override
    public void writeUnsigned(long value, int width) {
        storeUnsigned(room("writeUnsigned", Octets.width(width)), value, width);
    }

    @Override
    public void writeByte(int value) {
        store(room("writeByte", 1), (byte) value);
    }

    @Override
    public void writeShort(int value) {
        storeShort(room("writeShort", 2), (short) value);
    }

    @Override
    public void writeInt(int value) {
        storeInt(room("writeInt", 4), value);
    }

    @Override
    public void writeLong(long value) {
        storeLong(room("writeLong", 8), value);
    }

    /** Reads at most {@code most} octets of {@code in} to the end of this; returns how many, or -1 at its end. */
    public int readFrom(ReadableByteChannel in, int most) throws IOException {
        live("readFrom");
        makeRoom("readFrom", requireCount("readFrom", most));
        int n = in.read(writable(end, most));
        if (n > 0) end += n;
        return n;
    }

    /** Reads at most {@code most} octets of {@code in} to the end of this; returns how many, or -1 at its end. */
    public int readFrom(InputStream in, int most) throws IOException {
        live("readFrom");
        makeRoom("readFrom", requireCount("readFrom", most));
        if (block != null) {
            byte[] some = new byte[most];
            int n = in.read(some, 0, most);
            if (n > 0) write(Bytes.wrap(some, 0, n)); // counted: a stream cannot write where the block is
            return n;
        }
        int n = in.read(array, end, most);
        if (n > 0) end += n;
        return n;
    }

    private static int requireCount(String what, int n) {
        if (n < 0) throw new IllegalArgumentException("%s: %d octets at most".formatted(what, n));
        return n;
    }

    private int room(String what, int width) {
        live(what);
        makeRoom(what, width);
        int i = end;
        end = i + width;
        return i;
    }

    // ---- whose it is

    private void live(String asked) {
        String how = gone;
        if (how != null) throw new MovedException(asked, how);
        Lease leased = lease;
        if (leased != null) leased.enter(asked);
    }

    /** Length, room, and the first 32 octets, for people. Freezes nothing; shows nothing of a leased block. */
    @Override
    public String toString() {
        String how = gone;
        if (how != null) return "BytesMut, " + how;
        if (lease != null) return "BytesMut[%d of %d], leased".formatted(end - start, limit - start);
        int shown = Math.min(end - start, 32);
        byte[] some = new byte[shown];
        for (int i = 0; i < shown; i++) some[i] = load(start + i);
        return "BytesMut[%d of %d] %s%s"
                .formatted(
                        end - start,
                        limit - start,
                        Latin1.quoted(Bytes.wrap(some), shown),
                        shown < end - start ? "..." : "");
    }
}
