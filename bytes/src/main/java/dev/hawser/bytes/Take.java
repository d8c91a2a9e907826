package dev.hawser.bytes;

import org.jspecify.annotations.Nullable;

/** At most so many octets of another reader. Confined to one thread. */
public final class Take implements Buf {

    private final Buf source;
    private long limit;

    Take(Buf source, long limit) {
        this.source = source;
        if (limit < 0) throw new IllegalArgumentException("a limit of " + limit + " octets");
        this.limit = limit;
    }

    /** The reader behind the limit, moved as far as this one has moved it. */
    public Buf source() {
        return source;
    }

    /** How many octets may still be taken, whether there are so many or not. */
    public long limit() {
        return limit;
    }

    /** Sets how many octets may be taken from here on. */
    public void setLimit(long limit) {
        if (limit < 0) throw new IllegalArgumentException("a limit of " + limit + " octets");
        this.limit = limit;
    }

    @Override
    public long remaining() {
        return Math.min(source.remaining(), limit);
    }

    @Override
    public Bytes chunk() {
        Bytes here = source.chunk();
        return here.length() <= limit ? here : here.slice(0, (int) limit);
    }

    @Override
    public void advance(long n) {
        require("advance", n);
        source.advance(n);
        limit -= n;
    }

    @Override
    public int chunks(Bytes[] into, int from) {
        Octets.slots(into, from);
        if (limit == 0) return 0;
        // The source may show more than the limit lets through; the caller's slots behind it must stay as they are.
        @Nullable Bytes[] shown = new Bytes[into.length - from];
        int n = source.chunks(nonNull(shown), 0);
        long left = limit;
        for (int i = 0; i < n; i++) {
            Bytes here = nonNull(shown)[i];
            if (here.length() >= left) {
                into[from + i] = here.slice(0, (int) left);
                return i + 1;
            }
            into[from + i] = here;
            left -= here.length();
        }
        return n;
    }

    @SuppressWarnings("NullAway") // A fresh array, whose slots are only read where they have been filled.
    private static Bytes[] nonNull(@Nullable Bytes[] slots) {
        return slots;
    }

    @Override
    public Bytes takeFirst(int n) {
        require("takeFirst", n);
        Bytes out = source.takeFirst(n);
        limit -= n;
        return out;
    }

    @Override
    public void readTo(byte[] target, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, target.length);
        require("readTo", length);
        source.readTo(target, offset, length);
        limit -= length;
    }

    @Override
    public byte readByte() {
        require("readByte", 1);
        byte b = source.readByte();
        limit--;
        return b;
    }

    @Override
    public long readUnsigned(int width) {
        require("readUnsigned", Octets.width(width));
        long value = source.readUnsigned(width);
        limit -= width;
        return value;
    }
}
