package dev.hawser.http.websocket;

import dev.hawser.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A message that is coming in. Memory grows with what has come, never with what was announced. */
final class Payload {

    private static final int FIRST = 4096;

    private final WebSocketConfig config;
    private final boolean text;
    private final Utf8Check check = new Utf8Check();
    private byte[] octets = new byte[0];
    private int filled;
    private int frames;

    Payload(WebSocketConfig config, boolean text) {
        this.config = config;
        this.text = text;
    }

    /** Adds the payload of the frame whose head was read last. */
    void add(FrameInput in) throws IOException {
        if (++frames > config.maxFrames()) {
            throw new WebSocketException(CloseCode.TOO_LARGE, "more than %d frames".formatted(config.maxFrames()));
        }
        if (in.length > config.maxMessageOctets() - filled) {
            throw new WebSocketException(
                    CloseCode.TOO_LARGE,
                    "%d octets behind %d, at most %d".formatted(in.length, filled, config.maxMessageOctets()));
        }
        int end = filled + (int) in.length;
        while (filled < end) {
            if (filled == octets.length) {
                octets = Arrays.copyOf(octets, Math.min(end, Math.max(FIRST, octets.length * 2)));
            }
            int n = in.readPayload(octets, filled, Math.min(end, octets.length) - filled);
            if (text && !check.accepts(octets, filled, filled + n)) throw noUtf8();
            filled += n;
        }
    }

    Message complete() throws WebSocketException {
        if (!text) return new Message.Binary(Bytes.wrap(octets, 0, filled));
        if (!check.isComplete()) throw noUtf8();
        return new Message.Text(new String(octets, 0, filled, StandardCharsets.UTF_8));
    }

    private static WebSocketException noUtf8() {
        return new WebSocketException(CloseCode.INVALID_DATA, "text that is no UTF-8"); // RFC 6455 8.1
    }
}
