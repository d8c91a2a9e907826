package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Every limit at the limit and one past it, and what honest traffic may do. */
class LimitsTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    private static void isCalmed(FrameScript peer, String limit) {
        assertThat(peer.events.get(peer.events.size() - 1)).isEqualTo("failed ENHANCE_YOUR_CALM");
        List<String> frames = peer.frames();
        assertThat(frames.get(frames.size() - 1)).startsWith("GOAWAY ").endsWith(" ENHANCE_YOUR_CALM");
        assertThat(peer.connection.counters().lastLimit).isEqualTo(limit);
        assertThat(peer.connection.isFinished()).isTrue();
        assertThat(peer.connection.exchanges()).isZero();
        // Whatever else comes is not even looked at.
        peer.events.clear();
        peer.sends(Octets.get(99_999), Octets.ping(1)).tells().expects();
    }

    private static void isServed(FrameScript peer, int id) {
        peer.forget();
        peer.sends(Octets.get(id)).tells("request " + id + " GET / last");
        peer.connection.sendResponse(id, OK, Bytes.of("x"));
        peer.expects("HEADERS " + id + " :status=200 content-length=1", "DATA " + id + " 1 END_STREAM");
    }

    /** {@code most} times is fine, once more is not; and with time the right comes back. */
    private static void isLimited(H2Config config, String limit, int most, IntFunction<byte[]> round) {
        FrameScript patient = FrameScript.server(config);
        for (int i = 0; i < most; i++) patient.sends(round.apply(2 * i + 1)).frames();
        isServed(patient, 2 * most + 1);
        FrameScript peer = FrameScript.server(config);
        for (int i = 0; i <= most; i++)
            peer.sends(round.apply(2 * i + 1)).frames(i == most ? 0 : FrameScript.EVERYTHING);
        isCalmed(peer, limit);
    }

    @Test
    void resetsByThePeer() {
        H2Config config = H2Config.builder().resets(20, 5).build();
        isLimited(config, "resets", 20, id -> Octets.join(Octets.post(id), Octets.reset(id, 8)));
    }

    @Test
    void resetsThatThePeerMakesUsSend() {
        H2Config config = H2Config.builder().resets(20, 5).build();
        isLimited(config, "resets", 20, id -> Octets.join(Octets.post(id), Octets.windowUpdate(id, 0)));
        isLimited(
                config,
                "resets",
                20,
                id -> Octets.join(
                        Octets.post(id), Octets.windowUpdate(id, Integer.MAX_VALUE), Octets.windowUpdate(id, 1)));
        isLimited(config, "resets", 20, id -> Octets.join(Octets.get(id), Octets.data(id, 1)));
        isLimited(config, "resets", 20, id -> Octets.get(id, "Upper", "x"));
        isLimited(config, "resets", 20, id -> Octets.post(id, ":late", "x"));
        isLimited(config, "resets", 20, id -> Octets.join(Octets.post(id, "content-length", "1"), Octets.data(id, 2)));
        isLimited(
                config,
                "resets",
                20,
                id -> Octets.join(Octets.post(id), Octets.frame(Frames.PRIORITY, 0, id, new byte[4])));
        isLimited(config, "resets", 20, id -> Octets.get(id, "", "x"));
    }

    @Test
    void resetsAreForgivenWithTime() {
        FrameScript peer = FrameScript.server();
        for (int i = 0; i < 12_000; i++) {
            int id = 2 * i + 1;
            peer.sends(Octets.post(id), Octets.reset(id, 8));
            peer.frames();
            peer.now += FrameScript.SECOND / 20;
        }
        isServed(peer, 24_001);
    }

    @Test
    void continuations() {
        byte[] empty = Octets.frame(Frames.CONTINUATION, 0, 1);
        byte[] start = Octets.frame(
                Frames.HEADERS,
                Frames.END_STREAM,
                1,
                Octets.block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/"));
        FrameScript patient = FrameScript.server();
        patient.sends(start, empty, empty, empty, empty, empty, empty, empty)
                .sends(Octets.frame(Frames.CONTINUATION, Frames.END_HEADERS, 1))
                .tells("request 1 GET / last");
        FrameScript peer = FrameScript.server();
        peer.sends(start);
        for (int i = 0; i < 9; i++) peer.sends(empty);
        isCalmed(peer, "continuations");
    }

    @Test
    void octetsOfAHeaderBlock() {
        H2Config config = H2Config.builder().maxHeaderBlockOctets(20_000).build();
        FrameScript peer = FrameScript.server(config);
        byte[] block = Octets.block("x", "y".repeat(19_994));
        assertThat(block).hasSize(20_000 + 1);
        peer.sends(Octets.frame(Frames.HEADERS, 0, 1, java.util.Arrays.copyOf(block, 16_384)));
        peer.sends(Octets.frame(Frames.CONTINUATION, 0, 1, java.util.Arrays.copyOfRange(block, 16_384, 20_000)))
                .tells();
        peer.sends(Octets.frame(Frames.CONTINUATION, 0, 1, new byte[1]));
        isCalmed(peer, "header-block");
    }

    @Test
    void aFieldListThatIsTooLargeIsAnsweredWith431() {
        H2Config config = H2Config.builder().maxFieldOctets(1000).build();
        FrameScript peer = FrameScript.server(config);
        // 42 + 43 + 46 + 38 for the pseudo-fields, 33 and the value for the other.
        int room = 1000 - 42 - 43 - 46 - 38 - 33;
        peer.sends(Octets.get(1, "x", "y".repeat(room))).tells("request 1 GET / last");
        peer.sends(Octets.get(3, "x", "y".repeat(room + 1))).tells();
        peer.expects("HEADERS 3 :status=431 content-length=0 END_STREAM");
        assertThat(peer.connection.counters().lastLimit).isEqualTo("fields");
        assertThat(peer.connection.exchanges()).isEqualTo(1);
        isServed(peer, 5);
    }

    @Test
    void tooManyFieldsAreAnsweredWith431AndTheRestOfTheRequestIsNotWanted() {
        FrameScript peer = FrameScript.server();
        String[] fields = new String[2 * 97];
        for (int i = 0; i < fields.length; i += 2) {
            fields[i] = "x" + i;
            fields[i + 1] = "y";
        }
        peer.sends(Octets.post(1, java.util.Arrays.copyOf(fields, 2 * 96))).tells("request 1 POST /");
        peer.sends(Octets.post(3, fields), Octets.data(3, 100)).tells();
        peer.expects("HEADERS 3 :status=431 content-length=0 END_STREAM", "RST_STREAM 3 NO_ERROR");
        peer.sends(Octets.data(3, 100), Octets.lastData(3, 5)).tells().expects();
        assertThat(peer.connection.exchanges()).isEqualTo(1);
        assertThat(peer.connection.counters().resetsByPeer).isZero();
        isServed(peer, 5);
    }

    @Test
    void theTableStaysInStepWithAListThatIsTooLarge() {
        FrameScript peer = FrameScript.server();
        byte[] inserted = {0x40, 1, 'x', 1, 'y'};
        byte[] large = Octets.block("z", "y".repeat(16_384 - 40));
        byte[] head = Octets.block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/");
        int whole = Frames.END_HEADERS | Frames.END_STREAM;
        byte[] rest = Octets.join(large, inserted);
        peer.sends(
                Octets.frame(Frames.HEADERS, Frames.END_STREAM, 1, head),
                Octets.frame(Frames.CONTINUATION, 0, 1, java.util.Arrays.copyOf(rest, 16_000)),
                Octets.frame(
                        Frames.CONTINUATION,
                        Frames.END_HEADERS,
                        1,
                        java.util.Arrays.copyOfRange(rest, 16_000, rest.length)));
        peer.expects("HEADERS 1 :status=431 content-length=0 END_STREAM");
        byte[] octets = Octets.frame(Frames.HEADERS, whole, 3, head, new byte[] {(byte) (0x80 | 62)});
        peer.connection.receive(octets, 0, octets.length, peer.now);
        var request = (dev.hawser.wire.WireEvent.RequestReceived) peer.connection.poll();
        assertThat(request.head().fields().get("x")).isEqualTo("y");
    }

    @Test
    void framesThatWantAnAnswer() {
        isLimited(H2Config.builder().replies(20, 5, 100).build(), "replies", 19, Octets::ping);
        // One of the twenty was the SETTINGS of the handshake.
        isLimited(
                H2Config.builder().replies(20, 5, 100).build(),
                "replies",
                19,
                id -> Octets.settings(4, 60_000 + id % 2));
    }

    @Test
    void answersThatNobodyReads() {
        FrameScript peer = FrameScript.server();
        for (int i = 0; i < 100; i++) {
            peer.sends(Octets.ping(i));
            peer.now += FrameScript.SECOND;
        }
        peer.tells();
        peer.sends(Octets.ping(100));
        isCalmed(peer, "replies");
    }

    @Test
    void emptyDataInARow() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1)).events.clear();
        for (int i = 0; i < 10; i++) peer.sends(Octets.data(1, 0));
        peer.tells();
        peer.sends(Octets.data(1, 1)).tells("data 1 1");
        for (int i = 0; i < 10; i++) peer.sends(Octets.paddedData(1, 0, 100));
        peer.tells();
        peer.sends(Octets.data(1, 0));
        isCalmed(peer, "empty-data");
    }

    @Test
    void emptyDataThatEndsAStreamIsNoFault() {
        FrameScript peer = FrameScript.server();
        for (int i = 0; i < 1000; i++) {
            int id = 2 * i + 1;
            peer.sends(Octets.post(id), Octets.lastData(id, 0));
            peer.connection.sendResponse(id, OK, Bytes.empty());
            peer.frames();
        }
        isServed(peer, 2001);
    }

    @Test
    void framesWithoutEffect() {
        H2Config config = H2Config.builder().idleFrames(50, 5).build();
        byte[][] frames = {
            Octets.windowUpdate(0, 1),
            Octets.windowUpdate(1, 1),
            Octets.frame(Frames.PRIORITY, 0, 1, new byte[5]),
            Octets.priorityUpdate(1, "u=1"),
            Octets.priorityUpdate(7, "u=1"),
            Octets.frame(77, 0, 1, new byte[3]),
            Octets.frame(0xee, 0, 0),
            Octets.pingAck(5),
            Octets.settingsAck(),
            Octets.reset(3, 8),
        };
        for (byte[] frame : frames) {
            FrameScript peer = FrameScript.server(config);
            peer.sends(Octets.post(1), Octets.get(3));
            peer.connection.sendResponse(3, OK, Bytes.empty());
            peer.forget();
            // Two requests and a response have earned something.
            int earned = 2 * 3;
            for (int i = 0; i < 50 + earned; i++) peer.sends(frame);
            peer.tells().expects();
            peer.sends(frame);
            isCalmed(peer, "idle-frames");
        }
    }

    @Test
    void streamsAtOnce() {
        FrameScript peer =
                FrameScript.server(H2Config.builder().maxConcurrentStreams(3).build());
        peer.sends(Octets.post(1), Octets.post(3), Octets.post(5)).forget();
        peer.sends(Octets.post(7)).tells().expects("RST_STREAM 7 REFUSED_STREAM");
        peer.connection.sendResponse(1, OK, Bytes.empty());
        peer.frames();
        peer.sends(Octets.post(9)).tells().expects("RST_STREAM 9 REFUSED_STREAM");
        peer.sends(Octets.lastData(1, 0)).tells("data 1 0 last");
        peer.sends(Octets.post(11)).tells("request 11 POST /").expects();
    }

    @Test
    void streamsBeforeThePeerCanKnowTheLimitAreRefusedWithoutReproach() {
        FrameScript peer = FrameScript.silentServer(H2Config.server());
        peer.sends(Receiver.PREFACE, Octets.settings());
        for (int i = 0; i < 1000; i++) peer.sends(Octets.post(2 * i + 1));
        assertThat(peer.events).hasSize(100);
        assertThat(peer.frames()).contains("RST_STREAM 1999 REFUSED_STREAM").hasSize(2 + 1 + 900);
        peer.sends(Octets.settingsAck());
        for (int i = 1000; i < 1101; i++) peer.sends(Octets.post(2 * i + 1));
        isCalmed(peer, "streams");
    }

    @Test
    void thePrefaceAndTheAcknowledgementOfSettings() {
        FrameScript silent = FrameScript.silentServer(H2Config.server());
        silent.waits(5 * FrameScript.SECOND - 1).tells();
        assertThat(silent.connection.deadline()).isEqualTo(silent.now + 1);
        silent.waits(1);
        isCalmed(silent, "preface");
        FrameScript half = FrameScript.silentServer(H2Config.server());
        half.sends(Receiver.PREFACE).waits(5 * FrameScript.SECOND);
        isCalmed(half, "preface");
        FrameScript deaf = FrameScript.silentServer(H2Config.server());
        deaf.sends(Receiver.PREFACE, Octets.settings())
                .waits(10 * FrameScript.SECOND - 1)
                .tells();
        deaf.waits(1).tells("failed SETTINGS_TIMEOUT");
        FrameScript good = FrameScript.server();
        assertThat(good.connection.deadline()).isEqualTo(Long.MAX_VALUE);
        good.waits(1000 * FrameScript.SECOND).tells();
    }

    @Test
    void framesThatAreNeverFinished() {
        byte[][] halves = {
            java.util.Arrays.copyOf(Octets.get(3), 20),
            Octets.frame(Frames.HEADERS, 0, 3, Octets.block(":method", "GET")),
            java.util.Arrays.copyOf(Octets.ping(1), 5),
            java.util.Arrays.copyOf(Octets.data(1, 100), 50),
            java.util.Arrays.copyOf(Octets.frame(99, 0, 0, new byte[50]), 20),
        };
        for (byte[] half : halves) {
            FrameScript peer = FrameScript.server();
            peer.sends(Octets.post(1)).forget();
            peer.sends(half).waits(10 * FrameScript.SECOND - 1);
            assertThat(peer.events).doesNotContain("failed ENHANCE_YOUR_CALM");
            peer.waits(1);
            isCalmed(peer, "frame");
        }
    }

    @Test
    void aSlowFrameOfContentIsNoFaultWhileItMoves() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1));
        byte[] frame = Octets.lastData(1, 100);
        for (byte octet : frame) {
            peer.sends(new byte[] {octet});
            peer.waits(FrameScript.SECOND);
        }
        assertThat(peer.events).hasSize(101).endsWith("data 1 1 last");
    }

    private static void standsStill(FrameScript peer, int seconds) {
        for (int i = 0; i < seconds; i++) peer.waits(FrameScript.SECOND);
    }

    @Test
    void contentThatWasAnnouncedAndDoesNotComeIsGivenUp() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1, "content-length", "10"), Octets.post(3), Octets.get(5))
                .forget();
        standsStill(peer, 29);
        peer.sends(Octets.data(1, 5)).tells("data 1 5");
        standsStill(peer, 29);
        peer.tells();
        standsStill(peer, 6);
        // Nobody has said how much comes on stream 3, nor when.
        peer.tells("reset 1 CANCEL").expects("RST_STREAM 1 CANCEL");
        standsStill(peer, 200);
        peer.tells().expects();
        assertThat(peer.connection.exchanges()).isEqualTo(2);
        assertThat(peer.connection.counters().lastLimit).isEqualTo("content-progress");
    }

    @Test
    void contentThatComesTooSlowlyIsGivenUp() {
        FrameScript peer = FrameScript.server(H2Config.builder().contentRate(10).build());
        peer.sends(Octets.post(1, "content-length", "1000"), Octets.post(3, "content-length", "1000"), Octets.post(5))
                .forget();
        for (int second = 0; second < 50; second++) {
            peer.waits(FrameScript.SECOND);
            if (second < 40) peer.sends(Octets.data(1, 1), Octets.data(3, 20));
            peer.sends(Octets.data(5, 1)); // Nobody has said how much comes there.
        }
        assertThat(peer.events).contains("reset 1 CANCEL").doesNotContain("reset 3 CANCEL", "reset 5 CANCEL");
        assertThat(peer.connection.counters().lastLimit).isEqualTo("content-rate");
    }

    @Test
    void contentThatMayNotComeIsWaitedFor() {
        FrameScript peer = FrameScript.server(
                H2Config.builder().windows(10, 65_535, 10).growWindows(false).build());
        peer.releasing = false;
        peer.sends(Octets.post(1, "content-length", "20"), Octets.data(1, 10)).forget();
        standsStill(peer, 1000);
        peer.connection.release(1, 10);
        peer.expects("WINDOW_UPDATE 1 10");
        standsStill(peer, 29);
        peer.sends(Octets.lastData(1, 10)).tells("data 1 10 last");
    }

    /** The other stream's reader is slow: what is missing is this side's credit for the connection, not the content. */
    @Test
    void contentForWhichTheConnectionHasNoRoomIsWaitedFor() {
        FrameScript peer = FrameScript.server(narrowConnection().contentRate(1).build());
        peer.releasing = false;
        peer.sends(Octets.post(1), Octets.post(3, "content-length", "100"));
        for (int i = 0; i < 3; i++) peer.sends(Octets.data(1, 16_384));
        peer.sends(Octets.data(1, 16_383)).forget();
        standsStill(peer, 1000);
        peer.tells().expects();
        peer.connection.release(1, 65_535);
        peer.expects("WINDOW_UPDATE 0 65535");
        standsStill(peer, 29);
        peer.sends(Octets.data(3, 99)).tells("data 3 99");
        peer.connection.release(3, 99);
        // Now there is room, and nobody but the peer to blame.
        standsStill(peer, 36);
        peer.tells("reset 3 CANCEL");
    }

    @Test
    void contentForWhichTheConnectionHasRoomIsGivenUpHoweverMuchIsUnread() {
        FrameScript peer = FrameScript.server(narrowConnection().build());
        peer.releasing = false;
        peer.sends(Octets.post(1), Octets.post(3, "content-length", "100"));
        for (int i = 0; i < 3; i++) peer.sends(Octets.data(1, 16_384 - 1));
        peer.forget();
        standsStill(peer, 36);
        peer.tells("reset 3 CANCEL");
    }

    private static H2Config.Builder narrowConnection() {
        return H2Config.builder()
                .windows(1 << 20, 65_535, 1 << 20)
                .growWindows(false)
                .maxUnreadOctets(0);
    }

    @Test
    void contentWithoutALengthMayPauseButNotForEverUnlessItIsAnswered() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1), Octets.post(3)).forget();
        byte[] connect = Octets.openRequest(5, ":method", "CONNECT", ":authority", "here:80");
        peer.sends(connect).forget();
        peer.connection.sendResponse(3, OK);
        standsStill(peer, 290);
        peer.sends(Octets.data(1, 1)).tells("data 1 1");
        standsStill(peer, 290);
        peer.tells();
        standsStill(peer, 16);
        peer.tells("reset 1 CANCEL");
        assertThat(peer.connection.counters().lastLimit).isEqualTo("silence");
        // A talk that has begun and a tunnel may be silent for as long as they like.
        standsStill(peer, 1000);
        peer.tells();
        assertThat(peer.connection.exchanges()).isEqualTo(2);
    }

    @Test
    void silenceHasNoLimitWhereNoneIsSet() {
        FrameScript peer = FrameScript.server(
                H2Config.builder().silence(java.time.Duration.ZERO).build());
        peer.sends(Octets.post(1)).forget();
        standsStill(peer, 2000);
        peer.tells();
        assertThat(peer.connection.exchanges()).isOne();
    }

    @Test
    void contentThatGetsNoCreditIsGivenUp() {
        FrameScript peer = FrameScript.server(H2Config.server(), Frames.SETTINGS_INITIAL_WINDOW_SIZE, 10);
        peer.sends(Octets.get(1), Octets.get(3)).forget();
        peer.connection.sendResponse(3, OK);
        standsStill(peer, 50);
        peer.connection.sendResponse(1, OK, Bytes.wrap(new byte[30]));
        peer.frames();
        standsStill(peer, 59);
        peer.sends(Octets.windowUpdate(1, 10)).expects("DATA 1 10");
        standsStill(peer, 59);
        peer.tells();
        standsStill(peer, 6);
        // Stream 3 has nothing to send: a stream of events may be silent for as long as it likes.
        peer.tells("reset 1 CANCEL").expects("RST_STREAM 1 CANCEL");
        standsStill(peer, 1000);
        assertThat(peer.connection.exchanges()).isEqualTo(1);
        assertThat(peer.connection.counters().lastLimit).isEqualTo("stall");
    }

    @Test
    void tableSizeUpdates() {
        FrameScript peer = FrameScript.server(H2Config.builder().resets(20, 5).build());
        byte[] head = Octets.block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/");
        int whole = Frames.END_HEADERS | Frames.END_STREAM;
        for (int id = 1; id < 200 && !peer.connection.isFinished(); id += 2) {
            peer.sends(Octets.frame(Frames.HEADERS, whole, id, new byte[] {0x20, 0x3f, (byte) 0xe1, 0x1f}, head));
            if (peer.connection.session.isOver()) break;
            peer.connection.sendResponse(id, OK, Bytes.empty());
            peer.frames();
        }
        // Two in each block.
        assertThat(peer.connection.counters().requests).isEqualTo(10);
        isCalmed(peer, "table-updates");
    }

    @Test
    void everyLimitIsCheckedWhereItIsSet() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> H2Config.builder().maxFrameSize(16_383))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("16383");
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> H2Config.builder().resets(0, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ErrorCode.ENHANCE_YOUR_CALM.code()).isEqualTo(11);
    }
}
