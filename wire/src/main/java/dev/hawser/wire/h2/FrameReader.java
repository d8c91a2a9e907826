package dev.hawser.wire.h2;

import java.util.Arrays;

/**
 * Cuts what arrives into frames (RFC 9113 4.1). Payloads of DATA and of unknown frames are passed on as they come, all
 * others whole. Reads from the caller's array; only what is incomplete at its end is copied.
 */
final class FrameReader {

    /** What {@link #next} found. */
    enum Found {
        /** More octets are needed. */
        NOTHING,
        /** A frame's head, with its payload if that is to be had whole. */
        FRAME,
        /** A head that announces more than is allowed. */
        TOO_LONG
    }

    private static final int KEPT_CARRY = 256;
    private static final byte[] NO_OCTETS = {};

    private final int mostLength;

    private byte[] in = NO_OCTETS;
    private int at;
    private int end;

    /** The beginning of a frame whose end has not come. */
    private byte[] carry = NO_OCTETS;

    private int carried;

    // The frame found last.
    int length;
    int type;
    int flags;
    int stream;
    byte[] payload = NO_OCTETS;
    int payloadAt;

    FrameReader(int mostLength) {
        this.mostLength = mostLength;
    }

    void receive(byte[] array, int from, int to) {
        in = array;
        at = from;
        end = to;
    }

    /** Forgets the caller's array and everything unread. */
    void forget() {
        in = NO_OCTETS;
        payload = NO_OCTETS;
        at = end = carried = 0;
        carry = NO_OCTETS;
    }

    /** Octets of the caller's array that were not read yet. */
    int available() {
        return end - at;
    }

    /** Whether a frame has begun whose end is missing. */
    boolean isInFrame() {
        return carried != 0;
    }

    byte[] array() {
        return in;
    }

    int position() {
        return at;
    }

    void skip(int octets) {
        at += octets;
    }

    /** Moves to the next frame. A streamed payload has to be consumed first. */
    Found next() {
        if (carried != 0) return resume();
        int available = end - at;
        if (available < Frames.HEAD) return keepRest();
        head(in, at);
        if (length > mostLength) return Found.TOO_LONG;
        if (isStreamed()) {
            at += Frames.HEAD;
            return Found.FRAME;
        }
        if (available < Frames.HEAD + length) return keepRest();
        payload = in;
        payloadAt = at + Frames.HEAD;
        at = payloadAt + length;
        return Found.FRAME;
    }

    private Found resume() {
        if (carried < Frames.HEAD) {
            carryUpTo(Frames.HEAD);
            if (carried < Frames.HEAD) return Found.NOTHING;
        }
        head(carry, 0);
        if (length > mostLength) return Found.TOO_LONG;
        if (isStreamed()) {
            carried = 0;
            return Found.FRAME;
        }
        int whole = Frames.HEAD + length;
        carryUpTo(whole);
        if (carried < whole) return Found.NOTHING;
        payload = carry;
        payloadAt = Frames.HEAD;
        carried = 0;
        if (carry.length > KEPT_CARRY) carry = NO_OCTETS;
        return Found.FRAME;
    }

    private Found keepRest() {
        if (end > at) carryUpTo(end - at);
        return Found.NOTHING;
    }

    /** Moves octets into the carry until it holds {@code wanted}, or the input is used up. */
    private void carryUpTo(int wanted) {
        int n = Math.min(wanted - carried, end - at);
        if (carried + n > carry.length) {
            // Grows with what has come, not with what was announced.
            int room = Math.max(carried + n, Math.min(carry.length * 2, Frames.HEAD + mostLength));
            carry = Arrays.copyOf(carry, Math.max(room, 64));
        }
        System.arraycopy(in, at, carry, carried, n);
        carried += n;
        at += n;
    }

    private void head(byte[] array, int from) {
        int first = Frames.getInt(array, from);
        length = first >>> 8;
        type = first & 0xff;
        flags = array[from + 4] & 0xff;
        stream = Frames.getInt(array, from + 5) & 0x7fff_ffff;
    }

    private boolean isStreamed() {
        return type == Frames.DATA || (type > Frames.CONTINUATION && type != Frames.PRIORITY_UPDATE);
    }
}
