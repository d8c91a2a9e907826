package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What leaves first: RFC 9218, and the order of the design. */
class OrderTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);
    private static final int FRAME = 16384;

    private static FrameScript wide() {
        FrameScript peer = FrameScript.server(H2Config.server(), Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1 << 30);
        peer.sends(Octets.windowUpdate(0, 1 << 30));
        return peer;
    }

    private static void asks(FrameScript peer, int id, String priority) {
        peer.sends(Octets.get(id, "priority", priority));
    }

    private static void answers(FrameScript peer, int id, int size) {
        peer.connection.sendResponse(id, OK, Bytes.wrap(new byte[size]));
    }

    /** The streams of the DATA frames, in order, each run of frames of one stream as "stream x frames". */
    private static String runs(List<String> frames) {
        List<String> runs = new ArrayList<>();
        String last = "";
        int count = 0;
        for (String frame : frames) {
            if (!frame.startsWith("DATA ")) continue;
            String stream = frame.split(" ")[1];
            if (!stream.equals(last)) {
                if (count > 0) runs.add(last + "x" + count);
                last = stream;
                count = 0;
            }
            count++;
        }
        runs.add(last + "x" + count);
        return String.join(" ", runs);
    }

    @Test
    void wholeContentGoesToCompletionInTheOrderOfStreams() {
        FrameScript peer = wide();
        for (int id = 1; id <= 5; id += 2) asks(peer, id, "u=3");
        for (int id = 5; id >= 1; id -= 2) answers(peer, id, 3 * FRAME);
        assertThat(runs(peer.frames())).isEqualTo("1x3 3x3 5x3");
    }

    @Test
    void incrementalContentTakesTurns() {
        FrameScript peer = wide();
        for (int id = 1; id <= 5; id += 2) asks(peer, id, "i");
        for (int id = 1; id <= 5; id += 2) answers(peer, id, 2 * FRAME);
        assertThat(runs(peer.frames())).isEqualTo("1x1 3x1 5x1 1x1 3x1 5x1");
    }

    @Test
    void bothKindsOfOneUrgencyAlternate() {
        FrameScript peer = wide();
        asks(peer, 1, "u=3");
        asks(peer, 3, "u=3, i");
        asks(peer, 5, "u=3, i");
        for (int id = 1; id <= 5; id += 2) answers(peer, id, 2 * FRAME);
        assertThat(runs(peer.frames())).isEqualTo("3x1 1x1 5x1 1x1 3x1 5x1");
    }

    @Test
    void moreUrgentContentGoesFirstAndHeadsBeforeAll() {
        FrameScript peer = wide();
        String[] priorities = {"u=7", "u=5", "u=3", "u=0", "u=1"};
        for (int i = 0; i < 5; i++) asks(peer, 2 * i + 1, priorities[i]);
        for (int i = 0; i < 5; i++) answers(peer, 2 * i + 1, 2 * FRAME);
        List<String> frames = peer.frames();
        assertThat(frames.subList(0, 5)).allMatch(frame -> frame.startsWith("HEADERS"));
        assertThat(frames.get(0)).startsWith("HEADERS 7 ");
        assertThat(runs(frames)).isEqualTo("7x2 9x2 5x2 3x2 1x2");
    }

    @Test
    void controlFramesGoBeforeEverything() {
        FrameScript peer = wide();
        asks(peer, 1, "u=0");
        answers(peer, 1, FRAME);
        peer.sends(Octets.ping(9), Octets.settings());
        List<String> frames = peer.frames();
        assertThat(frames.subList(0, 2)).containsExactly("PING ack 9", "SETTINGS ack");
        assertThat(frames.get(2)).startsWith("HEADERS 1");
    }

    @Test
    void anUrgentResponseBehindAHundredBulkStreamsWaitsForCommittedOctetsOnly() {
        int target = 65536;
        FrameScript peer = FrameScript.server(
                H2Config.builder().maxConcurrentStreams(101).build(), Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1 << 30);
        peer.sends(Octets.windowUpdate(0, 1 << 30));
        for (int i = 0; i < 100; i++) {
            asks(peer, 2 * i + 1, i % 2 == 0 ? "u=5" : "u=4, i");
            answers(peer, 2 * i + 1, 1 << 20);
        }
        peer.connection.fill(peer.out, target);
        long committed = peer.out.remaining();
        assertThat(committed).isLessThanOrEqualTo(target + FRAME + 9);
        asks(peer, 201, "u=0");
        answers(peer, 201, 100);
        peer.connection.fill(peer.out, committed + 1);
        List<String> frames = peer.written();
        assertThat(frames.get(frames.size() - 1)).isEqualTo("DATA 201 100 END_STREAM");
        assertThat(peer.out.remaining()).isZero();
    }

    @Test
    void lowerUrgenciesHaveAMinimumShare() {
        FrameScript peer = wide();
        asks(peer, 1, "u=0");
        asks(peer, 3, "u=4");
        asks(peer, 5, "u=7, i");
        for (int id = 1; id <= 5; id += 2) answers(peer, id, 100 * FRAME);
        Map<String, Integer> shares = new LinkedHashMap<>();
        List<String> frames = peer.frames(64 * FRAME);
        for (String frame : frames) {
            if (frame.startsWith("DATA ")) shares.merge(frame.split(" ")[1], 1, Integer::sum);
        }
        assertThat(shares.get("3")).isEqualTo(2);
        assertThat(shares.get("5")).isEqualTo(2);
        assertThat(runs(frames)).startsWith("1x15 3x1 1x15 5x1 1x15 3x1");
    }

    @Test
    void aPriorityUpdateMovesWhatIsQueued() {
        FrameScript peer = wide();
        asks(peer, 1, "u=3");
        asks(peer, 3, "u=5");
        for (int id = 1; id <= 3; id += 2) answers(peer, id, 3 * FRAME);
        assertThat(runs(peer.frames(FRAME))).isEqualTo("1x1");
        peer.sends(Octets.priorityUpdate(3, "u=0"));
        assertThat(runs(peer.frames(FRAME))).isEqualTo("3x1");
        peer.sends(Octets.priorityUpdate(1, "u=0"), Octets.priorityUpdate(3, "u=0, i"));
        assertThat(runs(peer.frames())).isEqualTo("3x1 1x1 3x1 1x1");
    }

    @Test
    void aPriorityUpdateBeforeItsStreamOverrulesTheField() {
        FrameScript peer = wide();
        peer.sends(Octets.priorityUpdate(3, "u=0"));
        asks(peer, 1, "u=1");
        asks(peer, 3, "u=7");
        for (int id = 1; id <= 3; id += 2) answers(peer, id, FRAME);
        assertThat(runs(peer.frames())).isEqualTo("3x1 1x1");
    }

    @Test
    void aResponsesOwnPriorityOverrulesTheRequests() {
        FrameScript peer = wide();
        asks(peer, 1, "u=3, i");
        asks(peer, 3, "u=3, i");
        answers(peer, 1, 2 * FRAME);
        ResponseHead urgent = ResponseHead.of(Status.OK, Fields.of(FieldName.PRIORITY, "u=1, i=?0"));
        peer.connection.sendResponse(3, urgent, Bytes.wrap(new byte[2 * FRAME]));
        assertThat(runs(peer.frames())).isEqualTo("3x2 1x2");
    }

    @Test
    void streamsThatAreBlockedDoNotHoldUpOthers() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.windowUpdate(0, 1 << 20));
        asks(peer, 1, "u=0");
        asks(peer, 3, "u=7");
        answers(peer, 1, 10 * FRAME);
        answers(peer, 3, 2 * FRAME);
        assertThat(runs(peer.frames())).isEqualTo("1x4 3x2");
        peer.sends(Octets.windowUpdate(1, 2 * FRAME));
        assertThat(runs(peer.frames())).isEqualTo("1x2");
    }

    @Test
    void smallResponsesLeaveWithTheirHeadsUnlessSomethingMoreUrgentWaits() {
        FrameScript peer = wide();
        asks(peer, 1, "u=3");
        asks(peer, 3, "u=3");
        answers(peer, 1, 10);
        answers(peer, 3, 10);
        assertThat(peer.frames())
                .containsExactly(
                        "HEADERS 1 :status=200 content-length=10",
                        "DATA 1 10 END_STREAM",
                        "HEADERS 3 :status=200 content-length=10",
                        "DATA 3 10 END_STREAM");
        asks(peer, 5, "u=2");
        asks(peer, 7, "u=3");
        answers(peer, 5, 2000);
        answers(peer, 7, 10);
        assertThat(peer.frames())
                .containsExactly(
                        "HEADERS 5 :status=200 content-length=2000",
                        "HEADERS 7 :status=200 content-length=10",
                        "DATA 5 2000 END_STREAM",
                        "DATA 7 10 END_STREAM");
    }

    @Test
    void prioritiesAreReadAsDictionaries() {
        assertThat(Priority.parse(null, Priority.DEFAULT)).isEqualTo(3);
        assertThat(Priority.parse("u=0", 3)).isEqualTo(Priority.of(0, false));
        assertThat(Priority.parse("i", 3)).isEqualTo(Priority.of(3, true));
        assertThat(Priority.parse(" u=7 , i ", 3)).isEqualTo(Priority.of(7, true));
        assertThat(Priority.parse("i=?0;x=1,u=2;y", Priority.of(3, true))).isEqualTo(Priority.of(2, false));
        assertThat(Priority.parse("i=?1", 3)).isEqualTo(Priority.of(3, true));
        assertThat(Priority.parse("u=8", 3)).isEqualTo(3);
        assertThat(Priority.parse("u=-1, u=x, u, i=1, x=(a b), ,", 3)).isEqualTo(3);
    }
}
