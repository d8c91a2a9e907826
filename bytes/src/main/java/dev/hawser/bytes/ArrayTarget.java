package dev.hawser.bytes;

import java.util.Objects;

/** A stretch of the caller's array that is written from front to back. */
final class ArrayTarget implements BufMut {

    private final byte[] array;
    private final int end;
    private int at;

    ArrayTarget(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        this.array = array;
        this.at = offset;
        this.end = offset + length;
    }

    @Override
    public long remainingMut() {
        return (long) end - at;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        requireRoom("write", length);
        System.arraycopy(source, offset, array, at, length);
        at += length;
    }

    @Override
    public void write(Bytes source) {
        requireRoom("write", source.length());
        source.copyTo(0, array, at, source.length());
        at += source.length();
        Copies.count(Copies.Site.WRITE, source.length());
    }

    @Override
    public void writeUnsigned(long value, int width) {
        requireRoom("writeUnsigned", Octets.width(width));
        for (int i = at + width - 1; i >= at; i--, value >>>= 8) array[i] = (byte) value;
        at += width;
    }
}
