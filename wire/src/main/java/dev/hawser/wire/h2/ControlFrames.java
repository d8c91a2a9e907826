package dev.hawser.wire.h2;

import dev.hawser.bytes.BufList;
import dev.hawser.message.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Control frames that wait to be written, already as octets. They go before everything else. */
final class ControlFrames {

    private static final int KEPT = 512;
    private static final int MOST_DEBUG = 256;
    private static final byte[] NO_OCTETS = {};

    private byte[] octets = NO_OCTETS;
    private int length;

    /** Answers to the peer's frames among them. */
    private int replies;

    boolean isEmpty() {
        return length == 0;
    }

    int replies() {
        return replies;
    }

    /** The client's preface (RFC 9113 3.4). */
    void preface() {
        octets = Arrays.copyOf(Receiver.PREFACE, 128);
        length = Receiver.PREFACE.length;
    }

    void settings(int... keysAndValues) {
        int at = begin(keysAndValues.length / 2 * 6, Frames.SETTINGS, 0, 0);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            octets[at] = 0;
            octets[at + 1] = (byte) keysAndValues[i];
            at = Frames.putInt(octets, at + 2, keysAndValues[i + 1]);
        }
        length = at;
    }

    void settingsAck() {
        replies++;
        length = begin(0, Frames.SETTINGS, Frames.ACK, 0);
    }

    void ping(long payload) {
        int at = begin(8, Frames.PING, 0, 0);
        length = Frames.putLong(octets, at, payload);
    }

    void pingAck(long payload) {
        replies++;
        int at = begin(8, Frames.PING, Frames.ACK, 0);
        length = Frames.putLong(octets, at, payload);
    }

    void reset(int stream, ErrorCode code) {
        int at = begin(4, Frames.RST_STREAM, 0, stream);
        length = Frames.putInt(octets, at, code.code());
    }

    void windowUpdate(int stream, int increment) {
        int at = begin(4, Frames.WINDOW_UPDATE, 0, stream);
        length = Frames.putInt(octets, at, increment);
    }

    void goAway(int lastStream, ErrorCode code, String debug) {
        byte[] text = debug.getBytes(StandardCharsets.US_ASCII);
        int size = Math.min(text.length, MOST_DEBUG);
        int at = begin(8 + size, Frames.GOAWAY, 0, 0);
        at = Frames.putInt(octets, at, lastStream);
        at = Frames.putInt(octets, at, code.code());
        System.arraycopy(text, 0, octets, at, size);
        length = at + size;
    }

    void moveTo(BufList out) {
        if (length == 0) return;
        out.packCopy(octets, 0, length);
        length = 0;
        replies = 0;
        if (octets.length > KEPT) octets = NO_OCTETS;
    }

    /** Lets go of the array if nothing waits in it. */
    void rest() {
        if (length == 0) octets = NO_OCTETS;
    }

    private int begin(int payload, int type, int flags, int stream) {
        int size = length + Frames.HEAD + payload;
        if (size > octets.length) octets = Arrays.copyOf(octets, Math.max(size, Math.max(128, octets.length * 2)));
        return Frames.head(octets, length, payload, type, flags, stream);
    }
}
