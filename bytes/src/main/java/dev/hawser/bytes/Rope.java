package dev.hawser.bytes;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Octets in many parts, seen as one: immutable, any thread, any lifetime, sizes beyond 2 GiB.
 *
 * <p>Appending, slicing and joining copy no octets. An octet is found in O(log parts), and in O(1) while one moves
 * through the parts in order. Who jumps about often enough pays the search over and over; then the rope flattens
 * itself, once, into a single part ({@link Copies.Site#FLATTEN}), if it is at most {@link #FLATTEN_AT_MOST} octets long.
 *
 * <p>Equality, order and hash are by content, and independent of where the parts end.
 */
public final class Rope implements Comparable<Rope> {

    /** Longer ropes stay lists, however they are read: flattening doubles their memory for a while. */
    public static final int FLATTEN_AT_MOST = 16 << 20;

    /** A jump costs about as much as copying this many octets, measured. */
    static final int OCTETS_PER_JUMP = 64;

    private static final int FEWEST_JUMPS = 256;
    private static final Rope EMPTY = new Rope(new Strands(new Bytes[0], new long[0], 0), 0, 0, 0, 0);
    private static final int LARGEST_PART = 1 << 30;
    private static final VarHandle FLATTENING;

    static {
        try {
            FLATTENING = MethodHandles.lookup().findVarHandle(Rope.class, "flattening", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long length;

    // Shapes of one rope differ in how they cut the same octets. A Shape has only final fields, so that a racy read
    // sees all of the old one or all of the new one; both are right.
    private Shape shape;
    private int hint;
    private int jumps;

    @SuppressWarnings("unused") // by FLATTENING
    private volatile boolean flattening;

    /** A window of strands: parts {@code [first, last)}, from octet {@code from} on, counted from the strands' start. */
    private record Shape(Strands strands, int first, int last, long from) {

        long partStart(int part) {
            return part == 0 ? 0 : strands.ends[part - 1];
        }

        /** The part with the octet {@code at}, counted from the strands' start. */
        int find(long at) {
            int low = first;
            int high = last - 1;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (strands.ends[middle] > at) high = middle;
                else low = middle + 1;
            }
            return low;
        }
    }

    private Rope(Strands strands, int first, int last, long from, long length) {
        this.shape = new Shape(strands, first, last, from);
        this.hint = first;
        this.length = length;
    }

    // ---- where ropes come from

    /** The rope of nothing. */
    public static Rope empty() {
        return EMPTY;
    }

    /** A rope of one part. O(1). */
    public static Rope of(Bytes only) {
        if (only.isEmpty()) return EMPTY;
        return new Rope(new Strands(new Bytes[] {only}, new long[] {only.length()}, 1), 0, 1, 0, only.length());
    }

    /** A rope of {@code parts}, in order; neighbours in one storage become one part. O(parts). */
    public static Rope of(Bytes... parts) {
        Builder out = new Builder();
        for (Bytes part : parts) out.append(part);
        return out.build();
    }

    /** As {@link #of(Bytes...)}. */
    public static Rope of(List<Bytes> parts) {
        Builder out = new Builder();
        for (Bytes part : parts) out.append(part);
        return out.build();
    }

    /** Views memory of any size without copying; see {@link Bytes#wrap(MemorySegment)}. */
    public static Rope wrap(MemorySegment segment) {
        Builder out = new Builder();
        for (long at = 0; at < segment.byteSize(); at += LARGEST_PART) {
            out.append(Bytes.wrap(segment.asSlice(at, Math.min(LARGEST_PART, segment.byteSize() - at))));
        }
        return out.build();
    }

    /** Maps a stretch of a file of any size, read-only; see {@link Bytes#map}. */
    public static Rope map(FileChannel file, long position, long length) throws IOException {
        Objects.checkFromIndexSize(position, length, file.size());
        if (length == 0) return EMPTY;
        return wrap(file.map(FileChannel.MapMode.READ_ONLY, position, length, Arena.ofAuto()));
    }

    /** Collects parts for a rope. */
    public static Builder builder() {
        return new Builder();
    }

    /** Parts for a rope, in order. Confined to one thread. */
    public static final class Builder {
        private Bytes[] parts = new Bytes[4];
        private int count;
        private long length;

        private Builder() {}

        /** Adds {@code part} where it lies; joins it to the last one if they are neighbours. O(1), no octet is copied. */
        public Builder append(Bytes part) {
            if (part.isEmpty()) return this;
            length += part.length();
            Bytes longer = count == 0 ? null : parts[count - 1].tryUnsplit(part);
            if (longer != null) {
                parts[count - 1] = longer;
                return this;
            }
            if (count == parts.length) parts = java.util.Arrays.copyOf(parts, count * 2);
            parts[count++] = part;
            return this;
        }

        /** The octets added so far. */
        public long length() {
            return length;
        }

        /** The rope of what has been added; the builder is empty after it. */
        public Rope build() {
            if (count == 0) return EMPTY;
            long[] ends = new long[parts.length];
            long end = 0;
            for (int i = 0; i < count; i++) ends[i] = end += parts[i].length();
            Rope out = new Rope(new Strands(parts, ends, count), 0, count, 0, length);
            parts = new Bytes[4];
            count = 0;
            length = 0;
            return out;
        }
    }

    // ---- what there is

    /** The number of octets. O(1). */
    public long length() {
        return length;
    }

    /** Whether there are no octets. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** The number of parts. O(1). */
    public int parts() {
        Shape s = shape;
        return s.last - s.first;
    }

    /** The part {@code index}, sharing its storage. O(1). */
    public Bytes part(int index) {
        Shape s = shape;
        return part(s, s.first + Objects.checkIndex(index, s.last - s.first));
    }

    /** The index of the part with the octet {@code at}. */
    int partOf(long at) {
        Shape s = shape;
        return s.find(s.from + at) - s.first;
    }

    /** Where the part {@code index} begins. */
    long partBegin(int index) {
        Shape s = shape;
        return Math.max(0, s.partStart(s.first + index) - s.from);
    }

    private Bytes part(Shape s, int i) {
        Bytes whole = s.strands.parts[i];
        long start = s.partStart(i);
        int from = (int) Math.max(0, s.from - start);
        int to = (int) Math.min(whole.length(), s.from + length - start);
        return from == 0 && to == whole.length() ? whole : whole.slice(from, to);
    }

    /** All octets as one view if they are one part, or null. */
    public @Nullable Bytes asOnePart() {
        Shape s = shape;
        if (s.last - s.first > 1) return null;
        return s.last == s.first ? Bytes.empty() : part(s, s.first);
    }

    /** The octet at {@code index}. O(log parts); O(1) near the last one asked for. */
    public byte get(long index) {
        Shape s = shape;
        long at = s.from + Objects.checkIndex(index, length);
        int i = hint;
        if (i < s.first || i >= s.last || at >= s.strands.ends[i] || at < s.partStart(i)) i = seek(s, at, i);
        return s.strands.parts[i].get((int) (at - s.partStart(i)));
    }

    /** The number of {@code width} octets, 0 to 8, from {@code index} on, in network order; unsigned below 8. */
    public long getUnsigned(long index, int width) {
        Objects.checkFromIndexSize(index, Octets.width(width), length);
        long value = 0;
        for (int i = 0; i < width; i++) value = (value << 8) | (get(index + i) & 0xff);
        return value;
    }

    private int seek(Shape s, long at, int was) {
        int i = s.find(at);
        hint = i;
        if (i != was + 1 && s.last - s.first > 1 && ++jumps > FEWEST_JUMPS) flattenIfItPays();
        return i;
    }

    private void flattenIfItPays() {
        if (length > FLATTEN_AT_MOST || (long) jumps * OCTETS_PER_JUMP < length) return;
        if (FLATTENING.compareAndSet(this, false, true)) flatten();
    }

    /** All octets as one view: the one part there is, or a copy, made once and kept instead of the parts. */
    public Bytes flatten() {
        Bytes one = asOnePart();
        if (one != null) return one;
        byte[] out = Octets.arrayFor("flatten", length);
        copyTo(0, out, 0, out.length);
        Copies.count(Copies.Site.FLATTEN, length);
        Flight.flattened(parts(), length);
        Bytes flat = Bytes.wrap(out);
        shape = new Shape(new Strands(new Bytes[] {flat}, new long[] {length}, 1), 0, 1, 0);
        return flat;
    }

    // ---- ropes of ropes

    /**
     * The octets {@code [from, to)}, sharing the storage of their parts. O(log parts); a slice of less than half the
     * parts lists its own, so that it keeps no other part reachable.
     */
    public Rope slice(long from, long to) {
        Objects.checkFromToIndex(from, to, length);
        if (from == to) return EMPTY;
        Shape s = shape;
        int first = s.find(s.from + from);
        int last = s.find(s.from + to - 1) + 1;
        Rope out = new Rope(s.strands, first, last, s.from + from, to - from);
        int n = last - first;
        return 2 * n >= s.strands.parts.length ? out : new Rope(out.strands(out.shape, 0), 0, n, 0, out.length);
    }

    /** This rope and, behind it, {@code next}. Copies no octet and, as a rule, no list. O(1) amortised. */
    public Rope append(Bytes next) {
        if (next.isEmpty()) return this;
        if (length == 0) return of(next);
        Shape s = shape;
        Strands strands = s.strands;
        boolean endsWithItsPart = s.from + length == strands.ends[s.last - 1];
        if (endsWithItsPart && strands.claim(s.last)) {
            strands.parts[s.last] = next;
            strands.ends[s.last] = strands.ends[s.last - 1] + next.length();
            return new Rope(strands, s.first, s.last + 1, s.from, length + next.length());
        }
        Strands copy = strands(s, 1);
        int n = s.last - s.first;
        copy.claim(n);
        copy.parts[n] = next;
        copy.ends[n] = length + next.length();
        return new Rope(copy, 0, n + 1, 0, length + next.length());
    }

    /** This rope and, behind it, {@code next}. Copies no octet. O(parts of next) amortised. */
    public Rope append(Rope next) {
        if (length == 0) return next;
        Rope out = this;
        for (int i = 0, n = next.parts(); i < n; i++) out = out.append(next.part(i));
        return out;
    }

    /** The visible parts, trimmed, in a list of their own with room for as many again. */
    private Strands strands(Shape s, int more) {
        int n = s.last - s.first;
        Bytes[] parts = new Bytes[more == 0 ? n : Math.max(4, 2 * (n + more))];
        long[] ends = new long[parts.length];
        long end = 0;
        for (int i = 0; i < n; i++) {
            parts[i] = part(s, s.first + i);
            ends[i] = end += parts[i].length();
        }
        return new Strands(parts, ends, n);
    }

    /** A reader that moves over these octets and shares their storage. */
    public RopeCursor cursor() {
        return new RopeCursor(this);
    }

    /** These octets for a place that lives long: each part as {@code policy} decides, see {@link Bytes#detach}. */
    public Rope detach(Retention policy) {
        Builder out = new Builder();
        for (int i = 0, n = parts(); i < n; i++) out.append(part(i).detach(policy));
        return out.build();
    }

    /** What the parts keep in memory. O(parts). */
    public Pinned pinned() {
        List<Bytes> all = new ArrayList<>();
        for (int i = 0, n = parts(); i < n; i++) all.add(part(i));
        return Pinned.of(all);
    }

    // ---- copies

    /** Copies {@code [from, from + count)} into {@code target} at {@code offset}. O(log parts + count). */
    public void copyTo(long from, byte[] target, int offset, int count) {
        Objects.checkFromIndexSize(from, count, length);
        Objects.checkFromIndexSize(offset, count, target.length);
        Shape s = shape;
        long at = s.from + from;
        for (int i = count == 0 ? 0 : s.find(at); count > 0; i++) {
            Bytes part = s.strands.parts[i];
            int within = (int) (at - s.partStart(i));
            int n = Math.min(count, part.length() - within);
            part.copyTo(within, target, offset, n);
            at += n;
            offset += n;
            count -= n;
        }
    }

    /** A fresh array with these octets. O(n). */
    public byte[] toByteArray() {
        byte[] out = Octets.arrayFor("toByteArray", length);
        copyTo(0, out, 0, out.length);
        Copies.count(Copies.Site.TO_ARRAY, out.length);
        return out;
    }

    /** Adds all parts to {@code list} where they lie. */
    public void appendTo(BufList list) {
        for (int i = 0, n = parts(); i < n; i++) list.append(part(i));
    }

    // ---- search, across the borders of parts

    /** The first index from {@code from} on that holds {@code wanted}, or -1. O(n). */
    public long indexOf(byte wanted, long from) {
        Objects.checkFromToIndex(from, length, length);
        if (from == length) return -1;
        Shape s = shape;
        long at = s.from + from;
        long end = s.from + length;
        for (int i = s.find(at); i < s.last; i++) {
            Bytes part = s.strands.parts[i];
            long start = s.partStart(i);
            int found = part.indexOf(wanted, (int) Math.max(0, at - start));
            if (found >= 0) return start + found < end ? start + found - s.from : -1;
        }
        return -1;
    }

    /** The first index that holds {@code wanted}, or -1. O(n). */
    public long indexOf(byte wanted) {
        return indexOf(wanted, 0);
    }

    /** The first place where {@code wanted} lies, in one part or across many, or -1. O(n), for any input. */
    public long indexOf(Bytes wanted) {
        return indexOf(wanted, 0);
    }

    /** The first place from {@code from} on where {@code wanted} lies, or -1. O(n), for any input. */
    public long indexOf(Bytes wanted, long from) {
        Objects.checkFromToIndex(from, length, length);
        if (wanted.isEmpty()) return from;
        byte first = wanted.get(0);
        long last = length - wanted.length();
        long budget = 4 * length + 64;
        for (long at = indexOf(first, from); at >= 0 && at <= last; at = indexOf(first, at + 1)) {
            if (matchesAt(at, wanted)) return at;
            budget -= wanted.length() + 64;
            if (budget < 0) return byAutomaton(wanted, at + 1);
        }
        return -1;
    }

    private long byAutomaton(Bytes wanted, long from) {
        Search.Automaton automaton = new Search.Automaton(wanted);
        Rope rest = slice(from, length);
        long start = from;
        for (int i = 0, n = rest.parts(); i < n; i++) {
            Bytes part = rest.part(i);
            int end = automaton.feed(part, 0, part.length());
            if (end >= 0) return start + end - wanted.length();
            start += part.length();
        }
        return -1;
    }

    /** Whether these octets begin with {@code prefix}. */
    public boolean startsWith(Bytes prefix) {
        return prefix.length() <= length && matchesAt(0, prefix);
    }

    /** Whether these octets end with {@code suffix}. */
    public boolean endsWith(Bytes suffix) {
        return suffix.length() <= length && matchesAt(length - suffix.length(), suffix);
    }

    private boolean matchesAt(long index, Bytes wanted) {
        Shape s = shape;
        long at = s.from + index;
        int done = 0;
        for (int i = wanted.isEmpty() ? 0 : s.find(at); done < wanted.length(); i++) {
            Bytes part = s.strands.parts[i];
            int within = (int) (at - s.partStart(i));
            int n = Math.min(wanted.length() - done, part.length() - within);
            if (!part.matchesAt(within, n == wanted.length() ? wanted : wanted.slice(done, done + n))) return false;
            at += n;
            done += n;
        }
        return true;
    }

    /** The ropes between one {@code separator} and the next; one more than there are separators. Shares storage. */
    public List<Rope> split(byte separator) {
        List<Rope> out = new ArrayList<>();
        long from = 0;
        for (long at = indexOf(separator); at >= 0; at = indexOf(separator, from)) {
            out.add(slice(from, at));
            from = at + 1;
        }
        out.add(slice(from, length));
        return out;
    }

    /** These octets without the blanks (space, tab, CR, LF) at both ends. Shares storage. */
    public Rope trim() {
        long from = 0;
        long to = length;
        while (from < to && Bytes.isBlank(get(from))) from++;
        while (from < to && Bytes.isBlank(get(to - 1))) to--;
        return slice(from, to);
    }

    // ---- equality and order

    @Override
    public boolean equals(Object other) {
        return other instanceof Rope that && length == that.length && compareTo(that) == 0;
    }

    /** Whether these are exactly the octets of {@code octets}. */
    public boolean contentEquals(Bytes octets) {
        return length == octets.length() && matchesAt(0, octets);
    }

    /** The hash that {@link Bytes#hashCode} has for the same octets. O(n), not kept. */
    @Override
    public int hashCode() {
        int h = 1;
        for (int i = 0, n = parts(); i < n; i++) {
            Bytes part = part(i);
            for (int k = 0; k < part.length(); k++) h = 31 * h + part.get(k);
        }
        return h;
    }

    /** Octet by octet, unsigned; a prefix comes first. */
    @Override
    public int compareTo(Rope other) {
        RopeCursor a = cursor();
        RopeCursor b = other.cursor();
        while (a.hasRemaining() && b.hasRemaining()) {
            Bytes left = a.chunk();
            Bytes right = b.chunk();
            int n = Math.min(left.length(), right.length());
            int order = left.slice(0, n).compareTo(right.slice(0, n));
            if (order != 0) return order;
            a.advance(n);
            b.advance(n);
        }
        return Long.compare(length, other.length);
    }

    /** Length, parts, and the first octets, for people. */
    @Override
    public String toString() {
        byte[] some = new byte[(int) Math.min(length, 32)];
        copyTo(0, some, 0, some.length);
        return "Rope[%d in %d] %s%s"
                .formatted(length, parts(), Latin1.quoted(Bytes.wrap(some), 32), length > 32 ? "..." : "");
    }
}
