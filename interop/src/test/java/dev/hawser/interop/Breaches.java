package dev.hawser.interop;

import static dev.hawser.interop.H2Frames.CONTINUATION;
import static dev.hawser.interop.H2Frames.DATA;
import static dev.hawser.interop.H2Frames.END_HEADERS;
import static dev.hawser.interop.H2Frames.END_STREAM;
import static dev.hawser.interop.H2Frames.GOAWAY;
import static dev.hawser.interop.H2Frames.HEADERS;
import static dev.hawser.interop.H2Frames.PADDED;
import static dev.hawser.interop.H2Frames.PING;
import static dev.hawser.interop.H2Frames.PREFACE;
import static dev.hawser.interop.H2Frames.PRIORITY;
import static dev.hawser.interop.H2Frames.PUSH_PROMISE;
import static dev.hawser.interop.H2Frames.RST_STREAM;
import static dev.hawser.interop.H2Frames.SETTINGS;
import static dev.hawser.interop.H2Frames.WINDOW_UPDATE;
import static dev.hawser.interop.H2Frames.block;
import static dev.hawser.interop.H2Frames.data;
import static dev.hawser.interop.H2Frames.frame;
import static dev.hawser.interop.H2Frames.get;
import static dev.hawser.interop.H2Frames.head;
import static dev.hawser.interop.H2Frames.join;
import static dev.hawser.interop.H2Frames.number;
import static dev.hawser.interop.H2Frames.ping;
import static dev.hawser.interop.H2Frames.post;
import static dev.hawser.interop.H2Frames.requestBlock;
import static dev.hawser.interop.H2Frames.reset;
import static dev.hawser.interop.H2Frames.settings;
import static dev.hawser.interop.H2Frames.widen;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What no peer may do even once, each on a connection of its own, with the errors RFC 9113 allows in answer. */
final class Breaches {

    private static final int PROTOCOL_ERROR = 1;
    private static final int FLOW_CONTROL_ERROR = 3;
    private static final int FRAME_SIZE_ERROR = 6;
    private static final int COMPRESSION_ERROR = 9;

    private static final String[] GOOD = {":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/plain"};

    /** Some breaches of one kind. */
    @FunctionalInterface
    interface Group {
        void run(int port) throws Exception;
    }

    private Breaches() {}

    static Map<String, Group> all() {
        Map<String, Group> all = new LinkedHashMap<>();
        all.put("oversize-frame", port -> {
            fails(port, FRAME_SIZE_ERROR, post(1, "/sink"), data(1, 16_385));
            fails(port, FRAME_SIZE_ERROR, frame(HEADERS, END_HEADERS, 1, new byte[16_385]));
            fails(port, FRAME_SIZE_ERROR, frame(SETTINGS, 0, 0, new byte[16_386]));
        });
        // Said by the first nine octets, so that nothing of it is waited for.
        all.put("huge-frame-claim", port -> fails(port, FRAME_SIZE_ERROR, head(0xff_ffff, DATA, 0, 1)));
        all.put("illegal-stream-ids", Breaches::illegalStreams);
        all.put("bad-lengths", Breaches::badLengths);
        all.put("protocol-breaks", Breaches::protocolBreaks);
        all.put("malformed-fields", Breaches::malformedFields);
        return all;
    }

    private static void illegalStreams(int port) throws Exception {
        byte[] request = requestBlock("GET", "/plain");
        fails(port, PROTOCOL_ERROR, data(0, 1));
        fails(port, PROTOCOL_ERROR, frame(HEADERS, END_HEADERS | END_STREAM, 0, request));
        fails(port, PROTOCOL_ERROR, frame(PRIORITY, 0, 0, new byte[5]));
        fails(port, PROTOCOL_ERROR, reset(0, 8));
        fails(port, PROTOCOL_ERROR, frame(SETTINGS, 0, 1));
        fails(port, PROTOCOL_ERROR, frame(PING, 0, 1, new byte[8]));
        fails(port, PROTOCOL_ERROR, frame(GOAWAY, 0, 1, new byte[8]));
        fails(port, PROTOCOL_ERROR, frame(CONTINUATION, END_HEADERS, 0, request));
        fails(port, PROTOCOL_ERROR, frame(HEADERS, END_HEADERS | END_STREAM, 2, request));
        fails(port, PROTOCOL_ERROR, get(5, "/plain"), get(3, "/plain"));
        fails(port, PROTOCOL_ERROR, data(1, 1));
        fails(port, PROTOCOL_ERROR, reset(1, 8));
        fails(port, PROTOCOL_ERROR, widen(1, 1));
    }

    private static void badLengths(int port) throws Exception {
        byte[] open = post(1, "/sink");
        fails(port, FRAME_SIZE_ERROR, frame(PING, 0, 0, new byte[7]));
        fails(port, FRAME_SIZE_ERROR, frame(PING, 0, 0, new byte[9]));
        fails(port, FRAME_SIZE_ERROR, open, frame(RST_STREAM, 0, 1, new byte[3]));
        fails(port, FRAME_SIZE_ERROR, open, frame(RST_STREAM, 0, 1, new byte[5]));
        fails(port, FRAME_SIZE_ERROR, frame(WINDOW_UPDATE, 0, 0, new byte[3]));
        fails(port, FRAME_SIZE_ERROR, open, frame(WINDOW_UPDATE, 0, 1, new byte[5]));
        fails(port, FRAME_SIZE_ERROR, frame(SETTINGS, 0, 0, new byte[5]));
        fails(port, FRAME_SIZE_ERROR, frame(SETTINGS, H2Frames.ACK, 0, new byte[6]));
        fails(port, FRAME_SIZE_ERROR, frame(GOAWAY, 0, 0, new byte[7]));
        resets(port, FRAME_SIZE_ERROR, open, frame(PRIORITY, 0, 1, new byte[4]));
    }

    private static void protocolBreaks(int port) throws Exception {
        byte[] half = frame(HEADERS, END_STREAM, 1, requestBlock("GET", "/plain"));
        failsAtOnce(port, PROTOCOL_ERROR, PREFACE, ping());
        failsAtOnce(port, PROTOCOL_ERROR, PREFACE, get(1, "/plain"));
        fails(port, PROTOCOL_ERROR, frame(PUSH_PROMISE, END_HEADERS, 1, number(2)));
        fails(port, PROTOCOL_ERROR, frame(CONTINUATION, END_HEADERS, 1, new byte[1]));
        fails(port, PROTOCOL_ERROR, half, get(3, "/plain"));
        fails(port, PROTOCOL_ERROR, half, frame(CONTINUATION, END_HEADERS, 3));
        fails(port, PROTOCOL_ERROR, post(1, "/sink"), frame(DATA, PADDED, 1, new byte[] {9}, new byte[5]));
        fails(port, FRAME_SIZE_ERROR, post(1, "/sink"), frame(DATA, PADDED, 1));
        fails(port, PROTOCOL_ERROR, widen(0, 0));
        fails(port, FLOW_CONTROL_ERROR, widen(0, Integer.MAX_VALUE));
        fails(port, PROTOCOL_ERROR, settings(2, 2));
        fails(port, FLOW_CONTROL_ERROR, settings(4, 0x8000_0000L));
        fails(port, PROTOCOL_ERROR, settings(5, 16_383));
        fails(port, COMPRESSION_ERROR, frame(HEADERS, END_HEADERS, 1, new byte[] {(byte) 0x80}));
    }

    /** RFC 9113 8.2 and 8.3: each is a stream error, and the connection lives on. */
    private static void malformedFields(int port) throws Exception {
        for (String[] more : List.of(
                of("X-Upper", "x"),
                of("x-Upper", "x"),
                of("x y", "x"),
                of("x:y", "x"),
                of("x\ry", "x"),
                of("x\ny", "x"),
                of("x\0y", "x"),
                of("x\u007fy", "x"),
                of("x\u00e4y", "x"),
                of("", "x"),
                of("x", "a\rb"),
                of("x", "a\nb"),
                of("x", "a\r\nb: c"),
                of("x", "a\0b"),
                of("x", " a"),
                of("x", "a "),
                of("x", "\ta"),
                of("x", "a\t"),
                of("connection", "close"),
                of("keep-alive", "timeout=5"),
                of("proxy-connection", "keep-alive"),
                of("transfer-encoding", "chunked"),
                of("upgrade", "websocket"),
                of("te", "gzip"),
                of(":unknown", "x"),
                of(":status", "200"),
                of(":method", "GET"),
                of(":path", "/plain"),
                of("host", "there"),
                of("content-length", "x"))) {
            refused(port, join(block(GOOD), block(more)));
        }
        refused(port, block(":scheme", "http", ":authority", "here", ":path", "/plain"));
        refused(port, block(":method", "GET", ":authority", "here", ":path", "/plain"));
        refused(port, block(":method", "GET", ":scheme", "http", ":authority", "here"));
        refused(port, block(":method", "GET", "x", "y", ":scheme", "http", ":authority", "here", ":path", "/plain"));
        refused(port, block(":method", "GET", ":scheme", "http", ":authority", "me@here", ":path", "/plain"));
        refused(port, block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", ""));
        refused(port, block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/a\r\nb"));
    }

    private static String[] of(String... field) {
        return field;
    }

    private static void refused(int port, byte[] block) throws Exception {
        resets(port, PROTOCOL_ERROR, frame(HEADERS, END_HEADERS | END_STREAM, 1, block));
    }

    private static void fails(int port, int code, byte[]... frames) throws Exception {
        failsAtOnce(port, code, PREFACE, settings(), join(frames));
    }

    private static void failsAtOnce(int port, int code, byte[]... octets) throws Exception {
        try (Http2Peer peer = Http2Peer.reading(port).send(octets)) {
            assertThat(peer.awaitEnd(5_000)).as("%s", peer).isEqualTo(code);
            assertThat(peer.awaitHangUp(5_000)).as("it hangs up: %s", peer).isTrue();
        }
    }

    /** Ends stream 1 with {@code code}; a request after it is served. */
    private static void resets(int port, int code, byte[]... frames) throws Exception {
        try (Http2Peer peer = Http2Peer.reading(port).begin().send(frames).send(get(3, "/plain"))) {
            assertThat(peer.await(5_000, () -> peer.resets(code) == 1 && peer.responses(200) == 1))
                    .as("%s", peer)
                    .isTrue();
        }
    }
}
