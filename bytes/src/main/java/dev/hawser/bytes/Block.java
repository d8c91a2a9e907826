package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Native or mapped memory that views share. Its identity is what lets two neighbouring views be rejoined. */
final class Block {

    final MemorySegment segment;

    /** The same memory as a direct buffer, for channels that take nothing else; made once, never moved. */
    final ByteBuffer whole;

    Block(MemorySegment segment) {
        if (!segment.isNative())
            throw new IllegalArgumentException(
                    "a heap segment of " + segment.byteSize() + " octets: wrap its array instead");
        if (segment.byteSize() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a segment of " + segment.byteSize() + " octets: one view holds at most " + Integer.MAX_VALUE);
        }
        this.segment = segment;
        this.whole = segment.asByteBuffer().asReadOnlyBuffer();
    }

    Bytes view() {
        int length = (int) segment.byteSize();
        return length == 0 ? HeapBytes.EMPTY : new SegmentBytes(this, 0, length);
    }

    ByteBuffer buffer(long offset, int length) {
        return whole.slice((int) offset, length);
    }
}
