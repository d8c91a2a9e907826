package dev.hawser.bytes;

/** At most so many octets of another place. Confined to one thread. */
public final class Limit implements BufMut {

    private final BufMut target;
    private long limit;

    Limit(BufMut target, long limit) {
        this.target = target;
        if (limit < 0) throw new IllegalArgumentException("a limit of " + limit + " octets");
        this.limit = limit;
    }

    /** The place behind the limit. */
    public BufMut target() {
        return target;
    }

    /** How many octets may still be written, whether there is room for them or not. */
    public long limit() {
        return limit;
    }

    /** Sets how many octets may be written from here on. */
    public void setLimit(long limit) {
        if (limit < 0) throw new IllegalArgumentException("a limit of " + limit + " octets");
        this.limit = limit;
    }

    @Override
    public long remainingMut() {
        return Math.min(target.remainingMut(), limit);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        requireRoom("write", length);
        target.write(source, offset, length);
        limit -= length;
    }

    @Override
    public void writeUnsigned(long value, int width) {
        requireRoom("writeUnsigned", Octets.width(width));
        target.writeUnsigned(value, width);
        limit -= width;
    }
}
