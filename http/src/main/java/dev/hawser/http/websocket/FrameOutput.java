package dev.hawser.http.websocket;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Tunnel;
import java.io.IOException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Frames as they leave. Whoever calls sees to it that only one thread does at a time. */
final class FrameOutput {

    /** Up to so many octets of payload travel in one array with their head; longer ones are shared where they lie. */
    private static final int PACKED = 1024;

    private final Tunnel tunnel;

    /** Where masks come from; null when this side does not mask. */
    private final @Nullable RandomGenerator masks;

    FrameOutput(Tunnel tunnel, @Nullable RandomGenerator masks) {
        this.tunnel = tunnel;
        this.masks = masks;
    }

    /** Writes one frame that is a whole message or control frame. */
    void write(int opcode, Bytes payload) throws IOException {
        int length = payload.length();
        boolean packed = masks != null || length <= PACKED;
        int headLength = (length < 126 ? 2 : length < 65_536 ? 4 : 10) + (masks != null ? 4 : 0);
        byte[] frame = new byte[packed ? headLength + length : headLength];
        int at = head(frame, opcode, length);
        if (masks != null) {
            int mask = masks.nextInt();
            for (int shift = 24; shift >= 0; shift -= 8) frame[at++] = (byte) (mask >>> shift);
            payload.copyTo(0, frame, at, length);
            Masks.apply(mask, frame, at, length);
        } else if (packed) {
            payload.copyTo(0, frame, at, length);
        }
        tunnel.write(Bytes.wrap(frame));
        if (!packed) tunnel.write(payload);
    }

    private int head(byte[] frame, int opcode, int length) {
        int masked = masks != null ? 0x80 : 0;
        frame[0] = (byte) (0x80 | opcode);
        if (length < 126) {
            frame[1] = (byte) (masked | length);
            return 2;
        }
        int width = length < 65_536 ? 2 : 8;
        frame[1] = (byte) (masked | (width == 2 ? 126 : 127));
        for (int i = 0; i < width; i++) frame[2 + i] = (byte) ((long) length >>> (8 * (width - 1 - i)));
        return 2 + width;
    }
}
