package dev.hawser.bytes;

import java.util.Objects;

/** A position that moves over a {@link Rope}, part by part, and can be set anywhere. Confined to one thread. */
public final class RopeCursor implements Buf {

    private final Rope whole;

    /** The parts as they were at the beginning: the rope itself may flatten while this cursor moves. */
    private final Rope source;

    private final int parts;
    private int next;
    private BytesCursor here = new BytesCursor(Bytes.empty());
    private long before;

    RopeCursor(Rope source) {
        this.whole = source;
        this.source = source.slice(0, source.length());
        this.parts = this.source.parts();
        forward();
    }

    private void forward() {
        while (!here.hasRemaining() && next < parts) {
            before += here.source().length();
            here = new BytesCursor(source.part(next++));
        }
    }

    /** What this cursor moves over, all of it. */
    public Rope source() {
        return whole;
    }

    /** The octets already read. */
    public long position() {
        return before + here.position();
    }

    /** Returns to, or goes on to, the octet {@code position} of {@link #source}. O(log parts). */
    public void position(long position) {
        Octets.position(position, source.length());
        long within = position - before;
        if (within >= 0 && within < here.source().length()) {
            here.position((int) within);
            return;
        }
        if (position == source.length()) {
            next = parts;
            before = position;
            here = new BytesCursor(Bytes.empty());
            return;
        }
        next = source.partOf(position);
        before = source.partBegin(next);
        here = new BytesCursor(source.part(next++));
        here.position((int) (position - before));
    }

    @Override
    public long remaining() {
        return source.length() - before - here.position();
    }

    @Override
    public Bytes chunk() {
        return here.chunk();
    }

    @Override
    public void advance(long n) {
        if (n >= 0 && n < here.remaining()) {
            here.advance(n);
            return;
        }
        require("advance", n);
        position(position() + n);
    }

    @Override
    public int chunks(Bytes[] into, int from) {
        Octets.slots(into, from);
        int at = from;
        if (at < into.length && here.hasRemaining()) into[at++] = here.chunk();
        for (int i = next; at < into.length && i < parts; i++) into[at++] = source.part(i);
        return at - from;
    }

    @Override
    public Bytes takeFirst(int n) {
        if (n < 0 || n > here.remaining()) return Buf.super.takeFirst(n);
        Bytes out = here.takeFirst(n);
        forward();
        return out;
    }

    @Override
    public Rope takeParts(long n) {
        require("takeParts", n);
        long at = position();
        Rope out = source.slice(at, at + n);
        position(at + n);
        return out;
    }

    @Override
    public void readTo(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        require("readTo", length);
        long at = position();
        source.copyTo(at, target, offset, length);
        position(at + length);
    }

    @Override
    public byte readByte() {
        byte b = here.readByte();
        if (!here.hasRemaining()) forward();
        return b;
    }

    @Override
    public short readShort() {
        return here.remaining() > 2 ? here.readShort() : (short) readUnsigned(2);
    }

    @Override
    public int readInt() {
        return here.remaining() > 4 ? here.readInt() : (int) readUnsigned(4);
    }

    @Override
    public long readLong() {
        return here.remaining() > 8 ? here.readLong() : readUnsigned(8);
    }

    @Override
    public long readUnsigned(int width) {
        if (here.remaining() > Octets.width(width)) return here.readUnsigned(width);
        require("readUnsigned", width);
        long value = 0;
        while (width > 0) {
            int k = (int) Math.min(here.remaining(), width);
            value = k == 8 ? here.readLong() : (value << (8 * k)) | here.readUnsigned(k);
            forward();
            width -= k;
        }
        return value;
    }
}
