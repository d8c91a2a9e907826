package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What attackers of HTTP/2 have done, one name for each. A flood ends at its limit, not a frame later, whether the
 * attacker reads what is said to it or not, and leaves next to nothing to be sent. What is no flood is borne at a
 * bounded price.
 */
class AbuseTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);
    private static final byte[] HEAD =
            Octets.block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/");
    private static final int WHOLE = Frames.END_HEADERS | Frames.END_STREAM;

    /** More octets than this must never wait for a peer that does not read, besides content. */
    private static final int MOST_WAITING = 8192;

    /** What may be sent, and when it is too much. */
    private record Flood(String name, String limit, int most, boolean answered, IntFunction<byte[]> round) {

        static Flood of(String name, String limit, int most, IntFunction<byte[]> round) {
            return new Flood(name, limit, most, false, round);
        }

        /** Each request is answered before the next round. */
        Flood withAnswers() {
            return new Flood(name, limit, most, true, round);
        }

        /** Sends rounds until the connection ends; returns the number of the one that was too much. */
        int run(FrameScript peer, boolean reading) {
            for (int i = 0; i < 200_000; i++) {
                peer.sends(round.apply(i));
                if (peer.connection.session.isOver()) return i;
                if (answered && peer.connection.exchanges() != 0) {
                    peer.connection.sendResponse(2 * i + 1, OK, Bytes.empty());
                }
                if (reading || answered) peer.frames();
                peer.events.clear();
            }
            throw new AssertionError(name + " is tolerated");
        }
    }

    private static byte[] frame(int type, int flags, int stream, int length) {
        return Octets.frame(type, flags, stream, new byte[length]);
    }

    private static int id(int round) {
        return 2 * round + 1;
    }

    private static byte[] request(int stream, byte[]... blocks) {
        return Octets.frame(Frames.HEADERS, WHOLE, stream, blocks);
    }

    private static List<Flood> floods() {
        byte[] start = Octets.frame(Frames.HEADERS, Frames.END_STREAM, 1, HEAD);
        return List.of(
                // Streams that come and go: 100 at once, then 20 a second.
                Flood.of("rapid-reset", "resets", 100, i -> Octets.join(Octets.get(id(i)), Octets.reset(id(i), 8))),
                Flood.of(
                        "rapid-reset-open",
                        "resets",
                        100,
                        i -> Octets.join(Octets.post(id(i)), Octets.reset(id(i), 8))),
                Flood.of(
                        "made-you-reset-wu-zero",
                        "resets",
                        100,
                        i -> Octets.join(Octets.get(id(i)), Octets.windowUpdate(id(i), 0))),
                Flood.of(
                        "made-you-reset-wu-overflow",
                        "resets",
                        100,
                        i -> Octets.join(Octets.get(id(i)), Octets.windowUpdate(id(i), Integer.MAX_VALUE))),
                Flood.of(
                        "made-you-reset-data-closed",
                        "resets",
                        100,
                        i -> Octets.join(Octets.get(id(i)), Octets.data(id(i), 1))),
                Flood.of(
                        "made-you-reset-headers-closed",
                        "resets",
                        100,
                        i -> Octets.join(Octets.get(id(i)), Octets.get(id(i)))),
                Flood.of(
                        "made-you-reset-priority-size",
                        "resets",
                        100,
                        i -> Octets.join(Octets.get(id(i)), frame(Frames.PRIORITY, 0, id(i), 4))),
                Flood.of(
                        "made-you-reset-length-mismatch",
                        "resets",
                        100,
                        i -> Octets.join(Octets.post(id(i), "content-length", "1"), Octets.data(id(i), 2))),
                Flood.of("malformed-flood", "resets", 100, i -> Octets.get(id(i), "Upper", "x")),
                Flood.of("reset-flood-noread", "resets", 100, i -> Octets.get(id(i), "connection", "close")),
                Flood.of("zero-length-header", "resets", 100, i -> Octets.get(id(i), "", "", "", "", "", "")),
                Flood.of("stream-hoard", "streams", 200, i -> Octets.post(id(i))),
                Flood.of(
                        "zero-window-stall",
                        "streams",
                        200,
                        i -> i == 0
                                ? Octets.join(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 0), Octets.get(1))
                                : Octets.get(id(i))),
                // Header blocks without end: 8 continuations, 64 KiB.
                Flood.of(
                        "continuation-flood",
                        "header-block",
                        3,
                        i -> i == 0
                                ? Octets.join(start, frame(Frames.CONTINUATION, 0, 1, 16_384))
                                : frame(Frames.CONTINUATION, 0, 1, 16_384)),
                Flood.of(
                        "continuation-small",
                        "continuations",
                        9,
                        i -> i == 0 ? start : frame(Frames.CONTINUATION, 0, 1, 1)),
                Flood.of(
                        "continuation-empty",
                        "continuations",
                        9,
                        i -> i == 0 ? start : frame(Frames.CONTINUATION, 0, 1, 0)),
                Flood.of("header-list-1m", "header-block", 3, AbuseTest::partOfAMebibyte),
                Flood.of(
                                "table-update-flood",
                                "table-updates",
                                100,
                                i -> request(id(i), new byte[] {(byte) (0x20 | i % 2)}, HEAD))
                        .withAnswers(),
                // Frames that want an answer: 200 at once with the SETTINGS of the beginning, 100 unread.
                Flood.of("settings-flood", "replies", 199, i -> Octets.settings()),
                Flood.of("ping-flood", "replies", 199, Octets::ping),
                Flood.of(
                        "settings-window-churn",
                        "replies",
                        199,
                        i -> Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, i % 2 * 65_535)),
                // Frames that bring nobody forward: 1,000 at once, beyond what useful ones have earned.
                Flood.of("priority-churn", "idle-frames", 1000, i -> frame(Frames.PRIORITY, 0, id(i), 5)),
                Flood.of("priority-update-churn", "idle-frames", 1000, i -> Octets.priorityUpdate(id(i), "u=" + i % 8)),
                Flood.of("unknown-frame-flood", "idle-frames", 1000, i -> frame(0x42, 0xff, i, 8)),
                Flood.of("window-update-flood", "idle-frames", 1000, i -> Octets.windowUpdate(0, 1)),
                Flood.of("answers-to-nothing", "idle-frames", 1000, Octets::pingAck),
                Flood.of("goaway-flood", "idle-frames", 1001, i -> Octets.goAway(0, 0, "again")),
                Flood.of("rst-closed-flood", "idle-frames", 1004, i -> i == 0 ? Octets.get(1) : Octets.reset(1, 8))
                        .withAnswers(),
                Flood.of(
                        "data-on-reset",
                        "idle-frames",
                        1004,
                        i -> i == 0 ? Octets.join(Octets.post(1), Octets.windowUpdate(1, 0)) : Octets.data(1, 1)),
                // DATA that carries nothing: 10 in a row.
                Flood.of("empty-data-flood", "empty-data", 11, i -> i == 0 ? Octets.post(1) : Octets.data(1, 0)),
                Flood.of(
                        "padding-only-flood",
                        "empty-data",
                        11,
                        i -> i == 0 ? Octets.post(1) : Octets.paddedData(1, 0, 255)));
    }

    private static byte[] partOfAMebibyte(int part) {
        byte[] field = Octets.block("x-large", "y".repeat(1 << 20));
        int from = part * 16_384;
        byte[] octets = Arrays.copyOfRange(field, from, from + 16_384);
        return part == 0
                ? Octets.join(
                        Octets.frame(Frames.HEADERS, Frames.END_STREAM, 1, HEAD),
                        Octets.frame(Frames.CONTINUATION, 0, 1, octets))
                : Octets.frame(Frames.CONTINUATION, 0, 1, octets);
    }

    @TestFactory
    List<DynamicTest> aFloodEndsAtItsLimit() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Flood flood : floods()) {
            tests.add(DynamicTest.dynamicTest(flood.name(), () -> {
                FrameScript peer = FrameScript.server();
                assertThat(flood.run(peer, true)).as("rounds that were borne").isEqualTo(flood.most());
                isCalmed(peer, flood);
            }));
            tests.add(DynamicTest.dynamicTest(flood.name() + ", unread", () -> {
                FrameScript peer = FrameScript.server();
                assertThat(flood.run(peer, false)).isLessThanOrEqualTo(flood.most());
                peer.connection.fill(peer.out, FrameScript.EVERYTHING);
                assertThat(peer.out.remaining()).isLessThan(MOST_WAITING);
                isCalmed(peer, flood);
            }));
        }
        return tests;
    }

    /** A server can flood its client as well. */
    @TestFactory
    List<DynamicTest> aClientBearsNoMoreThanAServer() {
        List<String> ofBoth = List.of(
                "settings-flood",
                "ping-flood",
                "settings-window-churn",
                "priority-churn",
                "unknown-frame-flood",
                "window-update-flood",
                "answers-to-nothing",
                "goaway-flood");
        List<DynamicTest> tests = new ArrayList<>();
        for (Flood flood : floods()) {
            if (!ofBoth.contains(flood.name())) continue;
            tests.add(DynamicTest.dynamicTest(flood.name(), () -> {
                FrameScript peer = FrameScript.client();
                assertThat(flood.run(peer, true)).isEqualTo(flood.most());
                isCalmed(peer, flood);
            }));
        }
        assertThat(tests).hasSameSizeAs(ofBoth);
        byte[] answer = Octets.openRequest(1, ":status", "200");
        Flood empty = Flood.of("empty-data-flood", "empty-data", 11, i -> i == 0 ? answer : Octets.data(1, 0));
        Flood interim = Flood.of(
                "interim-flood", "idle-frames", 1000, i -> Octets.openRequest(1, ":status", "103", "link", "</a>"));
        for (Flood flood : List.of(empty, interim)) {
            tests.add(DynamicTest.dynamicTest(flood.name(), () -> {
                FrameScript peer = FrameScript.client();
                peer.connection.sendRequest(
                        RequestHead.builder(Method.GET, "/").authority("here").build(), Bytes.empty());
                peer.frames();
                assertThat(flood.run(peer, true)).isEqualTo(flood.most());
                isCalmed(peer, flood);
            }));
        }
        return tests;
    }

    private static void isCalmed(FrameScript peer, Flood flood) {
        assertThat(peer.events.getLast()).isEqualTo("failed ENHANCE_YOUR_CALM");
        assertThat(peer.frames().getLast()).startsWith("GOAWAY ").endsWith(" ENHANCE_YOUR_CALM");
        assertThat(peer.connection.counters().lastLimit).isEqualTo(flood.limit());
        assertThat(peer.connection.isFinished()).isTrue();
        assertThat(peer.connection.exchanges()).isZero();
        assertThat(peer.connection.queued()).isZero();
    }

    @Test
    void rapidResetPacedIsSeenThroughAsSoonAsItIsFasterThanItsRate() {
        FrameScript peer = FrameScript.server();
        Flood flood = Flood.of("rapid-reset-paced", "resets", 150, i -> {
            peer.now += FrameScript.SECOND / 60;
            return Octets.join(Octets.get(id(i)), Octets.reset(id(i), 8));
        });
        // 100, and 20 more in each second, are used up by 60 a second in two and a half.
        assertThat(flood.run(peer, true)).isBetween(145, 155);
        isCalmed(peer, flood);
    }

    @Test
    void framesThatAreLateForAClosedStreamEndTheConnectionAtOnce() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK, Bytes.empty());
        peer.forget();
        peer.sends(Octets.get(1)).tells("failed STREAM_CLOSED").expects("GOAWAY 1 STREAM_CLOSED");
    }

    /** Requests whose lists are large though their blocks are small; each is answered with 431 and costs little. */
    @Test
    void hpackBombsAreAnsweredWith431() {
        byte[] plant = Octets.block("x-bomb", "y".repeat(3900));
        plant[0] = 0x40; // to be put into the table
        byte[] references = new byte[16_000];
        Arrays.fill(references, (byte) (0x80 | 62));
        FrameScript peer = FrameScript.server();
        peer.sends(request(1, HEAD, plant)).tells("request 1 GET / last");
        peer.connection.sendResponse(1, OK, Bytes.empty());
        peer.forget();
        for (int i = 1; i <= 200; i++) {
            peer.sends(request(id(i), HEAD, references)).tells();
            peer.expects("HEADERS %d :status=431 content-length=0 END_STREAM".formatted(id(i)));
        }
        peer.sends(Octets.get(1001)).tells("request 1001 GET / last");
        assertThat(peer.connection.exchanges()).isEqualTo(1);
    }

    @Test
    void cookieCrumbsAreFieldsLikeOthersAndTooManyAreAnsweredWith431() {
        byte[] plant = Octets.block("cookie", "a=b");
        plant[0] = 0x40;
        byte[] crumbs = new byte[16_000];
        Arrays.fill(crumbs, (byte) (0x80 | 62));
        FrameScript peer = FrameScript.server();
        peer.sends(request(1, HEAD, plant));
        peer.connection.sendResponse(1, OK, Bytes.empty());
        peer.forget();
        for (int i = 1; i <= 200; i++) {
            peer.sends(request(id(i), HEAD, crumbs)).tells();
            peer.expects("HEADERS %d :status=431 content-length=0 END_STREAM".formatted(id(i)));
        }
    }

    @Test
    void bombsWhoseAnswersNobodyReadsAreStreamsLikeOthers() {
        byte[] references = new byte[16_000];
        Arrays.fill(references, (byte) 0x82);
        FrameScript peer = FrameScript.server();
        for (int i = 0; i < 200; i++) peer.sends(request(id(i), HEAD, references));
        assertThat(peer.connection.session.streams.size()).isEqualTo(100);
        peer.sends(request(id(200), HEAD, references)).tells("failed ENHANCE_YOUR_CALM");
    }

    @Test
    void aHugeTableThatThePeerOffersIsUsedUpToFourKibibytes() {
        // The peer's decoder here holds 4,096 octets and would lose step with a larger table.
        FrameScript peer = FrameScript.server(H2Config.server(), Frames.SETTINGS_HEADER_TABLE_SIZE, -1);
        for (int i = 0; i < 2000; i++) {
            peer.sends(Octets.get(id(i)));
            Fields fields = Fields.of(FieldName.ETAG, "\"" + i + "-".repeat(30) + "\"", FieldName.SERVER, "s" + i);
            peer.connection.sendResponse(id(i), ResponseHead.of(Status.OK, fields), Bytes.empty());
            assertThat(peer.frames())
                    .containsExactly("HEADERS %d :status=200 etag=%s server=s%d content-length=0 END_STREAM"
                            .formatted(id(i), fields.get(FieldName.ETAG), i));
        }
    }

    @Test
    void dribbledContentIsHonest() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1)).events.clear();
        for (int i = 0; i < 60_000; i++) {
            peer.sends(Octets.data(1, 1)).events.clear();
            peer.frames();
        }
        assertThat(peer.content.size()).isEqualTo(60_000);
        assertThat(peer.connection.counters().limitHits).isZero();
    }

    @Test
    void largeAnswersThatNobodyReadsAreCommittedUpToTheTargetOnly() {
        FrameScript peer =
                FrameScript.server(H2Config.server(), Frames.SETTINGS_INITIAL_WINDOW_SIZE, Integer.MAX_VALUE);
        peer.sends(Octets.windowUpdate(0, Integer.MAX_VALUE - Frames.DEFAULT_WINDOW));
        Bytes shared = Bytes.wrap(new byte[1 << 20]);
        for (int i = 0; i < 100; i++) {
            peer.sends(Octets.get(id(i)));
            peer.connection.sendResponse(id(i), OK, shared);
            for (int turn = 0; turn < 10; turn++) peer.connection.fill(peer.out, 256 << 10);
        }
        assertThat(peer.out.remaining()).isLessThan((256 << 10) + 16_384 + 100);
    }

    /** half-preface, half-frames, slow-post: who stands still is given up, in the time that is set for it. */
    @TestFactory
    List<DynamicTest> whoStandsStillIsGivenUp() {
        List<DynamicTest> tests = new ArrayList<>();
        for (int n = 0; n < Receiver.PREFACE.length; n += 5) {
            byte[] half = Arrays.copyOf(Receiver.PREFACE, n);
            tests.add(DynamicTest.dynamicTest("half-preface of " + n, () -> {
                FrameScript peer = FrameScript.silentServer(H2Config.server());
                peer.sends(half).waits(5 * FrameScript.SECOND - 1).tells();
                peer.waits(1).tells("failed ENHANCE_YOUR_CALM");
            }));
        }
        byte[] frame = Octets.get(3);
        for (int n = 1; n < frame.length; n++) {
            byte[] half = Arrays.copyOf(frame, n);
            tests.add(DynamicTest.dynamicTest("half-frame of " + n, () -> {
                FrameScript peer = FrameScript.server();
                peer.sends(half).waits(10 * FrameScript.SECOND - 1).tells();
                peer.waits(1).tells("failed ENHANCE_YOUR_CALM");
            }));
        }
        tests.add(DynamicTest.dynamicTest("slow-post", () -> {
            FrameScript peer = FrameScript.server();
            peer.sends(Octets.post(1, "content-length", "1000"), Octets.data(1, 1));
            for (int i = 0; i < 35; i++) peer.waits(FrameScript.SECOND);
            peer.tells("request 1 POST /", "data 1 1", "reset 1 CANCEL");
        }));
        return tests;
    }
}
