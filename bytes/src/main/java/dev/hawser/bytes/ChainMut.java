package dev.hawser.bytes;

import java.util.Objects;

/** One place and, once it is full, another, written as one. Confined to one thread. */
public final class ChainMut implements BufMut {

    private final BufMut first;
    private final BufMut last;

    ChainMut(BufMut first, BufMut last) {
        this.first = first;
        this.last = last;
    }

    /** The place that is filled first. */
    public BufMut first() {
        return first;
    }

    /** The place behind it. */
    public BufMut last() {
        return last;
    }

    @Override
    public long remainingMut() {
        return Octets.saturated(first.remainingMut(), last.remainingMut());
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        requireRoom("write", length);
        int front = (int) Math.min(first.remainingMut(), length);
        if (front > 0) first.write(source, offset, front);
        if (front < length) last.write(source, offset + front, length - front);
    }
}
