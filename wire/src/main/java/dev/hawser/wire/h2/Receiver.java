package dev.hawser.wire.h2;

import dev.hawser.message.ErrorCode;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.h2.FrameReader.Found;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parsing half of a connection: frame by frame, as far as an event is found. What a frame means is decided by
 * {@link HeadReceiver} and {@link ControlReceiver}; what it must look like is decided here.
 */
final class Receiver {

    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Session session;
    private final H2Config config;
    private final Limits limits;
    private final Deadlines deadlines;
    private final HeadReceiver heads;
    private final ControlReceiver control;
    final FrameReader reader;
    private final ContentReceiver content;

    /** How much of the preface has come; its length once it need not come any more. */
    private int prefaceAt;

    private boolean settingsSeen;

    // A header block whose end has not come (RFC 9113 4.3): nothing else may come before it.
    private int blockStream;
    private boolean blockEnds;
    private int blockFrames;
    private byte[] block = {};
    private int blockLength;

    Receiver(Session session, HeadReceiver heads, ControlReceiver control) {
        this.session = session;
        this.config = session.config;
        this.limits = session.limits;
        this.deadlines = session.deadlines;
        this.control = control;
        this.heads = heads;
        this.reader = new FrameReader(config.maxFrameSize);
        this.content = new ContentReceiver(session, reader, control);
        // RFC 9113 3.4: a server's preface is its SETTINGS alone.
        this.prefaceAt = session.isServer() ? 0 : PREFACE.length;
    }

    /** Whether the peer's first SETTINGS have come. */
    boolean isGreeted() {
        return settingsSeen;
    }

    /** The stream is gone; the rest of a DATA frame for it is dropped. */
    void forget(H2Stream s) {
        content.forget(s);
    }

    /** No stream is open. */
    void rest() {
        heads.rest();
    }

    /** The next event that the octets received hold, or null. */
    @Nullable
    WireEvent poll() {
        if (prefaceAt < PREFACE.length) {
            WireEvent failure = takePreface();
            if (failure != null || prefaceAt < PREFACE.length) return failure;
        }
        for (; ; ) {
            if (content.isInPayload()) {
                if (content.isWaiting()) return incomplete();
                WireEvent event = content.take();
                if (event != null) return event;
                if (session.hasPending()) return null;
                continue;
            }
            Found found = reader.next();
            if (found == Found.NOTHING) return incomplete();
            if (blockStream == 0) deadlines.frame = Deadlines.NEVER;
            WireEvent event = found == Found.FRAME ? frame() : tooLong();
            if (event != null) return event;
            if (session.hasPending()) return null;
        }
    }

    private @Nullable WireEvent incomplete() {
        if (reader.isInFrame() || content.isInPayload() || blockStream != 0) deadlines.frameIncomplete(session.now());
        return null;
    }

    private @Nullable WireEvent takePreface() {
        byte[] array = reader.array();
        int at = reader.position();
        int n = Math.min(reader.available(), PREFACE.length - prefaceAt);
        if (!Arrays.equals(array, at, at + n, PREFACE, prefaceAt, prefaceAt + n)) {
            return session.fail(ErrorCode.PROTOCOL_ERROR, "not the preface of HTTP/2");
        }
        reader.skip(n);
        prefaceAt += n;
        return null;
    }

    private WireEvent tooLong() {
        return session.fail(
                ErrorCode.FRAME_SIZE_ERROR,
                "%s of %d octets, %d are allowed"
                        .formatted(Frames.name(reader.type), reader.length, config.maxFrameSize));
    }

    private @Nullable WireEvent frame() {
        int type = reader.type;
        if (!settingsSeen) {
            // RFC 9113 3.4: SETTINGS come first.
            if (type != Frames.SETTINGS || (reader.flags & Frames.ACK) != 0) {
                return session.fail(ErrorCode.PROTOCOL_ERROR, Frames.name(type) + " before SETTINGS");
            }
            settingsSeen = true;
            session.sender.greeted();
            deadlines.preface = Deadlines.NEVER;
        }
        if (blockStream != 0 && (type != Frames.CONTINUATION || reader.stream != blockStream)) {
            return session.fail(
                    ErrorCode.PROTOCOL_ERROR,
                    "%s on stream %d inside the header block of stream %d"
                            .formatted(Frames.name(type), reader.stream, blockStream));
        }
        if (type <= Frames.HEADERS) deadlines.spokenTo(session.now());
        return switch (type) {
            case Frames.DATA -> content.data();
            case Frames.HEADERS -> headers();
            case Frames.PRIORITY -> priority();
            case Frames.RST_STREAM -> resetStream();
            case Frames.SETTINGS -> settings();
            case Frames.PUSH_PROMISE ->
                session.fail(ErrorCode.PROTOCOL_ERROR, "PUSH_PROMISE where push is not allowed");
            case Frames.PING -> ping();
            case Frames.GOAWAY -> goAway();
            case Frames.WINDOW_UPDATE -> windowUpdate();
            case Frames.CONTINUATION -> continuation();
            case Frames.PRIORITY_UPDATE -> priorityUpdate();
            default -> unknown();
        };
    }

    private @Nullable WireEvent unknown() {
        // RFC 9113 5.5: ignored and discarded.
        content.skip(reader.length);
        return idleFrame();
    }

    // ---- header blocks

    private @Nullable WireEvent headers() {
        int id = reader.stream;
        if (id == 0) return onStreamZero();
        byte[] payload = reader.payload;
        int from = reader.payloadAt;
        int to = from + reader.length;
        int padding = 0;
        if ((reader.flags & Frames.PADDED) != 0) {
            if (from == to) return wrongSize();
            padding = payload[from++] & 0xff;
        }
        boolean dependsOnItself = false;
        if ((reader.flags & Frames.PRIORITY_FLAG) != 0) {
            if (to - from < 5) return wrongSize();
            dependsOnItself = (Frames.getInt(payload, from) & 0x7fff_ffff) == id;
            from += 5;
        }
        if (padding > to - from) {
            return session.fail(
                    ErrorCode.PROTOCOL_ERROR, "padding of %d in %d octets".formatted(padding, reader.length));
        }
        to -= padding;
        boolean ends = (reader.flags & Frames.END_STREAM) != 0;
        // RFC 9113 5.3.2 has deprecated dependencies, but one on itself was never allowed.
        heads.dependsOnItself = dependsOnItself;
        if ((reader.flags & Frames.END_HEADERS) != 0) return heads.block(id, ends, payload, from, to);
        if (to - from > config.maxHeaderBlockOctets) return session.calm("header-block");
        blockStream = id;
        blockEnds = ends;
        blockFrames = 0;
        blockLength = 0;
        collect(payload, from, to);
        return null;
    }

    private @Nullable WireEvent continuation() {
        if (blockStream == 0) {
            return session.fail(ErrorCode.PROTOCOL_ERROR, "CONTINUATION without a header block");
        }
        if (++blockFrames > config.maxContinuations) return session.calm("continuations");
        int from = reader.payloadAt;
        int to = from + reader.length;
        if (blockLength + reader.length > config.maxHeaderBlockOctets) return session.calm("header-block");
        collect(reader.payload, from, to);
        if ((reader.flags & Frames.END_HEADERS) == 0) return null;
        int id = blockStream;
        byte[] whole = block;
        blockStream = 0;
        block = new byte[0];
        deadlines.frame = Deadlines.NEVER;
        return heads.block(id, blockEnds, whole, 0, blockLength);
    }

    private void collect(byte[] payload, int from, int to) {
        int n = to - from;
        if (block.length < blockLength + n) block = Arrays.copyOf(block, Math.max(blockLength + n, block.length * 2));
        System.arraycopy(payload, from, block, blockLength, n);
        blockLength += n;
    }

    // ---- the others

    private @Nullable WireEvent priority() {
        int id = reader.stream;
        if (id == 0) return onStreamZero();
        if (reader.length != 5) {
            // RFC 9113 6.3: a stream error; on an idle stream there is nothing to reset.
            return session.streamFault(id, ErrorCode.FRAME_SIZE_ERROR, "PRIORITY of %d octets", reader.length);
        }
        if ((Frames.getInt(reader.payload, reader.payloadAt) & 0x7fff_ffff) == id) {
            return session.streamFault(id, ErrorCode.PROTOCOL_ERROR, "stream %d depends on itself", id);
        }
        return idleFrame();
    }

    private @Nullable WireEvent priorityUpdate() {
        if (reader.stream != 0 || !session.isServer()) {
            return session.fail(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE on a stream or from a server");
        }
        if (reader.length < 4) return wrongSize();
        int id = Frames.getInt(reader.payload, reader.payloadAt) & 0x7fff_ffff;
        if (id == 0 || (id & 1) == 0) {
            return session.fail(ErrorCode.PROTOCOL_ERROR, "PRIORITY_UPDATE for stream " + id);
        }
        String value = new String(
                reader.payload, reader.payloadAt + 4, Math.min(reader.length - 4, 128), StandardCharsets.ISO_8859_1);
        control.reprioritize(id, Priority.parse(value, Priority.DEFAULT));
        return idleFrame();
    }

    private @Nullable WireEvent resetStream() {
        int id = reader.stream;
        if (id == 0) return onStreamZero();
        if (reader.length != 4) return wrongSize();
        if (session.isIdle(id)) return onIdle(id);
        H2Stream s = session.stream(id);
        if (s == null) return idleFrame();
        ErrorCode code = ErrorCode.of(Frames.getInt(reader.payload, reader.payloadAt) & 0xffff_ffffL);
        return session.resetByPeer(s, code);
    }

    private @Nullable WireEvent settings() {
        if (reader.stream != 0) return onStream();
        if ((reader.flags & Frames.ACK) != 0) {
            if (reader.length != 0) return wrongSize();
            return control.settingsAcknowledged() ? null : idleFrame();
        }
        if (reader.length % 6 != 0) return wrongSize();
        return control.settings(reader.payload, reader.payloadAt, reader.payloadAt + reader.length);
    }

    private @Nullable WireEvent ping() {
        if (reader.stream != 0) return onStream();
        if (reader.length != 8) return wrongSize();
        long payload = Frames.getLong(reader.payload, reader.payloadAt);
        if ((reader.flags & Frames.ACK) == 0) return control.ping(payload);
        return control.pingAnswered(payload) ? null : idleFrame();
    }

    private @Nullable WireEvent goAway() {
        if (reader.stream != 0) return onStream();
        if (reader.length < 8) return wrongSize();
        int at = reader.payloadAt;
        int last = Frames.getInt(reader.payload, at) & 0x7fff_ffff;
        ErrorCode code = ErrorCode.of(Frames.getInt(reader.payload, at + 4) & 0xffff_ffffL);
        String debug =
                new String(reader.payload, at + 8, Math.min(reader.length - 8, 256), StandardCharsets.ISO_8859_1);
        return control.goAway(last, code, debug);
    }

    private @Nullable WireEvent windowUpdate() {
        if (reader.length != 4) return wrongSize();
        int id = reader.stream;
        int increment = Frames.getInt(reader.payload, reader.payloadAt) & 0x7fff_ffff;
        if (id != 0 && session.isIdle(id)) return onIdle(id);
        WireEvent event = id == 0 ? control.widen(increment) : control.widen(id, increment);
        return event != null || session.isOver() ? event : idleFrame();
    }

    private @Nullable WireEvent idleFrame() {
        return limits.idleFrame(session.now()) ? null : session.calm("idle-frames");
    }

    private WireEvent onStreamZero() {
        return session.fail(ErrorCode.PROTOCOL_ERROR, Frames.name(reader.type) + " on stream 0");
    }

    private WireEvent onStream() {
        return session.fail(
                ErrorCode.PROTOCOL_ERROR, "%s on stream %d".formatted(Frames.name(reader.type), reader.stream));
    }

    private WireEvent onIdle(int id) {
        return session.fail(ErrorCode.PROTOCOL_ERROR, "%s on idle stream %d".formatted(Frames.name(reader.type), id));
    }

    private WireEvent wrongSize() {
        return session.fail(
                ErrorCode.FRAME_SIZE_ERROR, "%s of %d octets".formatted(Frames.name(reader.type), reader.length));
    }

    /** Lets go of everything that was received. */
    void close() {
        reader.forget();
        block = new byte[0];
        blockStream = 0;
        content.close();
    }
}
