package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WriteStrategy;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How what is queued becomes frames in the list. */
class CommitTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    private static FrameScript wide(H2Config config) {
        FrameScript peer = FrameScript.server(config, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1 << 30);
        peer.sends(Octets.windowUpdate(0, 1 << 30));
        return peer;
    }

    private static FrameScript wide() {
        return wide(H2Config.server());
    }

    @Test
    void queuedPiecesOfOneStreamBecomeOneFrame() {
        FrameScript peer = wide();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK);
        peer.expects("HEADERS 1 :status=200");
        for (int i = 0; i < 10; i++) peer.connection.sendBody(1, Bytes.copyOf(Octets.pattern(300), 30 * i, 30));
        peer.connection.endBody(1);
        peer.expects("DATA 1 300 END_STREAM");
        assertThat(peer.sent.toByteArray()).isEqualTo(Octets.pattern(300));
    }

    @Test
    void smallPiecesThatComeWhileTheSocketIsBusyLeaveTogether() {
        FrameScript peer = wide();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK);
        peer.connection.sendBody(1, Bytes.wrap(new byte[20]));
        peer.connection.fill(peer.out, 1000);
        long busy = peer.out.remaining();
        for (int i = 0; i < 50; i++) {
            peer.connection.sendBody(1, Bytes.wrap(new byte[20]));
            // The socket takes nothing, and what is committed is as much as may be.
            peer.connection.fill(peer.out, busy);
        }
        assertThat(peer.out.remaining()).isEqualTo(busy);
        assertThat(peer.frames()).containsExactly("HEADERS 1 :status=200", "DATA 1 20", "DATA 1 1000");
    }

    @Test
    void largePiecesAreSentFromWhereTheyLieAndSmallOnesCopiedOnce() {
        FrameScript peer = wide();
        peer.sends(Octets.get(1), Octets.get(3));
        peer.frames();
        peer.connection.sendResponse(1, OK, Bytes.wrap(new byte[1024]));
        peer.connection.fill(peer.out, FrameScript.EVERYTHING);
        assertThat(peer.connection.counters().copiedOctets).isZero();
        assertThat(peer.out.entries()).isEqualTo(2);
        peer.written();
        peer.connection.sendResponse(3, OK, Bytes.wrap(new byte[1023]));
        peer.connection.fill(peer.out, FrameScript.EVERYTHING);
        assertThat(peer.connection.counters().copiedOctets).isEqualTo(1023);
        assertThat(peer.out.entries()).isEqualTo(1);
    }

    @Test
    void aHundredSmallResponsesAreOneEntry() {
        FrameScript peer = wide();
        BufList out = new BufList(new PackBlocks(65536, 1));
        for (int id = 1; id < 200; id += 2) peer.sends(Octets.get(id));
        for (int id = 1; id < 200; id += 2) peer.connection.sendResponse(id, OK, Bytes.of("Hello, World!"));
        peer.connection.fill(out, 65536);
        assertThat(out.entries()).isEqualTo(1);
        assertThat(peer.connection.wantsOutput()).isFalse();
        assertThat(peer.connection.exchanges()).isZero();
    }

    @Test
    void aHundredResponsesOfOneKibibyteAreOneBatch() {
        FrameScript peer = wide();
        BufList out = new BufList(new PackBlocks(65536, 1));
        for (int id = 1; id < 200; id += 2) peer.sends(Octets.get(id));
        for (int id = 1; id < 200; id += 2) peer.connection.sendResponse(id, OK, Bytes.wrap(new byte[1024]));
        peer.connection.fill(out, 256 << 10);
        // Head and frame head packed, content where it lies: two entries each, far below what one write may name.
        assertThat(out.entries()).isEqualTo(200);
        assertThat(peer.connection.wantsOutput()).isFalse();
    }

    @Test
    void frameStrategyEndsABatchAtALargeFrameAndFlattenCopiesAll() {
        FrameScript frame =
                wide(H2Config.builder().writeStrategy(WriteStrategy.FRAME).build());
        frame.sends(Octets.get(1));
        frame.connection.sendResponse(1, OK, Bytes.wrap(new byte[40_000]));
        frame.expects("HEADERS 1 :status=200 content-length=40000", "DATA 1 16384");
        frame.expects("DATA 1 16384");
        frame.expects("DATA 1 7232 END_STREAM");
        FrameScript flatten =
                wide(H2Config.builder().writeStrategy(WriteStrategy.FLATTEN).build());
        flatten.sends(Octets.get(1));
        flatten.connection.sendResponse(1, OK, Bytes.wrap(new byte[40_000]));
        flatten.frames();
        assertThat(flatten.connection.counters().copiedOctets).isEqualTo(40_000);
    }

    @Test
    void fillStopsAtItsTargetAndPassesItByLessThanOneFrame() {
        FrameScript peer = wide();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK, Bytes.wrap(new byte[1 << 20]));
        for (int i = 1; i < 10; i++) {
            long target = i * 50_000L;
            peer.connection.fill(peer.out, target);
            assertThat(peer.out.remaining()).isBetween(target, target + 16384 + 9);
        }
    }

    @Test
    void aResetDropsWhatIsNotCommittedAndFinishesWhatIs() {
        FrameScript peer = wide();
        List<String> ran = new ArrayList<>();
        peer.sends(Octets.get(1), Octets.get(3));
        peer.connection.sendResponse(1, OK);
        peer.connection.sendBody(1, Bytes.wrap(Octets.pattern(20_000)));
        peer.connection.markBody(1, () -> ran.add("mark"));
        peer.connection.fill(peer.out, 100);
        long committed = peer.out.remaining();
        assertThat(committed).isGreaterThan(16384);
        // Half of the frame is on the wire.
        byte[] all = peer.out.copyRemaining().toByteArray();
        peer.out.advance(5000);
        List<String> frames = peer.read(java.util.Arrays.copyOf(all, 5000));
        peer.connection.reset(1, ErrorCode.CANCEL);
        assertThat(ran).containsExactly("mark");
        assertThat(peer.connection.queued(1)).isZero();
        peer.connection.sendResponse(3, OK, Bytes.of("x"));
        frames.addAll(peer.frames());
        assertThat(frames)
                .containsExactly(
                        "HEADERS 1 :status=200",
                        "DATA 1 16384",
                        "RST_STREAM 1 CANCEL",
                        "HEADERS 3 :status=200 content-length=1",
                        "DATA 3 1 END_STREAM");
        assertThat(peer.sent.toByteArray()).startsWith(java.util.Arrays.copyOf(Octets.pattern(20_000), 16384));
        assertThat(peer.isBetweenFrames()).isTrue();
    }

    @Test
    void aResetBeforeAnythingIsCommittedLeavesNothing() {
        FrameScript peer = wide();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK, Bytes.wrap(new byte[100]));
        peer.sends(Octets.reset(1, ErrorCode.CANCEL.code())).tells("request 1 GET / last", "reset 1 CANCEL by peer");
        peer.expects();
        assertThat(peer.connection.exchanges()).isZero();
        // The race that every caller can lose.
        peer.connection.sendBody(1, Bytes.of("late"));
        peer.connection.endBody(1);
        peer.expects();
    }

    @Test
    void marksRunWhenWhatIsBeforeThemHasLeftTheList() {
        FrameScript peer = wide();
        List<String> ran = new ArrayList<>();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK);
        peer.connection.sendBody(1, Bytes.wrap(new byte[5000]));
        peer.connection.markBody(1, () -> ran.add("first"));
        peer.connection.sendBody(1, Bytes.wrap(new byte[5000]));
        peer.connection.endBody(1);
        peer.connection.markBody(1, () -> ran.add("second"));
        peer.connection.fill(peer.out, FrameScript.EVERYTHING);
        assertThat(ran).isEmpty();
        long remaining = peer.out.remaining();
        peer.out.advance(remaining - 5000);
        assertThat(ran).containsExactly("first");
        peer.out.advance(4999);
        assertThat(ran).containsExactly("first");
        peer.out.advance(1);
        assertThat(ran).containsExactly("first", "second");
        peer.connection.markBody(1, () -> ran.add("over"));
        peer.connection.fill(peer.out, FrameScript.EVERYTHING);
        assertThat(ran).containsExactly("first", "second", "over");
    }

    @Test
    void marksBehindAnEmptyMessageWaitForItsHeadAndItsEnd() {
        FrameScript peer = wide();
        List<String> ran = new ArrayList<>();
        peer.sends(Octets.post(1));
        peer.connection.sendResponse(1, OK);
        peer.connection.markBody(1, () -> ran.add("head"));
        peer.connection.endBody(1);
        peer.connection.markBody(1, () -> {
            ran.add("end");
            peer.connection.reset(1, ErrorCode.NO_ERROR);
        });
        assertThat(ran).isEmpty();
        peer.expects("HEADERS 1 :status=200 END_STREAM").expects("RST_STREAM 1 NO_ERROR");
        assertThat(ran).containsExactly("head", "end");
    }

    @Test
    void marksBehindAnEndThatIsAFrameOfItsOwnWaitForIt() {
        for (boolean withTrailers : new boolean[] {false, true}) {
            FrameScript peer = wide();
            peer.sends(Octets.post(1));
            peer.connection.sendResponse(1, OK);
            peer.connection.sendBody(1, Bytes.of("x"));
            if (!withTrailers) peer.expects("HEADERS 1 :status=200", "DATA 1 1");
            if (withTrailers) peer.connection.endBody(1, Fields.of(FieldName.of("a"), "b"));
            else peer.connection.endBody(1);
            peer.connection.markBody(1, () -> peer.connection.reset(1, ErrorCode.NO_ERROR));
            if (withTrailers) {
                peer.expects("HEADERS 1 :status=200", "DATA 1 1", "HEADERS 1 a=b END_STREAM");
            } else {
                peer.expects("DATA 1 0 END_STREAM");
            }
            peer.expects("RST_STREAM 1 NO_ERROR");
        }
    }

    @Test
    void aDrainedQueueIsToldOnceItHadBeenHigh() {
        FrameScript peer = wide(H2Config.builder().watermarks(10_000, 40_000).build());
        peer.sends(Octets.get(1)).forget();
        peer.connection.sendResponse(1, OK);
        peer.connection.sendBody(1, Bytes.wrap(new byte[40_000]));
        peer.frames();
        peer.takeEvents().tells();
        peer.connection.sendBody(1, Bytes.wrap(new byte[60_000]));
        assertThat(peer.connection.queued(1)).isEqualTo(60_000);
        peer.frames(40_000);
        peer.takeEvents().tells();
        peer.frames(20_000);
        peer.takeEvents().tells("drained 1");
        peer.frames();
        peer.takeEvents().tells();
    }

    @Test
    void aLargeHeadIsCutIntoFramesThatThePeerAccepts() {
        FrameScript peer = wide();
        peer.sends(Octets.get(1), Octets.get(3));
        Fields.Builder fields = Fields.builder();
        // Characters whose codes are long, so that nothing gets shorter.
        for (int i = 0; i < 5; i++) fields.add("x-" + i, "\\".repeat(8000));
        peer.connection.sendResponse(1, ResponseHead.of(Status.OK, fields.build()), Bytes.of("x"));
        List<String> frames = peer.frames();
        assertThat(frames.get(0)).startsWith("HEADERS 1 16384 and more");
        assertThat(frames.get(1)).isEqualTo("CONTINUATION 1 16384");
        assertThat(frames.get(2)).startsWith("CONTINUATION 1 ").endsWith(" END");
        assertThat(frames.get(3)).isEqualTo("DATA 1 1 END_STREAM");
    }

    @Test
    void aHeadThatWasSentBeforeIsEncodedAnewWhenTheTableHasChanged() {
        FrameScript peer = wide();
        ResponseHead first =
                ResponseHead.of(Status.OK, Fields.builder().add("x-first", "1").build());
        for (int id = 1; id < 40; id += 2) {
            peer.sends(Octets.get(id));
            if (id % 8 == 7) {
                ResponseHead other =
                        ResponseHead.of(Status.OK, Fields.of(dev.hawser.message.FieldName.SERVER, "number " + id));
                peer.connection.sendResponse(id, other, Bytes.empty());
                peer.expects("HEADERS %d :status=200 server=number %d content-length=0 END_STREAM".formatted(id, id));
            } else {
                peer.connection.sendResponse(id, first, Bytes.empty());
                peer.expects("HEADERS %d :status=200 x-first=1 content-length=0 END_STREAM".formatted(id));
            }
        }
    }

    /** A connection with everything in it: what it writes is the same however it is taken. */
    private static FrameScript busy(WriteStrategy strategy) {
        FrameScript peer = FrameScript.silentServer(
                H2Config.builder().writeStrategy(strategy).gatherThreshold(100).build());
        peer.sends(Receiver.PREFACE, Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 3000), Octets.settingsAck());
        peer.sends(Octets.get(1), Octets.get(3, "priority", "i"), Octets.get(5, "priority", "i"), Octets.ping(1));
        peer.connection.sendResponse(1, OK, Bytes.wrap(Octets.pattern(50)));
        peer.connection.sendResponse(3, OK);
        for (int i = 1; i < 20; i++) peer.connection.sendBody(3, Bytes.wrap(Octets.pattern(i * 13)));
        peer.connection.endBody(3, Fields.of(dev.hawser.message.FieldName.ETAG, "\"x\""));
        peer.connection.sendResponse(5, OK, Bytes.wrap(Octets.pattern(2500)));
        return peer;
    }

    private static byte[] drain(FrameScript peer, int step, int target) {
        ByteArrayOutputStream taken = new ByteArrayOutputStream();
        for (; ; ) {
            peer.connection.fill(peer.out, target);
            if (peer.out.remaining() == 0) return taken.toByteArray();
            byte[] all = peer.out.copyRemaining().toByteArray();
            int n = Math.min(step, all.length);
            taken.write(all, 0, n);
            peer.out.advance(n);
        }
    }

    @ParameterizedTest
    @EnumSource(WriteStrategy.class)
    void notAnOctetIsLostHoweverLittleTheSocketTakes(WriteStrategy strategy) {
        byte[] whole = drain(busy(strategy), Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(whole.length).isGreaterThan(5000);
        for (int step = 1; step < 120; step++) {
            assertThat(drain(busy(strategy), step, Integer.MAX_VALUE)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 1024, 4096})
    void framesStayWholeWhateverTheTarget(int target) {
        for (int step : new int[] {1, 7, 100, 5000}) {
            FrameScript peer = busy(WriteStrategy.GATHER);
            byte[] octets = drain(peer, step, target);
            FrameScript reader = FrameScript.server();
            List<String> frames = reader.read(octets);
            assertThat(reader.isBetweenFrames()).isTrue();
            assertThat(frames).contains("DATA 1 50 END_STREAM", "DATA 5 2500 END_STREAM");
            assertThat(frames.get(frames.size() - 1)).isIn("HEADERS 3 etag=\"x\" END_STREAM", "DATA 5 2500 END_STREAM");
        }
    }

    @Test
    void theDateIsAddedAndFollowsTheClock() {
        DateField date = new DateField(784111777);
        H2Connection connection = H2Connection.server(H2Config.server(), date, 0);
        byte[] hello = Octets.join(Receiver.PREFACE, Octets.settings(), Octets.get(1), Octets.get(3), Octets.get(5));
        connection.receive(hello, 0, hello.length, 0);
        while (connection.poll() != null) {}
        List<String> seen = new ArrayList<>();
        dev.hawser.wire.hpack.HpackDecoder decoder = new dev.hawser.wire.hpack.HpackDecoder(4096);
        for (int id = 1; id <= 5; id += 2) {
            if (id == 5) date.tick(784111778);
            connection.sendResponse(id, OK, Bytes.empty());
            BufList out = new BufList();
            connection.fill(out, 1 << 20);
            byte[] all = out.copyRemaining().toByteArray();
            for (int at = 0; at < all.length; ) {
                int length = Frames.getInt(all, at) >>> 8;
                if ((Frames.getInt(all, at) & 0xff) == Frames.HEADERS) {
                    dev.hawser.wire.hpack.HpackFields fields = new dev.hawser.wire.hpack.HpackFields(10, 1000);
                    try {
                        decoder.decode(all, at + 9, at + 9 + length, fields);
                    } catch (dev.hawser.wire.hpack.HpackException e) {
                        throw new AssertionError(e);
                    }
                    for (int i = 0; i < fields.size(); i++) {
                        if (fields.get(i).name().text().equals("date"))
                            seen.add(fields.get(i).value());
                    }
                }
                at += 9 + length;
            }
        }
        assertThat(seen)
                .containsExactly(
                        "Sun, 06 Nov 1994 08:49:37 GMT",
                        "Sun, 06 Nov 1994 08:49:37 GMT",
                        "Sun, 06 Nov 1994 08:49:38 GMT");
    }
}
