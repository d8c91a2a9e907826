package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Frames that may not be, one by one and in both roles; none gets any further than to GOAWAY. */
class BrokenFramesTest {

    private static final byte[] HEAD =
            Octets.block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/");

    private static byte[] request(byte[]... blocks) {
        return Octets.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 3, blocks);
    }

    @TestFactory
    List<DynamicTest> aBrokenFrameEndsTheConnectionAtOnce() {
        List<DynamicTest> tests = new ArrayList<>();
        // oversize-frame, huge-frame-claim: known by the head alone.
        for (int type : new int[] {Frames.DATA, Frames.HEADERS, Frames.SETTINGS, 0x42}) {
            broken(tests, "oversize-frame of type " + type, "FRAME_SIZE_ERROR", Octets.blank(type, 0, 1, 16_385));
            byte[] claim = new byte[9];
            Frames.head(claim, 0, Frames.MOST_FRAME_SIZE, type, 0, 1);
            broken(tests, "huge-frame-claim of type " + type, "FRAME_SIZE_ERROR", claim);
        }
        // illegal-stream-ids
        broken(tests, "DATA on stream 0", "PROTOCOL_ERROR", Octets.data(0, 1));
        broken(tests, "HEADERS on stream 0", "PROTOCOL_ERROR", Octets.get(0));
        broken(tests, "PRIORITY on stream 0", "PROTOCOL_ERROR", Octets.blank(Frames.PRIORITY, 0, 0, 5));
        broken(tests, "RST_STREAM on stream 0", "PROTOCOL_ERROR", Octets.reset(0, 8));
        broken(tests, "CONTINUATION on stream 0", "PROTOCOL_ERROR", Octets.blank(Frames.CONTINUATION, 4, 0, 0));
        broken(tests, "SETTINGS on a stream", "PROTOCOL_ERROR", Octets.blank(Frames.SETTINGS, 0, 1, 0));
        broken(tests, "PING on a stream", "PROTOCOL_ERROR", Octets.blank(Frames.PING, 0, 1, 8));
        broken(tests, "GOAWAY on a stream", "PROTOCOL_ERROR", Octets.blank(Frames.GOAWAY, 0, 1, 8));
        broken(tests, "PRIORITY_UPDATE on a stream", "PROTOCOL_ERROR", Octets.blank(Frames.PRIORITY_UPDATE, 0, 1, 8));
        broken(tests, "HEADERS on an even stream", "PROTOCOL_ERROR", Octets.get(2));
        broken(tests, "DATA on an even stream", "PROTOCOL_ERROR", Octets.data(2, 1));
        broken(tests, "DATA on an idle stream", "PROTOCOL_ERROR", Octets.data(9, 1));
        broken(tests, "RST_STREAM on an idle stream", "PROTOCOL_ERROR", Octets.reset(9, 8));
        broken(tests, "WINDOW_UPDATE on an idle stream", "PROTOCOL_ERROR", Octets.windowUpdate(9, 1));
        broken(tests, "a falling stream", "PROTOCOL_ERROR", Octets.get(9), Octets.get(7));
        // bad-lengths
        broken(tests, "PING of 7 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.PING, 0, 0, 7));
        broken(tests, "PING of 9 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.PING, 0, 0, 9));
        broken(tests, "SETTINGS of 5 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.SETTINGS, 0, 0, 5));
        broken(tests, "SETTINGS ack of 6 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.SETTINGS, Frames.ACK, 0, 6));
        broken(tests, "RST_STREAM of 3 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.RST_STREAM, 0, 1, 3));
        broken(tests, "RST_STREAM of 5 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.RST_STREAM, 0, 1, 5));
        broken(tests, "WINDOW_UPDATE of 3 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.WINDOW_UPDATE, 0, 0, 3));
        broken(tests, "WINDOW_UPDATE of 5 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.WINDOW_UPDATE, 0, 1, 5));
        broken(tests, "GOAWAY of 7 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.GOAWAY, 0, 0, 7));
        broken(tests, "HEADERS with half a priority", "FRAME_SIZE_ERROR", Octets.blank(Frames.HEADERS, 0x24, 3, 4));
        broken(tests, "padded DATA of 0 octets", "FRAME_SIZE_ERROR", Octets.blank(Frames.DATA, Frames.PADDED, 1, 0));
        broken(
                tests,
                "padded HEADERS of 0 octets",
                "FRAME_SIZE_ERROR",
                Octets.blank(Frames.HEADERS, Frames.PADDED, 3, 0));
        // protocol-breaks
        byte[] open = Octets.frame(Frames.HEADERS, 0, 3, HEAD);
        broken(tests, "PING in a header block", "PROTOCOL_ERROR", open, Octets.ping(1));
        broken(tests, "DATA in a header block", "PROTOCOL_ERROR", open, Octets.data(1, 1));
        broken(tests, "HEADERS in a header block", "PROTOCOL_ERROR", open, Octets.get(5));
        broken(tests, "an unknown frame in a header block", "PROTOCOL_ERROR", open, Octets.blank(0x42, 0, 0, 1));
        broken(tests, "another's CONTINUATION", "PROTOCOL_ERROR", open, Octets.blank(Frames.CONTINUATION, 4, 5, 0));
        broken(tests, "CONTINUATION after nothing", "PROTOCOL_ERROR", Octets.blank(Frames.CONTINUATION, 4, 1, 0));
        broken(tests, "PUSH_PROMISE", "PROTOCOL_ERROR", Octets.blank(Frames.PUSH_PROMISE, 4, 1, 4));
        broken(tests, "WINDOW_UPDATE of nothing", "PROTOCOL_ERROR", Octets.windowUpdate(0, 0));
        broken(tests, "WINDOW_UPDATE past 2^31-1", "FLOW_CONTROL_ERROR", Octets.windowUpdate(0, Integer.MAX_VALUE));
        broken(tests, "padding longer than DATA", "PROTOCOL_ERROR", Octets.frame(0, Frames.PADDED, 1, new byte[] {9, 1
        }));
        broken(tests, "padding longer than HEADERS", "PROTOCOL_ERROR", Octets.frame(1, 0xd, 3, new byte[] {9, 1}));
        broken(tests, "an index of nothing", "COMPRESSION_ERROR", request(new byte[] {(byte) 0xff, 0x20}));
        broken(
                tests,
                "a table beyond what was offered",
                "COMPRESSION_ERROR",
                request(new byte[] {0x3f, (byte) 0xe2, 0x1f}, HEAD));
        broken(tests, "ENABLE_PUSH of 2", "PROTOCOL_ERROR", Octets.settings(Frames.SETTINGS_ENABLE_PUSH, 2));
        broken(
                tests,
                "a window of 2^31",
                "FLOW_CONTROL_ERROR",
                Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1 << 31));
        broken(tests, "frames of 16,383", "PROTOCOL_ERROR", Octets.settings(Frames.SETTINGS_MAX_FRAME_SIZE, 16_383));
        return tests;
    }

    /** Stream 1 is open; frames on stream 3 are for the next one, which a server cannot open: there they are on 1. */
    private static void broken(List<DynamicTest> tests, String name, String code, byte[]... frames) {
        tests.add(DynamicTest.dynamicTest("server: " + name, () -> {
            FrameScript peer = FrameScript.server();
            peer.sends(Octets.post(1)).forget();
            peer.sends(frames);
            fails(peer, code);
        }));
        tests.add(DynamicTest.dynamicTest("client: " + name, () -> {
            FrameScript peer = FrameScript.client();
            peer.connection.sendRequest(
                    RequestHead.builder(Method.POST, "/").authority("here").build());
            peer.sends(Octets.openRequest(1, ":status", "200")).forget();
            for (byte[] frame : frames) {
                byte[] octets = frame.clone();
                if (Frames.getInt(octets, 5) == 3) octets[8] = 1;
                peer.sends(octets);
            }
            fails(peer, code);
        }));
    }

    private static void fails(FrameScript peer, String code) {
        assertThat(peer.events).last().isEqualTo("failed " + code);
        assertThat(peer.frames())
                .singleElement()
                .asString()
                .startsWith("GOAWAY ")
                .endsWith(" " + code);
        assertThat(peer.connection.isFinished()).isTrue();
        assertThat(peer.connection.exchanges()).isZero();
    }
}
