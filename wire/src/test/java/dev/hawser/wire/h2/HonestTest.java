package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Traffic that is only much, or only odd, meets no limit. */
class HonestTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    private static void meetsNoLimit(FrameScript peer) {
        assertThat(peer.connection.session.isOver()).isFalse();
        assertThat(peer.connection.counters().limitHits).isZero();
    }

    @Test
    void honestBulkTransferBothWaysMeetsNoLimit() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1));
        peer.connection.sendResponse(1, OK);
        for (int i = 0; i < 20_000; i++) {
            // A window update for each frame on both levels, a ping a second, no time for refills.
            peer.sends(Octets.data(1, 1000));
            peer.connection.sendBody(1, Bytes.wrap(new byte[500]));
            for (String frame : peer.frames()) {
                if (frame.equals("PING " + Bandwidth.PING)) peer.sends(Octets.pingAck(Bandwidth.PING));
            }
            peer.sends(Octets.windowUpdate(0, 500), Octets.windowUpdate(1, 500));
            peer.now += 50_000;
            if (i % 2000 == 0) peer.sends(Octets.ping(i));
            assertThat(peer.connection.session.isOver()).isFalse();
        }
        assertThat(peer.connection.counters().limitHits).isZero();
        assertThat(peer.content.size()).isEqualTo(20_000_000);
    }

    @Test
    void aHundredStreamsOfALoadGeneratorMeetNoLimit() {
        FrameScript peer = FrameScript.server();
        int id = -1;
        for (int round = 0; round < 300; round++) {
            byte[][] requests = new byte[100][];
            int first = id + 2;
            for (int i = 0; i < 100; i++) requests[i] = Octets.get(id += 2);
            peer.sends(requests);
            for (int i = first; i <= id; i += 2) peer.connection.sendResponse(i, OK, Bytes.of("Hello, World!"));
            peer.frames();
            peer.sends(Octets.windowUpdate(0, 1300));
        }
        assertThat(peer.connection.counters().limitHits).isZero();
        assertThat(peer.connection.counters().requests).isEqualTo(30_000);
    }

    @Test
    void aStreamWithAPingASecondMeetsNoLimit() {
        FrameScript peer = FrameScript.server(H2Config.builder()
                .keepAlive(Duration.ofSeconds(30), Duration.ofSeconds(5))
                .build());
        peer.sends(Octets.post(1));
        peer.connection.sendResponse(1, OK);
        for (int i = 0; i < 3600; i++) {
            peer.sends(Octets.ping(i), Octets.data(1, 20));
            peer.connection.sendBody(1, Bytes.of("an answer"));
            peer.waits(FrameScript.SECOND);
            peer.frames();
            peer.sends(Octets.windowUpdate(1, 9), Octets.windowUpdate(0, 9));
        }
        assertThat(peer.connection.counters().limitHits).isZero();
        assertThat(peer.connection.session.isOver()).isFalse();
    }

    @Test
    void aReaderThatGivesItsCreditBackInSmallPartsMeetsNoLimit() {
        FrameScript peer = FrameScript.server(H2Config.server(), Frames.SETTINGS_INITIAL_WINDOW_SIZE, 65_535);
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK, Bytes.wrap(new byte[8 << 20]));
        peer.events.clear();
        byte[] credit = Octets.join(Octets.windowUpdate(0, 1024), Octets.windowUpdate(1, 1024));
        for (long given = 0; peer.sent.size() < 8 << 20; ) {
            peer.frames();
            // No time passes, so that nothing is forgiven: all is paid for by what is received.
            for (; given < peer.sent.size(); given += 1024) peer.sends(credit);
            meetsNoLimit(peer);
        }
        assertThat(peer.sent.size()).isEqualTo(8 << 20);
    }

    @Test
    void aReaderThatMeasuresItsBandwidthWithAPingForEachFrameMeetsNoLimit() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1));
        peer.connection.sendResponse(1, OK);
        peer.forget();
        for (int i = 0; i < 5000; i++) {
            peer.connection.sendBody(1, Bytes.wrap(new byte[100]));
            peer.expects("DATA 1 100");
            peer.sends(Octets.ping(i), Octets.windowUpdate(0, 100), Octets.windowUpdate(1, 100));
            peer.expects("PING ack " + i);
        }
        meetsNoLimit(peer);
        // But the right to ask is not saved up without end.
        for (int i = 0; i < 500; i++) {
            peer.connection.sendBody(1, Bytes.wrap(new byte[100]));
            peer.frames();
            peer.sends(Octets.windowUpdate(0, 100), Octets.windowUpdate(1, 100));
        }
        for (int i = 0; i < 100 + 199; i++) peer.sends(Octets.ping(i)).frames();
        peer.tells();
        peer.sends(Octets.ping(0)).tells("failed ENHANCE_YOUR_CALM");
    }

    @Test
    void tenThousandCancelledRequestsInTenMinutesMeetNoLimit() {
        FrameScript peer = FrameScript.server();
        long pause = 600 * FrameScript.SECOND / 10_000;
        for (int i = 0; i < 10_000; i++) {
            int id = 2 * i + 1;
            peer.sends(Octets.get(id));
            peer.connection.sendResponse(id, OK);
            peer.connection.sendBody(id, Bytes.wrap(new byte[1000]));
            if (i % 2 == 0) peer.frames();
            peer.sends(Octets.reset(id, 8), Octets.windowUpdate(0, 1000));
            peer.frames();
            peer.events.clear();
            peer.waits(pause);
        }
        meetsNoLimit(peer);
        assertThat(peer.connection.counters().resetsByPeer).isEqualTo(10_000);
        assertThat(peer.connection.exchanges()).isZero();
        assertThat(peer.connection.queued()).isZero();
    }

    @Test
    void anUploadThatIsRefusedAtItsBeginningMayUseUpItsWindow() {
        H2Config config = H2Config.builder().windows(1 << 20, 4 << 20, 4 << 20).build();
        FrameScript peer = FrameScript.server(config);
        peer.sends(Octets.post(1));
        peer.connection.sendResponse(1, ResponseHead.of(Status.CONTENT_TOO_LARGE), Bytes.empty());
        peer.frames();
        peer.connection.reset(1, ErrorCode.NO_ERROR);
        byte[] frame = Octets.data(1, 512);
        for (int i = 0; i < (1 << 20) / 512; i++) peer.sends(frame).frames();
        meetsNoLimit(peer);
    }

    @Test
    void aPageOfHundredRequestsThatIsLeftMeetsNoLimit() {
        FrameScript peer = FrameScript.server();
        int id = -1;
        // A browser goes on before the page is there, every five seconds.
        for (int page = 0; page < 20; page++) {
            for (int i = 0; i < 100; i++) peer.sends(Octets.get(id += 2));
            for (int i = 0; i < 100; i++) peer.sends(Octets.reset(id - 2 * i, 8));
            peer.frames();
            peer.waits(5 * FrameScript.SECOND);
        }
        meetsNoLimit(peer);
    }
}
