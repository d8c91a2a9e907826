package dev.hawser.http.websocket;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Tunnel;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Frames as they come (RFC 6455 5.2): a head at a time, then its payload. Judges what a head alone can tell. Confined to one
 * thread.
 */
final class FrameInput {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int MOST_OF_CONTROL = 125;

    private final Tunnel tunnel;
    private final boolean masked;
    private Bytes piece = Bytes.empty();
    private int at;

    // The head that was read last.
    int opcode;
    boolean fin;
    long length;
    private int mask;

    /** Octets of the payload that have been read. */
    private long read;

    /**
     * Frames from {@code tunnel}.
     *
     * @param masked whether the peer masks its frames, as clients must and servers must not (RFC 6455 5.1)
     */
    FrameInput(Tunnel tunnel, boolean masked) {
        this.tunnel = tunnel;
        this.masked = masked;
    }

    /** Reads a head; false when the peer has ended instead. */
    boolean readHead() throws IOException {
        if (!fill()) return false;
        int first = octet();
        int second = octet();
        fin = (first & 0x80) != 0;
        opcode = first & 0x0F;
        if ((first & 0x70) != 0) throw violation("reserved bits are set, and no extension was agreed on");
        if (opcode > PONG || (opcode > BINARY && opcode < CLOSE)) throw violation("opcode " + opcode);
        if (((second & 0x80) != 0) != masked) throw violation(masked ? "a frame without a mask" : "a masked frame");
        length = second & 0x7F;
        if (isControl() && (length > MOST_OF_CONTROL || !fin)) {
            throw violation(fin ? "a control frame of more than 125 octets" : "a fragmented control frame");
        }
        if (length == 126) length = number(2, 126);
        else if (length == 127) length = number(8, 65_536);
        mask = masked ? (int) number(4, Long.MIN_VALUE) : 0;
        read = 0;
        return true;
    }

    boolean isControl() {
        return opcode >= CLOSE;
    }

    /** A number of {@code width} octets that is at least {@code least}: RFC 6455 5.2 wants the shortest form. */
    private long number(int width, long least) throws IOException {
        long value = 0;
        for (int i = 0; i < width; i++) value = value << 8 | octet();
        if (value < least)
            throw violation(value < 0 ? "a length above 2^63" : "a length that is not in its shortest form");
        return value;
    }

    private int octet() throws IOException {
        if (!fill()) throw new EOFException("the peer ended within a frame");
        return piece.get(at++) & 0xFF;
    }

    /** Reads up to {@code count} octets of the payload, unmasked, as many as are there; waits for the first. */
    int readPayload(byte[] target, int offset, int count) throws IOException {
        if (!fill()) throw new EOFException("the peer ended within a frame");
        int n = Math.min(count, piece.length() - at);
        piece.copyTo(at, target, offset, n);
        at += n;
        if (masked) unmask(target, offset, n);
        read += n;
        return n;
    }

    private void unmask(byte[] target, int offset, int count) {
        Masks.apply(Integer.rotateLeft(mask, (int) (read & 3) * 8), target, offset, count);
    }

    private boolean fill() throws IOException {
        while (at == piece.length()) {
            @Nullable Bytes next = tunnel.read();
            if (next == null) return false;
            piece = next;
            at = 0;
        }
        return true;
    }

    static WebSocketException violation(String what) {
        return new WebSocketException(CloseCode.PROTOCOL_ERROR, what);
    }
}
