package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.Fields;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.hpack.HpackDecoder;
import dev.hawser.wire.hpack.HpackException;
import dev.hawser.wire.hpack.HpackFields;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A peer that reads its part from a script: it sends frames, and says in words which frames and which events it expects
 * back. Frames read like {@code "DATA 1 13 END_STREAM"}, events like {@code "request 1 GET / last"}.
 */
final class FrameScript {

    static final long SECOND = 1_000_000_000L;
    static final long EVERYTHING = Long.MAX_VALUE;

    final H2Connection connection;
    final BufList out = new BufList();
    final List<String> events = new ArrayList<>();

    /** Content received, of all streams. */
    final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** Content that the connection sent, of all streams. */
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    /** Whether content is given back as soon as it comes. */
    boolean releasing = true;

    /** The octets that are handed over at once. */
    int step = Integer.MAX_VALUE;

    long now = 5 * SECOND;

    private final HpackDecoder decoder = new HpackDecoder(4096);
    private byte[] unread = {};
    private boolean preface;

    private FrameScript(H2Connection connection, long now) {
        this.connection = connection;
        this.now = now;
    }

    /** A server that has not heard of its client yet. */
    static FrameScript silentServer(H2Config config) {
        long now = 5 * SECOND;
        return new FrameScript(H2Connection.server(config, new DateField(784111777), now), now);
    }

    /** A connection as it is. */
    static FrameScript around(H2Connection connection, long now) {
        FrameScript script = new FrameScript(connection, now);
        script.preface = !connection.session.isServer();
        return script;
    }

    /** A server, both sides' SETTINGS exchanged and acknowledged. */
    static FrameScript server(H2Config config, int... clientSettings) {
        FrameScript script = silentServer(config);
        script.sends(Receiver.PREFACE, Octets.settings(clientSettings), Octets.settingsAck());
        script.frames();
        return script;
    }

    static FrameScript server() {
        return server(H2Config.server());
    }

    /** A client, both sides' SETTINGS exchanged and acknowledged. */
    static FrameScript client(H2Config config, int... serverSettings) {
        long now = 5 * SECOND;
        FrameScript script = new FrameScript(H2Connection.client(config, now), now);
        script.preface = true;
        script.sends(Octets.settings(serverSettings), Octets.settingsAck());
        script.frames();
        return script;
    }

    static FrameScript client() {
        return client(H2Config.client());
    }

    /** The peer sends these frames; what they tell is added to {@link #events}. */
    FrameScript sends(byte[]... frames) {
        byte[] all = Octets.join(frames);
        for (int at = 0; at < all.length; ) {
            int n = Math.min(step, all.length - at);
            // Elsewhere in a larger array, and overwritten behind the connection's back once it may be.
            byte[] lent = new byte[n + 7];
            System.arraycopy(all, at, lent, 3, n);
            connection.receive(lent, 3, 3 + n, now);
            takeEvents();
            Arrays.fill(lent, (byte) 0x5a);
            at += n;
        }
        if (all.length == 0) takeEvents();
        return this;
    }

    FrameScript takeEvents() {
        for (WireEvent event = connection.poll(); event != null; event = connection.poll()) events.add(words(event));
        return this;
    }

    /** Time passes. */
    FrameScript waits(long nanos) {
        now += nanos;
        connection.expire(now);
        takeEvents();
        return this;
    }

    private String words(WireEvent event) {
        return switch (event) {
            case WireEvent.RequestReceived e ->
                "request %d %s %s%s"
                        .formatted(e.exchange(), e.head().method(), e.head().target(), e.last() ? " last" : "");
            case WireEvent.ResponseReceived e ->
                "response %d %d%s".formatted(e.exchange(), e.head().status().code(), e.last() ? " last" : "");
            case WireEvent.InformationalReceived e ->
                "interim %d %d".formatted(e.exchange(), e.head().status().code());
            case WireEvent.DataReceived e -> {
                content.write(e.array(), e.offset(), e.length());
                if (releasing) connection.release(e.exchange(), e.length());
                yield "data %d %d%s".formatted(e.exchange(), e.length(), e.last() ? " last" : "");
            }
            case WireEvent.TrailersReceived e -> "trailers %d %s".formatted(e.exchange(), words(e.trailers()));
            case WireEvent.ExchangeReset e ->
                "reset %d %s%s%s"
                        .formatted(
                                e.exchange(),
                                e.code(),
                                e.byPeer() ? " by peer" : "",
                                e.unprocessed() ? " unprocessed" : "");
            case WireEvent.BodyDrained e -> "drained " + e.exchange();
            case WireEvent.ContinueExpected e -> "continue " + e.exchange();
            case WireEvent.GoAwayReceived e ->
                "goaway %d %s %s"
                        .formatted(e.lastExchange(), e.code(), e.debug())
                        .trim();
            case WireEvent.ProtocolSwitched e -> "switched " + e.protocol();
            case WireEvent.ConnectionFailed e -> "failed " + e.code();
        };
    }

    private static String words(Fields fields) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) all.add(fields.nameAt(i).text() + "=" + fields.valueAt(i));
        return String.join(" ", all);
    }

    /** Everything that the connection would send now, in words. */
    List<String> frames() {
        return frames(EVERYTHING);
    }

    /** One fill with this target, in words. */
    List<String> frames(long target) {
        connection.fill(out, target);
        return written();
    }

    /** What the list holds, in words; the list is empty then. */
    List<String> written() {
        byte[] octets = out.copyRemaining().toByteArray();
        out.advance(out.remaining());
        return read(octets);
    }

    /** Octets that were taken from the list in pieces. */
    List<String> read(byte[] octets) {
        byte[] all = Octets.join(unread, octets);
        int at = 0;
        if (preface && all.length >= Receiver.PREFACE.length) {
            assertThat(Arrays.copyOf(all, Receiver.PREFACE.length)).isEqualTo(Receiver.PREFACE);
            at = Receiver.PREFACE.length;
            preface = false;
        }
        List<String> frames = new ArrayList<>();
        while (all.length - at >= Frames.HEAD) {
            int length = Frames.getInt(all, at) >>> 8;
            if (all.length - at < Frames.HEAD + length) break;
            int type = Frames.getInt(all, at) & 0xff;
            int flags = all[at + 4] & 0xff;
            int stream = Frames.getInt(all, at + 5);
            frames.add(words(type, flags, stream, all, at + Frames.HEAD, length).trim());
            at += Frames.HEAD + length;
        }
        unread = Arrays.copyOfRange(all, at, all.length);
        return frames;
    }

    /** Whether every frame that was begun has been read to its end. */
    boolean isBetweenFrames() {
        return unread.length == 0;
    }

    private String words(int type, int flags, int stream, byte[] all, int at, int length) {
        String end = (flags & Frames.END_STREAM) != 0 ? " END_STREAM" : "";
        return switch (type) {
            case Frames.DATA -> {
                sent.write(all, at, length);
                yield "DATA " + stream + " " + length + end;
            }
            case Frames.HEADERS -> "HEADERS " + stream + " " + fields(all, at, length, flags) + end;
            case Frames.CONTINUATION -> "CONTINUATION " + stream + " " + length + ((flags & 4) != 0 ? " END" : "");
            case Frames.RST_STREAM -> "RST_STREAM " + stream + " " + ErrorCode.of(Frames.getInt(all, at));
            case Frames.SETTINGS -> (flags & Frames.ACK) != 0 ? "SETTINGS ack" : "SETTINGS" + settings(all, at, length);
            case Frames.PING -> "PING " + ((flags & Frames.ACK) != 0 ? "ack " : "") + Frames.getLong(all, at);
            case Frames.GOAWAY -> "GOAWAY " + Frames.getInt(all, at) + " " + ErrorCode.of(Frames.getInt(all, at + 4));
            case Frames.WINDOW_UPDATE -> "WINDOW_UPDATE " + stream + " " + Frames.getInt(all, at);
            default -> Frames.name(type) + " " + stream;
        };
    }

    private String fields(byte[] all, int at, int length, int flags) {
        if ((flags & Frames.END_HEADERS) == 0) return length + " and more";
        HpackFields fields = new HpackFields(1000, 1 << 20);
        try {
            decoder.decode(all, at, at + length, fields);
        } catch (HpackException e) {
            throw new AssertionError(e);
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            if (!fields.get(i).name().text().equals("date")) {
                words.add(fields.get(i).name() + "=" + fields.get(i).value());
            }
        }
        return String.join(" ", words);
    }

    private static String settings(byte[] all, int at, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i += 6) {
            out.append(' ').append(Frames.getShort(all, at + i)).append('=').append(Frames.getInt(all, at + i + 2));
        }
        return out.toString();
    }

    /** The next frames, all of them, are these. */
    FrameScript expects(String... frames) {
        assertThat(frames()).containsExactly(frames);
        return this;
    }

    /** The events since the last look are these. */
    FrameScript tells(String... expected) {
        assertThat(events).containsExactly(expected);
        events.clear();
        return this;
    }

    FrameScript forget() {
        events.clear();
        frames();
        return this;
    }
}
