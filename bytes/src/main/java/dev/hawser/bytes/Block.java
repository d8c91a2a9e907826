package dev.hawser.bytes;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Native or mapped memory that views share. Its identity is what lets two neighbouring views be rejoined. */
final class Block {

    final MemorySegment segment;

    /** The same memory as a read-only direct buffer, for channels that take nothing else; made once, never moved. */
    final ByteBuffer whole;

    /** What a pool knows about this block, or null when no pool owns it. */
    final @Nullable LeaseState lease;

    Block(MemorySegment segment) {
        check(segment);
        this(segment, segment.asByteBuffer(), null);
    }

    /** Memory that a direct buffer owns. */
    Block(ByteBuffer buffer, @Nullable LeaseState lease) {
        this(MemorySegment.ofBuffer(buffer), buffer, lease);
    }

    private Block(MemorySegment segment, ByteBuffer buffer, @Nullable LeaseState lease) {
        this.segment = segment;
        this.whole = buffer.asReadOnlyBuffer();
        this.lease = lease;
    }

    static void check(MemorySegment segment) {
        if (!segment.isNative()) {
            throw new IllegalArgumentException(
                    "a heap segment of %d octets: wrap its array instead".formatted(segment.byteSize()));
        }
        if (segment.byteSize() > Octets.MAX_ARRAY) {
            throw new IllegalArgumentException("a segment of %d octets: one view holds at most %d"
                    .formatted(segment.byteSize(), Octets.MAX_ARRAY));
        }
    }

    /**
     * Fresh memory, zeroed, given back when nothing refers to it any more. A direct buffer's own, not an arena's: a channel
     * holds an arena open for the time of each write, at 40 octets of garbage for each piece.
     */
    static Block allocate(int size) {
        return allocate(size, null);
    }

    static Block allocate(int size, @Nullable LeaseState lease) {
        return new Block(ByteBuffer.allocateDirect(size), lease);
    }

    int size() {
        return (int) segment.byteSize();
    }

    Bytes view() {
        return view(0, size());
    }

    Bytes view(int offset, int length) {
        return length == 0 ? HeapBytes.EMPTY : new SegmentBytes(this, offset, length);
    }

    /** A read-only buffer of its own over a part of the block. */
    ByteBuffer buffer(int offset, int length) {
        return whole.slice(offset, length);
    }

    /** A buffer of its own over a part of the block, for its writer. */
    ByteBuffer writable(int offset, int length) {
        return segment.asSlice(offset, length).asByteBuffer();
    }

    /** A read-only buffer over the whole block with a position of its own. */
    ByteBuffer duplicate() {
        return whole.duplicate();
    }
}
