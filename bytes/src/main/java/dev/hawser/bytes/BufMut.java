package dev.hawser.bytes;

import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.Charset;

/**
 * A place that takes octets from front to back: growing, or with a fixed room.
 *
 * <p>Two methods make a kind: {@link #remainingMut} and {@link #write(byte[], int, int)}. A call that needs more room
 * than there is throws {@link OverrunException} and writes nothing. Numbers are written in network order unless the name
 * ends in {@code LE}; of a number that is too wide its lowest octets are written.
 *
 * <p>Confined to one thread.
 */
public interface BufMut {

    /** The octets that can still be written; for a growing kind, those up to its largest size. */
    long remainingMut();

    /**
     * Writes {@code length} octets of {@code source} from {@code offset}. Copies; {@code source} stays the caller's.
     *
     * @throws OverrunException if there is less room; nothing has been written then
     */
    void write(byte[] source, int offset, int length);

    /** A place over the caller's array; never touches an octet outside {@code [offset, offset + length)}. */
    static BufMut into(byte[] target, int offset, int length) {
        return new ArrayTarget(target, offset, length);
    }

    /** A place over the whole of the caller's array. */
    static BufMut into(byte[] target) {
        return new ArrayTarget(target, 0, target.length);
    }

    /** A place over writable memory of the caller's. */
    static BufMut into(MemorySegment target) {
        return new SegmentTarget(target);
    }

    /** A place over what remains of {@code target}, whose position stays. */
    static BufMut into(ByteBuffer target) {
        return new SegmentTarget(MemorySegment.ofBuffer(target));
    }

    /** Whether there is any room. */
    default boolean hasRemainingMut() {
        return remainingMut() != 0;
    }

    // ---- octets in bulk

    /** Writes the whole of {@code source}. Copies. */
    default void write(byte[] source) {
        write(source, 0, source.length);
    }

    /** Writes the whole of {@code source}. Copies, and counts the copy. A kind is lent heap storage, to be read only. */
    default void write(Bytes source) {
        requireRoom("write", source.length());
        if (source instanceof HeapBytes heap) write(heap.array, heap.offset, heap.length);
        else write(source.toByteArray());
        Copies.count(Copies.Site.WRITE, source.length());
    }

    /** Writes everything that remains of {@code source} and moves it to its end. Copies, and counts the copy. */
    default void write(Buf source) {
        requireRoom("write", source.remaining());
        while (source.hasRemaining()) {
            Bytes here = source.chunk();
            write(here);
            source.advance(here.length());
        }
    }

    /** Writes {@code value} {@code count} times. */
    default void writeRepeated(int value, long count) {
        requireRoom("writeRepeated", count);
        byte[] some = new byte[(int) Math.min(count, 1024)];
        java.util.Arrays.fill(some, (byte) value);
        for (long left = count; left > 0; left -= some.length) write(some, 0, (int) Math.min(left, some.length));
    }

    /** Writes {@code text} in {@code charset}. */
    default void writeText(CharSequence text, Charset charset) {
        write(text.toString().getBytes(charset));
    }

    // ---- numbers

    /** Writes the lowest {@code width} octets, 0 to 8, of {@code value}. */
    default void writeUnsigned(long value, int width) {
        byte[] octets = new byte[Octets.width(width)];
        for (int i = width - 1; i >= 0; i--, value >>>= 8) octets[i] = (byte) value;
        write(octets, 0, width);
    }

    /** Writes the lowest {@code width} octets, 0 to 8, of {@code value}, lowest first. */
    default void writeUnsignedLE(long value, int width) {
        writeUnsigned(Octets.reversed(value, Octets.width(width)), width);
    }

    /** Writes one octet: the lowest of {@code value}. */
    default void writeByte(int value) {
        writeUnsigned(value, 1);
    }

    /** Writes two octets. */
    default void writeShort(int value) {
        writeUnsigned(value, 2);
    }

    /** Writes two octets, lowest first. */
    default void writeShortLE(int value) {
        writeShort(Short.reverseBytes((short) value));
    }

    /** Writes three octets. */
    default void writeInt24(int value) {
        writeUnsigned(value, 3);
    }

    /** Writes three octets, lowest first. */
    default void writeInt24LE(int value) {
        writeUnsignedLE(value, 3);
    }

    /** Writes four octets. */
    default void writeInt(int value) {
        writeUnsigned(value, 4);
    }

    /** Writes four octets, lowest first. */
    default void writeIntLE(int value) {
        writeInt(Integer.reverseBytes(value));
    }

    /** Writes eight octets. */
    default void writeLong(long value) {
        writeUnsigned(value, 8);
    }

    /** Writes eight octets, lowest first. */
    default void writeLongLE(long value) {
        writeLong(Long.reverseBytes(value));
    }

    /** Writes an IEEE 754 number of four octets. */
    default void writeFloat(float value) {
        writeInt(Float.floatToRawIntBits(value));
    }

    /** Writes an IEEE 754 number of four octets, lowest first. */
    default void writeFloatLE(float value) {
        writeIntLE(Float.floatToRawIntBits(value));
    }

    /** Writes an IEEE 754 number of eight octets. */
    default void writeDouble(double value) {
        writeLong(Double.doubleToRawLongBits(value));
    }

    /** Writes an IEEE 754 number of eight octets, lowest first. */
    default void writeDoubleLE(double value) {
        writeLongLE(Double.doubleToRawLongBits(value));
    }

    // ---- adapters; each writes here when it is written to

    /** This place and, once it is full, {@code next}, as one. */
    default ChainMut chainMut(BufMut next) {
        if (next == this) throw new IllegalArgumentException("chainMut: of a place and itself");
        return new ChainMut(this, next);
    }

    /** At most {@code limit} octets of this place. */
    default Limit limit(long limit) {
        return new Limit(this, limit);
    }

    /** This place as a stream: a write that does not fit fails with an {@link java.io.IOException}. */
    default OutputStream asOutputStream() {
        return new BufOutput(this);
    }

    /** This place as a channel, which takes as much as fits. */
    default WritableByteChannel asWritableChannel() {
        return new BufMutChannel(this);
    }

    /**
     * Throws unless there is room for {@code n} octets.
     *
     * @param what names the caller in the message
     * @throws OverrunException if there is less room, or {@code n} is negative
     */
    default void requireRoom(String what, long n) {
        long there = remainingMut();
        if (n < 0 || n > there) throw new OverrunException(what, n, there);
    }
}
