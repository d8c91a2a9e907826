package dev.hawser.bytes;

import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PrimitiveIterator;

/**
 * Octets that are read once, from front to back, from one part or from many.
 *
 * <p>Three methods make a kind: {@link #remaining}, {@link #chunk} and {@link #advance}. The rest follows from them; the
 * kinds of this library answer the rest faster. {@code read...} moves behind what it returns. A call that asks for more
 * than there is throws {@link OverrunException} and moves nothing; its {@code tryRead...} twin returns empty instead and
 * moves nothing either. Numbers are in network order unless the name ends in {@code LE}.
 *
 * <p>Confined to one thread.
 */
public interface Buf {

    /** The octets still to read. A sum that does not fit is {@link Long#MAX_VALUE}. */
    long remaining();

    /** Some of the octets still to read, the next ones, as a view; empty only when nothing remains. Moves nothing. */
    Bytes chunk();

    /**
     * Moves behind the next {@code n} octets.
     *
     * @throws OverrunException if fewer remain; nothing has been moved then
     */
    void advance(long n);

    /** Whether anything remains. */
    default boolean hasRemaining() {
        return remaining() != 0;
    }

    /**
     * Shows the octets still to read as views in order, in {@code into} from {@code from} on, and returns their number.
     * Slots behind them stay as they are. Every kind of this library shows everything when there are slots enough; a
     * foreign kind may show only a beginning, and a composition then stops there, so that order is never lost.
     */
    default int chunks(Bytes[] into, int from) {
        Octets.slots(into, from);
        if (from == into.length || remaining() == 0) return 0;
        into[from] = chunk();
        return 1;
    }

    /** As {@link #chunks(Bytes[], int)} from 0. */
    default int chunks(Bytes[] into) {
        return chunks(into, 0);
    }

    // ---- octets in bulk

    /**
     * Takes the next {@code n} octets as one view and moves behind them. Shares storage where they lie in one part;
     * copies, and counts the copy, where they do not ({@link #takeParts} never copies).
     */
    default Bytes takeFirst(int n) {
        Bytes here = chunk();
        if (n >= 0 && n <= here.length()) {
            advance(n);
            return here.slice(0, n);
        }
        require("takeFirst", n);
        byte[] out = new byte[n];
        readTo(out, 0, n);
        Copies.count(Copies.Site.STRADDLE, n);
        return Bytes.wrap(out);
    }

    /** Takes the next {@code n} octets where they lie, in as many parts as that are, and moves behind them. */
    default Rope takeParts(long n) {
        require("takeParts", n);
        Rope.Builder out = Rope.builder();
        while (n > 0) {
            Bytes here = chunk();
            int k = (int) Math.min(here.length(), n);
            out.append(here.slice(0, k));
            advance(k);
            n -= k;
        }
        return out.build();
    }

    /** Copies the next {@code target.length} octets and moves behind them. */
    default void readTo(byte[] target) {
        readTo(target, 0, target.length);
    }

    /** Copies the next {@code length} octets into {@code target} at {@code offset} and moves behind them. */
    default void readTo(byte[] target, int offset, int length) {
        java.util.Objects.checkFromIndexSize(offset, length, target.length);
        require("readTo", length);
        while (length > 0) {
            Bytes here = chunk();
            int k = Math.min(here.length(), length);
            here.copyTo(0, target, offset, k);
            advance(k);
            offset += k;
            length -= k;
        }
    }

    /** As {@link #readTo(byte[])} if that many remain; returns whether. */
    default boolean tryReadTo(byte[] target) {
        if (remaining() < target.length) return false;
        readTo(target);
        return true;
    }

    // ---- numbers

    /** A number of {@code width} octets, 0 to 8; unsigned below 8. */
    default long readUnsigned(int width) {
        require("readUnsigned", Octets.width(width));
        long value = 0;
        while (width > 0) {
            Bytes here = chunk();
            int k = Math.min(here.length(), width);
            value = k == 8 ? here.getLong(0) : (value << (8 * k)) | here.getUnsigned(0, k);
            advance(k);
            width -= k;
        }
        return value;
    }

    /** A number of {@code width} octets, 0 to 8, lowest first; unsigned below 8. */
    default long readUnsignedLE(int width) {
        return Octets.reversed(readUnsigned(width), width);
    }

    /** A number of {@code width} octets, 0 to 8, with its sign. */
    default long readSigned(int width) {
        return Octets.signed(readUnsigned(width), width);
    }

    /** A number of {@code width} octets, 0 to 8, with its sign, lowest first. */
    default long readSignedLE(int width) {
        return Octets.signed(readUnsignedLE(width), width);
    }

    /** The next octet, signed. */
    default byte readByte() {
        return (byte) readUnsigned(1);
    }

    /** The next octet, 0 to 255. */
    default int readU8() {
        return readByte() & 0xff;
    }

    /** Two octets, signed. */
    default short readShort() {
        return (short) readUnsigned(2);
    }

    /** Two octets, signed, lowest first. */
    default short readShortLE() {
        return Short.reverseBytes(readShort());
    }

    /** Two octets, 0 to 65,535. */
    default int readU16() {
        return readShort() & 0xffff;
    }

    /** Two octets, 0 to 65,535, lowest first. */
    default int readU16LE() {
        return readShortLE() & 0xffff;
    }

    /** Three octets, signed. */
    default int readInt24() {
        return (int) readSigned(3);
    }

    /** Three octets, signed, lowest first. */
    default int readInt24LE() {
        return (int) readSignedLE(3);
    }

    /** Three octets, 0 to 16,777,215. */
    default int readU24() {
        return (int) readUnsigned(3);
    }

    /** Three octets, 0 to 16,777,215, lowest first. */
    default int readU24LE() {
        return (int) readUnsignedLE(3);
    }

    /** Four octets, signed. */
    default int readInt() {
        return (int) readUnsigned(4);
    }

    /** Four octets, signed, lowest first. */
    default int readIntLE() {
        return Integer.reverseBytes(readInt());
    }

    /** Four octets, 0 to 4,294,967,295. */
    default long readU32() {
        return readInt() & 0xffff_ffffL;
    }

    /** Four octets, 0 to 4,294,967,295, lowest first. */
    default long readU32LE() {
        return readIntLE() & 0xffff_ffffL;
    }

    /** Eight octets. */
    default long readLong() {
        return readUnsigned(8);
    }

    /** Eight octets, lowest first. */
    default long readLongLE() {
        return Long.reverseBytes(readLong());
    }

    /** Four octets as an IEEE 754 number. */
    default float readFloat() {
        return Float.intBitsToFloat(readInt());
    }

    /** Four octets as an IEEE 754 number, lowest first. */
    default float readFloatLE() {
        return Float.intBitsToFloat(readIntLE());
    }

    /** Eight octets as an IEEE 754 number. */
    default double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /** Eight octets as an IEEE 754 number, lowest first. */
    default double readDoubleLE() {
        return Double.longBitsToDouble(readLongLE());
    }

    // ---- numbers, if they are there

    /** {@link #readByte}, or empty. */
    default OptionalInt tryReadByte() {
        return remaining() < 1 ? OptionalInt.empty() : OptionalInt.of(readByte());
    }

    /** {@link #readU8}, or empty. */
    default OptionalInt tryReadU8() {
        return remaining() < 1 ? OptionalInt.empty() : OptionalInt.of(readU8());
    }

    /** {@link #readShort}, or empty. */
    default OptionalInt tryReadShort() {
        return remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(readShort());
    }

    /** {@link #readShortLE}, or empty. */
    default OptionalInt tryReadShortLE() {
        return remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(readShortLE());
    }

    /** {@link #readU16}, or empty. */
    default OptionalInt tryReadU16() {
        return remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(readU16());
    }

    /** {@link #readU16LE}, or empty. */
    default OptionalInt tryReadU16LE() {
        return remaining() < 2 ? OptionalInt.empty() : OptionalInt.of(readU16LE());
    }

    /** {@link #readInt24}, or empty. */
    default OptionalInt tryReadInt24() {
        return remaining() < 3 ? OptionalInt.empty() : OptionalInt.of(readInt24());
    }

    /** {@link #readInt24LE}, or empty. */
    default OptionalInt tryReadInt24LE() {
        return remaining() < 3 ? OptionalInt.empty() : OptionalInt.of(readInt24LE());
    }

    /** {@link #readU24}, or empty. */
    default OptionalInt tryReadU24() {
        return remaining() < 3 ? OptionalInt.empty() : OptionalInt.of(readU24());
    }

    /** {@link #readU24LE}, or empty. */
    default OptionalInt tryReadU24LE() {
        return remaining() < 3 ? OptionalInt.empty() : OptionalInt.of(readU24LE());
    }

    /** {@link #readInt}, or empty. */
    default OptionalInt tryReadInt() {
        return remaining() < 4 ? OptionalInt.empty() : OptionalInt.of(readInt());
    }

    /** {@link #readIntLE}, or empty. */
    default OptionalInt tryReadIntLE() {
        return remaining() < 4 ? OptionalInt.empty() : OptionalInt.of(readIntLE());
    }

    /** {@link #readU32}, or empty. */
    default OptionalLong tryReadU32() {
        return remaining() < 4 ? OptionalLong.empty() : OptionalLong.of(readU32());
    }

    /** {@link #readU32LE}, or empty. */
    default OptionalLong tryReadU32LE() {
        return remaining() < 4 ? OptionalLong.empty() : OptionalLong.of(readU32LE());
    }

    /** {@link #readLong}, or empty. */
    default OptionalLong tryReadLong() {
        return remaining() < 8 ? OptionalLong.empty() : OptionalLong.of(readLong());
    }

    /** {@link #readLongLE}, or empty. */
    default OptionalLong tryReadLongLE() {
        return remaining() < 8 ? OptionalLong.empty() : OptionalLong.of(readLongLE());
    }

    /** {@link #readFloat}, or empty. */
    default OptionalDouble tryReadFloat() {
        return remaining() < 4 ? OptionalDouble.empty() : OptionalDouble.of(readFloat());
    }

    /** {@link #readFloatLE}, or empty. */
    default OptionalDouble tryReadFloatLE() {
        return remaining() < 4 ? OptionalDouble.empty() : OptionalDouble.of(readFloatLE());
    }

    /** {@link #readDouble}, or empty. */
    default OptionalDouble tryReadDouble() {
        return remaining() < 8 ? OptionalDouble.empty() : OptionalDouble.of(readDouble());
    }

    /** {@link #readDoubleLE}, or empty. */
    default OptionalDouble tryReadDoubleLE() {
        return remaining() < 8 ? OptionalDouble.empty() : OptionalDouble.of(readDoubleLE());
    }

    /** {@link #readUnsigned}, or empty. */
    default OptionalLong tryReadUnsigned(int width) {
        return remaining() < Octets.width(width) ? OptionalLong.empty() : OptionalLong.of(readUnsigned(width));
    }

    /** {@link #readUnsignedLE}, or empty. */
    default OptionalLong tryReadUnsignedLE(int width) {
        return remaining() < Octets.width(width) ? OptionalLong.empty() : OptionalLong.of(readUnsignedLE(width));
    }

    /** {@link #readSigned}, or empty. */
    default OptionalLong tryReadSigned(int width) {
        return remaining() < Octets.width(width) ? OptionalLong.empty() : OptionalLong.of(readSigned(width));
    }

    /** {@link #readSignedLE}, or empty. */
    default OptionalLong tryReadSignedLE(int width) {
        return remaining() < Octets.width(width) ? OptionalLong.empty() : OptionalLong.of(readSignedLE(width));
    }

    // ---- adapters; each moves this reader when it is read

    /** This reader and, behind it, {@code next}, as one. Copies nothing. */
    default Chain chain(Buf next) {
        if (next == this) throw new IllegalArgumentException("chain: of a reader and itself");
        return new Chain(this, next);
    }

    /** At most {@code limit} octets of this reader. */
    default Take take(long limit) {
        return new Take(this, limit);
    }

    /** This reader as a stream. Closing it does nothing. */
    default InputStream asInputStream() {
        return new BufInput(this);
    }

    /** This reader as a channel. Closing it does nothing to the reader. */
    default ReadableByteChannel asChannel() {
        return new BufChannel(this);
    }

    /** The octets one by one, 0 to 255, moving this reader. */
    default PrimitiveIterator.OfInt octets() {
        return new PrimitiveIterator.OfInt() {
            @Override
            public boolean hasNext() {
                return hasRemaining();
            }

            @Override
            public int nextInt() {
                if (!hasRemaining()) throw new java.util.NoSuchElementException("no octet remains");
                return readU8();
            }
        };
    }

    /**
     * Throws unless {@code n} octets remain.
     *
     * @param what names the caller in the message
     * @throws OverrunException if fewer remain, or {@code n} is negative
     */
    default void require(String what, long n) {
        long there = remaining();
        if (n < 0 || n > there) throw new OverrunException(what, n, there);
    }
}
