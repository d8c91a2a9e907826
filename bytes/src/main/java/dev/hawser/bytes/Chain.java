package dev.hawser.bytes;

/** One reader and, behind it, another, read as one. Copies nothing; may be nested. Confined to one thread. */
public final class Chain implements Buf {

    private final Buf first;
    private final Buf last;

    Chain(Buf first, Buf last) {
        this.first = first;
        this.last = last;
    }

    /** The front reader, moved as far as this chain has moved it. */
    public Buf first() {
        return first;
    }

    /** The reader behind it. */
    public Buf last() {
        return last;
    }

    @Override
    public long remaining() {
        return Octets.saturated(first.remaining(), last.remaining());
    }

    @Override
    public Bytes chunk() {
        return first.hasRemaining() ? first.chunk() : last.chunk();
    }

    @Override
    public void advance(long n) {
        long front = first.remaining();
        if (n >= 0 && n <= front) {
            first.advance(n);
            return;
        }
        require("advance", n);
        // The back is asked first: if it should refuse, nothing has been moved.
        last.advance(n - front);
        first.advance(front);
    }

    @Override
    public int chunks(Bytes[] into, int from) {
        int n = first.chunks(into, from);
        long shown = 0;
        for (int i = from; i < from + n; i++) shown += into[i].length();
        // What is behind may only follow when the front has been shown to its end; anything else reorders octets.
        return shown == first.remaining() ? n + last.chunks(into, from + n) : n;
    }

    @Override
    public Bytes takeFirst(int n) {
        long front = first.remaining();
        if (n >= 0 && n <= front) return first.takeFirst(n);
        return front == 0 ? last.takeFirst(n) : Buf.super.takeFirst(n);
    }

    @Override
    public void readTo(byte[] target, int offset, int length) {
        long front = first.remaining();
        if (length >= 0 && length <= front) {
            first.readTo(target, offset, length);
            return;
        }
        java.util.Objects.checkFromIndexSize(offset, length, target.length);
        require("readTo", length);
        first.readTo(target, offset, (int) front);
        last.readTo(target, offset + (int) front, length - (int) front);
    }

    @Override
    public byte readByte() {
        return first.hasRemaining() ? first.readByte() : last.readByte();
    }

    @Override
    public long readUnsigned(int width) {
        long front = first.remaining();
        if (Octets.width(width) <= front) return first.readUnsigned(width);
        if (front == 0) return last.readUnsigned(width);
        require("readUnsigned", width);
        int head = (int) front;
        int tail = width - head;
        long high = first.readUnsigned(head);
        return (high << (8 * tail)) | last.readUnsigned(tail);
    }
}
