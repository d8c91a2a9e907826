package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Writable memory of the caller's that is written from front to back. */
final class SegmentTarget implements BufMut {

    private final MemorySegment memory;
    private long at;

    SegmentTarget(MemorySegment memory) {
        if (memory.isReadOnly()) throw new IllegalArgumentException(memory + ": read-only");
        this.memory = memory;
    }

    @Override
    public long remainingMut() {
        return memory.byteSize() - at;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        requireRoom("write", length);
        MemorySegment.copy(source, offset, memory, Octets.BYTE, at, length);
        at += length;
    }

    @Override
    public void write(Bytes source) {
        requireRoom("write", source.length());
        MemorySegment.copy(source.asSegment(), 0, memory, at, source.length());
        at += source.length();
        Copies.count(Copies.Site.WRITE, source.length());
    }
}
