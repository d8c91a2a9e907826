package dev.hawser.bytes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, contiguous view of octets: any thread, any lifetime, nothing to release.
 *
 * <p>A view shares the storage it was cut from; {@link #slice} is O(1) and copies nothing. Equality, order and hash are
 * by content. There are two kinds of storage and no third: an array on the Java heap and a block of native or mapped
 * memory. The count is small on purpose: with two kinds every access stays a predictable branch.
 *
 * <p>A view keeps its whole storage reachable ({@link #pinned}); a small one that will live long should
 * {@link #detach}. An empty view keeps nothing.
 *
 * <p>To read with a position that moves, take a {@link #cursor}. For octets in more than one part see {@link Rope}.
 */
public abstract sealed class Bytes implements Comparable<Bytes> permits HeapBytes, SegmentBytes {

    Bytes() {}

    // ---- where views come from

    /** The view of nothing. It keeps no storage reachable. */
    public static Bytes empty() {
        return HeapBytes.EMPTY;
    }

    /** Views {@code array} without copying. Takes ownership: the caller must not write to it again. O(1). */
    public static Bytes wrap(byte[] array) {
        return wrap(array, 0, array.length);
    }

    /**
     * Views {@code length} octets of {@code array} from {@code offset} without copying. Takes ownership of that range:
     * the caller must not write to it again. O(1).
     */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? HeapBytes.EMPTY : new HeapBytes(array, offset, length);
    }

    /**
     * Views memory without copying: native, mapped, or a {@code byte[]}. Takes ownership of the content: nobody may
     * write to it while views of it live. The segment's arena must outlive every view (a global or automatic arena
     * always does; after the close of another one, access throws {@link IllegalStateException}). O(1).
     *
     * @throws IllegalArgumentException for other heap memory, and above 2 GiB (see {@link Rope#wrap})
     */
    public static Bytes wrap(MemorySegment segment) {
        if (segment.isNative()) return new Block(segment).view();
        if (segment.heapBase().orElse(null) instanceof byte[] array) {
            return wrap(array, (int) segment.address(), (int) segment.byteSize());
        }
        throw new IllegalArgumentException("%s: not native and not a writable byte[]".formatted(segment));
    }

    /**
     * Views what remains of {@code buffer} without copying; the buffer's position stays. Takes ownership of the
     * content: nobody may write to it again. O(1).
     *
     * @throws IllegalArgumentException for a read-only heap buffer, whose array is not to be had
     */
    public static Bytes wrap(ByteBuffer buffer) {
        if (buffer.isDirect()) return new Block(buffer.slice(), null).view();
        return wrap(MemorySegment.ofBuffer(buffer));
    }

    /**
     * Views memory that belongs to {@code owner}, and releases it once, after the last view of it has become
     * unreachable; on a thread of the JVM's cleaner. Also releases it, at once, when {@code memory} fails.
     *
     * <p>Uses {@link MemorySegment#reinterpret}, a restricted method, so that a view which is being read keeps the
     * owner alive.
     *
     * @param memory asks the owner for its memory; called once
     * @param release called once
     */
    @SuppressWarnings("restricted")
    public static <T> Bytes fromOwner(T owner, Function<? super T, MemorySegment> memory, Consumer<? super T> release) {
        try {
            MemorySegment segment = memory.apply(owner);
            if (segment.byteSize() > 0) {
                Block.check(segment);
                return new Block(segment.reinterpret(Arena.ofAuto(), gone -> release.accept(owner))).view();
            }
        } catch (Throwable t) {
            release.accept(owner);
            throw t;
        }
        release.accept(owner);
        return HeapBytes.EMPTY;
    }

    /**
     * Maps a stretch of a file, read-only. The mapping ends after the last view of it. Reading beyond the end of a file
     * that was truncated meanwhile throws {@link InternalError}: see {@link FileRegion} for the other way. O(1).
     */
    public static Bytes map(FileChannel file, long position, int length) throws IOException {
        Objects.checkFromIndexSize(position, length, file.size());
        if (length == 0) return HeapBytes.EMPTY;
        return wrap(file.map(FileChannel.MapMode.READ_ONLY, position, length, Arena.ofAuto()));
    }

    /** Copies {@code array}; the caller keeps it. O(n). */
    public static Bytes copyOf(byte[] array) {
        return copyOf(array, 0, array.length);
    }

    /** Copies {@code length} octets of {@code array} from {@code offset}; the caller keeps the array. O(n). */
    public static Bytes copyOf(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        Copies.count(Copies.Site.COPY_OF, length);
        return wrap(Arrays.copyOfRange(array, offset, offset + length));
    }

    /** Copies what remains of {@code buffer}, whose position stays. O(n). */
    public static Bytes copyOf(ByteBuffer buffer) {
        byte[] out = new byte[buffer.remaining()];
        buffer.get(buffer.position(), out);
        Copies.count(Copies.Site.COPY_OF, out.length);
        return wrap(out);
    }

    /** The UTF-8 form of {@code text}. O(n). */
    public static Bytes of(CharSequence text) {
        return of(text, StandardCharsets.UTF_8);
    }

    /** The octets of {@code text} in {@code charset}; what it cannot say is replaced. O(n). */
    public static Bytes of(CharSequence text, Charset charset) {
        return wrap(text.toString().getBytes(charset));
    }

    /** The octets that pairs of hexadecimal digits stand for. O(n). */
    public static Bytes ofHex(CharSequence digits) {
        return wrap(HexFormat.of().parseHex(digits));
    }

    /** Reads {@code in} to its end. O(n). */
    public static Bytes readAll(InputStream in) throws IOException {
        return wrap(in.readAllBytes());
    }

    // ---- octets and numbers at a place

    /** The number of octets. */
    public abstract int length();

    /** Whether there are no octets. */
    public final boolean isEmpty() {
        return length() == 0;
    }

    /** The octet at {@code index}, as a signed byte. O(1). */
    public abstract byte get(int index);

    /** The two octets from {@code index} on, in network order. O(1). */
    public abstract short getShort(int index);

    /** The four octets from {@code index} on, in network order. O(1). */
    public abstract int getInt(int index);

    /** The eight octets from {@code index} on, in network order. O(1). */
    public abstract long getLong(int index);

    /** The two octets from {@code index} on, lowest first. O(1). */
    public abstract short getShortLE(int index);

    /** The four octets from {@code index} on, lowest first. O(1). */
    public abstract int getIntLE(int index);

    /** The eight octets from {@code index} on, lowest first. O(1). */
    public abstract long getLongLE(int index);

    /** The number of {@code width} octets, 0 to 8, from {@code index} on, in network order; unsigned below 8. O(1). */
    public abstract long getUnsigned(int index, int width);

    /** The same number with its sign spread. O(1). */
    public final long getSigned(int index, int width) {
        return Octets.signed(getUnsigned(index, width), width);
    }

    // ---- views of views

    /** The octets {@code [from, to)}, sharing this view's storage and keeping all of it reachable. O(1). */
    public abstract Bytes slice(int from, int to);

    /** The octets from {@code from} to the end, sharing storage. O(1). */
    public final Bytes sliceFrom(int from) {
        return slice(from, length());
    }

    /** A reader that moves over these octets and shares their storage. O(1). */
    public final BytesCursor cursor() {
        return new BytesCursor(this);
    }

    /**
     * This view and {@code next} as one view, without copying, if {@code next} lies right behind this one in the same
     * storage; null otherwise. An empty side is always next to the other. O(1).
     */
    public final @Nullable Bytes tryUnsplit(Bytes next) {
        if (next.isEmpty()) return this;
        if (isEmpty()) return next;
        if (!sharesStorageWith(next) || start() + length() != next.start()) return null;
        return widened(next.length());
    }

    /**
     * This view and {@code next} as one view, without copying. O(1).
     *
     * @throws IllegalArgumentException if they are not neighbours; {@link #concat} copies or lists then
     */
    public final Bytes unsplit(Bytes next) {
        Bytes joined = tryUnsplit(next);
        if (joined != null) return joined;
        throw new IllegalArgumentException(
                "unsplit: %d octets end at %d of their storage, the next %d begin at %d of %s"
                        .formatted(
                                length(),
                                start() + length(),
                                next.length(),
                                next.start(),
                                sharesStorageWith(next) ? "the same" : "another"));
    }

    /**
     * Joins {@code parts} in the cheapest way, and says which it was: neighbours are rejoined, little is copied, the
     * rest becomes a list of parts. See {@link Joined}.
     */
    public static Joined concat(Bytes... parts) {
        return Joined.of(Arrays.asList(parts));
    }

    /** As {@link #concat(Bytes...)}. */
    public static Joined concat(List<Bytes> parts) {
        return Joined.of(parts);
    }

    // ---- what a view keeps in memory

    /** The octets of storage that this view keeps reachable; at least {@link #length()}, and 0 for an empty view. */
    public abstract long pinned();

    /** These octets for a place that lives long: {@link Retention#LONG_LIVED} decides whether they are copied. */
    public final Bytes detach() {
        return detach(Retention.LONG_LIVED);
    }

    /** This view, or a copy of it in storage of its own size when {@code policy} says so. O(1) or O(n). */
    public final Bytes detach(Retention policy) {
        if (isEmpty() || !policy.copies(length(), pinned())) return this;
        byte[] out = new byte[length()];
        copyTo(0, out, 0, out.length);
        Copies.count(Copies.Site.DETACH, out.length);
        return wrap(out);
    }

    /** These octets in storage of exactly their size: this view if it is so already, a copy otherwise. */
    public final Bytes compact() {
        return detach(Retention.COMPACT);
    }

    // ---- Java's other forms of octets

    /** Copies {@code [from, from + length)} into {@code target} at {@code offset}. O(length). */
    public abstract void copyTo(int from, byte[] target, int offset, int length);

    /** A fresh array with these octets. O(n). */
    public final byte[] toByteArray() {
        byte[] out = new byte[length()];
        copyTo(0, out, 0, out.length);
        Copies.count(Copies.Site.TO_ARRAY, out.length);
        return out;
    }

    /** A read-only buffer over the same storage, position 0, limit {@link #length()}. Copies nothing. */
    public abstract ByteBuffer asByteBuffer();

    /** A read-only segment over the same storage. Copies nothing. */
    public abstract MemorySegment asSegment();

    /** Whether this view's storage is outside the Java heap, so that a gathering write can take it where it lies. */
    public abstract boolean isNative();

    /** Writes all octets to {@code out}. Heap storage is handed over as it is: {@code out} must not write to it. */
    public final void writeTo(OutputStream out) throws IOException {
        if (this instanceof HeapBytes heap) out.write(heap.array, heap.offset, heap.length);
        else out.write(toByteArray());
    }

    /** Writes to {@code channel} what it takes in one call, and returns how many octets that were. */
    public final int writeTo(WritableByteChannel channel) throws IOException {
        return channel.write(asByteBuffer());
    }

    /** The text these octets are in {@code charset}; malformed input is replaced. O(n). */
    public final String toString(Charset charset) {
        if (this instanceof HeapBytes heap) return new String(heap.array, heap.offset, heap.length, charset);
        return new String(toByteArray(), charset);
    }

    /** The octets as characters of ISO 8859-1, one each, where they lie. Copies nothing. O(1). */
    public final CharSequence asLatin1() {
        return new Latin1(this);
    }

    /** The octets as pairs of lower-case hexadecimal digits. O(n). */
    public final String toHex() {
        return HexFormat.of().formatHex(octetsToRead());
    }

    // ---- search

    /** The first index that holds {@code wanted}, or -1. Reads eight octets at a time. O(n). */
    public final int indexOf(byte wanted) {
        return indexOf(wanted, 0);
    }

    /** The first index from {@code from} on that holds {@code wanted}, or -1. O(n). */
    public abstract int indexOf(byte wanted, int from);

    /** The last index that holds {@code wanted}, or -1. O(n). */
    public final int lastIndexOf(byte wanted) {
        for (int i = length() - 1; i >= 0; i--) if (get(i) == wanted) return i;
        return -1;
    }

    /** The first place where {@code wanted} lies in these octets, or -1; nothing lies at 0. O(n), for any input. */
    public final int indexOf(Bytes wanted) {
        return Search.indexOf(this, wanted, 0);
    }

    /** The first place from {@code from} on where {@code wanted} lies, or -1. O(n), for any input. */
    public final int indexOf(Bytes wanted, int from) {
        Objects.checkFromToIndex(from, length(), length());
        return Search.indexOf(this, wanted, from);
    }

    /** Whether these octets begin with {@code prefix}. */
    public final boolean startsWith(Bytes prefix) {
        return prefix.length() <= length() && matchesAt(0, prefix);
    }

    /** Whether these octets end with {@code suffix}. */
    public final boolean endsWith(Bytes suffix) {
        return suffix.length() <= length() && matchesAt(length() - suffix.length(), suffix);
    }

    /** The views between one {@code separator} and the next; one more than there are separators. Shares storage. */
    public final List<Bytes> split(byte separator) {
        List<Bytes> out = new ArrayList<>();
        int from = 0;
        for (int at = indexOf(separator); at >= 0; at = indexOf(separator, from)) {
            out.add(slice(from, at));
            from = at + 1;
        }
        out.add(sliceFrom(from));
        return out;
    }

    /** These octets without the blanks (space, tab, CR, LF) at both ends. Shares storage. */
    public final Bytes trim() {
        int from = 0;
        int to = length();
        while (from < to && isBlank(get(from))) from++;
        while (from < to && isBlank(get(to - 1))) to--;
        return slice(from, to);
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    // ---- equality and order

    /** The first index at which this view and {@code other} differ, or -1; the shorter length where it is a prefix. */
    public abstract int mismatch(Bytes other);

    /** Whether these are exactly the octets of {@code array}. */
    public final boolean contentEquals(byte[] array) {
        return length() == array.length && matchesAt(0, wrap(array));
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof Bytes that && length() == that.length() && matchesAt(0, that);
    }

    /** The hash that {@link Arrays#hashCode(byte[])} has for these octets. O(n), not kept. */
    @Override
    public abstract int hashCode();

    /** Octet by octet, unsigned; a prefix comes first. */
    @Override
    public final int compareTo(Bytes other) {
        int at = mismatch(other);
        if (at < 0) return 0;
        if (at >= length() || at >= other.length()) return Integer.compare(length(), other.length());
        return Integer.compare(get(at) & 0xff, other.get(at) & 0xff);
    }

    /** Length and the first 32 octets, for people: printable ASCII as it is, the rest as {@code \}{@code x00}. */
    @Override
    public final String toString() {
        return "Bytes[" + length() + "] " + Latin1.quoted(this, 32);
    }

    // ---- for this package

    /** The array or block behind this view: the identity that proves neighbourhood. */
    abstract Object storage();

    /** By identity: two allocations that happen to be neighbours in memory are never taken for one. */
    @SuppressWarnings("ReferenceEquality")
    final boolean sharesStorageWith(Bytes other) {
        return storage() == other.storage();
    }

    /** Where in {@link #storage} this view begins. */
    abstract int start();

    /** The view that goes on {@code count} octets further. The caller has proved that they are immutable. */
    abstract Bytes widened(int count);

    /** Whether {@code wanted} lies at {@code index}, where it fits. */
    abstract boolean matchesAt(int index, Bytes wanted);

    /** An array with exactly these octets, to be read only: the storage itself where it is one. */
    abstract byte[] octetsToRead();
}
