package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 9113 5.2 and 6.9: windows in both directions. */
class FlowControlTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);
    private static final int WINDOW = Frames.DEFAULT_WINDOW;

    private static H2Config narrow() {
        return H2Config.builder().windows(1000, WINDOW, 1000).growWindows(false).build();
    }

    private static FrameScript answering(int size, int... settings) {
        FrameScript peer = FrameScript.server(H2Config.server(), settings);
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK, Bytes.wrap(Octets.pattern(size)));
        peer.events.clear();
        return peer;
    }

    @Test
    void contentStopsAtTheStreamsWindowAndGoesOnWithCredit() {
        FrameScript peer = answering(100, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 60);
        peer.expects("HEADERS 1 :status=200 content-length=100", "DATA 1 60").expects();
        assertThat(peer.connection.wantsOutput()).isFalse();
        peer.sends(Octets.windowUpdate(1, 39)).expects("DATA 1 39");
        peer.sends(Octets.windowUpdate(1, 100)).expects("DATA 1 1 END_STREAM");
        assertThat(peer.sent.toByteArray()).isEqualTo(Octets.pattern(100));
    }

    @Test
    void contentStopsAtTheConnectionsWindowAndGoesOnWithCredit() {
        FrameScript peer = answering(100_000, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1 << 20);
        peer.expects(
                "HEADERS 1 :status=200 content-length=100000",
                "DATA 1 16384",
                "DATA 1 16384",
                "DATA 1 16384",
                "DATA 1 16383");
        assertThat(peer.connection.wantsOutput()).isFalse();
        peer.sends(Octets.windowUpdate(1, 1 << 20)).expects();
        peer.sends(Octets.windowUpdate(0, 20_000)).expects("DATA 1 16384", "DATA 1 3616");
        peer.sends(Octets.windowUpdate(0, 20_000)).expects("DATA 1 14465 END_STREAM");
        assertThat(peer.sent.toByteArray()).isEqualTo(Octets.pattern(100_000));
    }

    @Test
    void aHeadNeedsNoWindowAndNeitherDoesTheEnd() {
        FrameScript peer = answering(0, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 0);
        peer.expects("HEADERS 1 :status=200 content-length=0 END_STREAM");
        peer.sends(Octets.get(3));
        peer.connection.sendResponse(3, OK);
        peer.expects("HEADERS 3 :status=200");
        peer.connection.endBody(3);
        peer.expects("DATA 3 0 END_STREAM");
    }

    @Test
    void aLoweredInitialWindowMayMakeAWindowNegative() {
        FrameScript peer = answering(100, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 60);
        peer.expects("HEADERS 1 :status=200 content-length=100", "DATA 1 60");
        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 10)).expects("SETTINGS ack");
        peer.sends(Octets.windowUpdate(1, 50)).expects();
        peer.sends(Octets.windowUpdate(1, 1)).expects("DATA 1 1");
        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 30)).expects("SETTINGS ack", "DATA 1 20");
        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1000))
                .expects("SETTINGS ack", "DATA 1 19 END_STREAM");
    }

    @Test
    void aLoweredInitialWindowTakesAStreamOutOfItsTurn() {
        FrameScript peer = answering(100_000);
        assertThat(peer.frames(20_000)).endsWith("DATA 1 16384");
        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 0)).expects("SETTINGS ack");
        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, WINDOW));
        assertThat(peer.frames()).startsWith("SETTINGS ack", "DATA 1 16384");
    }

    @Test
    void aWindowBeyondItsMaximumIsAnErrorOfItsOwnLevel() {
        FrameScript peer = answering(100, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 0);
        peer.forget();
        peer.sends(Octets.windowUpdate(1, Integer.MAX_VALUE)).expects("DATA 1 100 END_STREAM");
        peer.sends(Octets.post(3)).forget();
        peer.sends(Octets.windowUpdate(3, Integer.MAX_VALUE), Octets.windowUpdate(3, 1))
                .tells("reset 3 FLOW_CONTROL_ERROR")
                .expects("RST_STREAM 3 FLOW_CONTROL_ERROR");
        peer.sends(Octets.windowUpdate(0, Integer.MAX_VALUE))
                .tells("failed FLOW_CONTROL_ERROR")
                .expects("GOAWAY 3 FLOW_CONTROL_ERROR");
        assertThat(peer.connection.isFinished()).isTrue();
    }

    @Test
    void aStreamThatMayNotSendHoldsNothingOfTheConnectionsWindow() {
        FrameScript peer = FrameScript.server(H2Config.server(), Frames.SETTINGS_INITIAL_WINDOW_SIZE, 0);
        peer.sends(Octets.get(1), Octets.get(3), Octets.windowUpdate(3, 1 << 20));
        peer.connection.sendResponse(1, OK, Bytes.wrap(new byte[1 << 20]));
        peer.connection.sendResponse(3, OK, Bytes.wrap(new byte[WINDOW]));
        assertThat(peer.frames()).hasSize(2 + 4).endsWith("DATA 3 16383 END_STREAM");
        // Now it may, but nothing is left.
        peer.sends(Octets.windowUpdate(1, 1 << 20)).expects();
        peer.sends(Octets.windowUpdate(0, 5000)).expects("DATA 1 5000");
    }

    @Test
    void settingsThatPushAWindowBeyondItsMaximumEndTheConnection() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1), Octets.windowUpdate(1, Integer.MAX_VALUE - WINDOW))
                .forget();
        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, WINDOW + 1))
                .tells("failed FLOW_CONTROL_ERROR")
                .expects("GOAWAY 1 FLOW_CONTROL_ERROR");
    }

    @Test
    void creditOfZeroIsAnErrorOfItsOwnLevel() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1), Octets.windowUpdate(1, 0))
                .tells("request 1 POST /", "reset 1 PROTOCOL_ERROR")
                .expects("RST_STREAM 1 PROTOCOL_ERROR");
        peer.sends(Octets.windowUpdate(0, 0)).tells("failed PROTOCOL_ERROR").expects("GOAWAY 1 PROTOCOL_ERROR");
    }

    @Test
    void contentBeyondTheStreamsWindowResetsOnlyThatStream() {
        FrameScript peer = FrameScript.server(narrow());
        peer.releasing = false;
        peer.sends(Octets.post(1), Octets.data(1, 1000)).tells("request 1 POST /", "data 1 1000");
        peer.sends(Octets.data(1, 1)).tells("reset 1 FLOW_CONTROL_ERROR").expects("RST_STREAM 1 FLOW_CONTROL_ERROR");
        peer.sends(Octets.ping(7)).expects("PING ack 7");
    }

    @Test
    void contentBeyondTheConnectionsWindowEndsTheConnection() {
        H2Config config = H2Config.builder()
                .windows(1 << 20, WINDOW, 1 << 20)
                .growWindows(false)
                .maxUnreadOctets(0)
                .build();
        FrameScript peer = FrameScript.server(config);
        peer.releasing = false;
        peer.sends(Octets.post(1));
        for (int i = 0; i < 3; i++) peer.sends(Octets.data(1, 16384));
        peer.sends(Octets.data(1, 16383)).forget();
        peer.sends(Octets.data(1, 1)).tells("failed FLOW_CONTROL_ERROR").expects("GOAWAY 1 FLOW_CONTROL_ERROR");
    }

    @Test
    void aStreamsCreditGoesBackWhenItsContentIsConsumed() {
        FrameScript peer = FrameScript.server(narrow());
        peer.releasing = false;
        peer.sends(Octets.post(1), Octets.data(1, 1000)).expects();
        peer.connection.release(1, 499);
        peer.expects();
        peer.connection.release(1, 1);
        assertThat(peer.connection.wantsOutput()).isTrue();
        peer.expects("WINDOW_UPDATE 1 500");
        peer.connection.release(1, 500);
        peer.expects("WINDOW_UPDATE 1 500");
        peer.connection.release(1, 500); // more than there was
        peer.expects();
    }

    @Test
    void theConnectionsCreditGoesBackWhenContentComes() {
        FrameScript peer = FrameScript.server(
                H2Config.builder().windows(WINDOW, WINDOW, WINDOW).build());
        peer.releasing = false;
        peer.sends(Octets.post(1), Octets.data(1, 16384), Octets.data(1, 16383)).expects("WINDOW_UPDATE 0 32767");
    }

    @Test
    void contentThatNobodyReadsStopsTheConnectionsCreditInTheEnd() {
        H2Config config = H2Config.builder()
                .windows(WINDOW, WINDOW, WINDOW)
                .maxUnreadOctets(32768)
                .build();
        FrameScript peer = FrameScript.server(config);
        peer.releasing = false;
        peer.sends(Octets.post(1), Octets.data(1, 16384), Octets.data(1, 16384)).expects("WINDOW_UPDATE 0 32768");
        peer.sends(Octets.post(3), Octets.data(3, 16384), Octets.data(3, 16384)).expects();
        peer.connection.release(1, 32768);
        peer.expects("WINDOW_UPDATE 0 32768", "WINDOW_UPDATE 1 32768");
    }

    @Test
    void paddingCountsAndGoesStraightBack() {
        FrameScript peer = FrameScript.server(narrow());
        peer.releasing = false;
        peer.sends(Octets.post(1), Octets.paddedData(1, 100, 200), Octets.paddedData(1, 100, 255));
        peer.tells("request 1 POST /", "data 1 100", "data 1 100").expects();
        peer.connection.release(1, 44);
        peer.expects("WINDOW_UPDATE 1 501");
    }

    @Test
    void paddingGoesBackToTheConnectionToTheLastOctet() {
        H2Config config = H2Config.builder().windows(WINDOW, WINDOW, WINDOW).build();
        FrameScript peer = FrameScript.server(config);
        peer.releasing = false;
        peer.sends(Octets.post(1));
        for (int i = 0; i < 127; i++) peer.sends(Octets.paddedData(1, 1, 255));
        peer.expects();
        peer.sends(Octets.paddedData(1, 1, 255))
                .expects("WINDOW_UPDATE 0 " + 128 * 257, "WINDOW_UPDATE 1 " + 128 * 256);
    }

    @Test
    void everyWayAStreamCanEndGivesTheConnectionsCreditBack() {
        H2Config config = H2Config.builder()
                .windows(WINDOW, WINDOW, WINDOW)
                .growWindows(false)
                .resets(1000, 1000)
                .build();
        FrameScript peer = FrameScript.server(config);
        peer.releasing = false;
        Random random = new Random(7);
        long sentOctets = 0;
        long credit = 0;
        for (int id = 1; id < 1200; id += 2) {
            peer.sends(Octets.post(id));
            for (int i = 0; i < 3; i++) {
                peer.sends(Octets.paddedData(id, 500, 100));
                sentOctets += 601;
            }
            switch (random.nextInt(7)) {
                case 0 -> {
                    peer.sends(Octets.lastData(id, 10));
                    sentOctets += 10;
                    peer.connection.sendResponse(id, OK, Bytes.empty());
                }
                case 1 -> {
                    peer.sends(Octets.trailers(id, "x", "y"));
                    peer.connection.sendResponse(id, OK, Bytes.empty());
                }
                case 2 -> peer.sends(Octets.reset(id, 8));
                case 3 -> {
                    peer.connection.reset(id, ErrorCode.CANCEL);
                    peer.sends(Octets.data(id, 10));
                    sentOctets += 10;
                }
                case 4 -> {
                    // Frames that meet a reset stream.
                    peer.sends(Octets.windowUpdate(id, 0), Octets.data(id, 10));
                    sentOctets += 10;
                }
                case 5 -> {
                    peer.connection.sendResponse(id, OK, Bytes.empty());
                    credit += connectionCredit(peer.frames());
                    peer.connection.reset(id, ErrorCode.NO_ERROR);
                }
                default -> {
                    peer.sends(Octets.openRequest(id, "bad", "trailers"), Octets.data(id, 10));
                    sentOctets += 10;
                }
            }
            credit += connectionCredit(peer.frames());
            peer.now += FrameScript.SECOND;
        }
        assertThat(peer.connection.exchanges()).isZero();
        assertThat(peer.events).noneMatch(event -> event.startsWith("failed"));
        // What is missing is less than what is worth a frame.
        assertThat(sentOctets - credit).isBetween(0L, (long) WINDOW / 2);
    }

    private static long connectionCredit(List<String> frames) {
        long credit = 0;
        for (String frame : frames) {
            if (frame.startsWith("WINDOW_UPDATE 0 ")) credit += Long.parseLong(frame.substring(16));
        }
        return credit;
    }

    @Test
    void crumbsOfCreditAreGatheredButNotForLong() {
        FrameScript peer = answering(100_000);
        peer.forget();
        peer.sends(Octets.windowUpdate(0, 1 << 20)).expects();
        for (int i = 0; i < 100; i++) peer.sends(Octets.windowUpdate(1, 1)).expects();
        assertThat(peer.connection.deadline()).isNotEqualTo(Long.MAX_VALUE);
        peer.waits(FrameScript.SECOND).expects("DATA 1 100");
        peer.sends(Octets.windowUpdate(1, 1)).expects();
        peer.sends(Octets.windowUpdate(1, 2000)).expects("DATA 1 2001");
    }

    @Test
    void crumbsOfTheConnectionsCreditAreGatheredToo() {
        FrameScript peer = answering(100_000, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 1 << 20);
        peer.forget();
        peer.connection.fill(peer.out, 1); // meets the empty window
        for (int i = 0; i < 100; i++) peer.sends(Octets.windowUpdate(0, 1)).expects();
        peer.waits(FrameScript.SECOND).expects("DATA 1 100");
        peer.sends(Octets.windowUpdate(0, 2000)).expects("DATA 1 2000");
    }

    @Test
    void receiveWindowsGrowWithWhatIsMeasuredUpToTheirMaximum() {
        H2Config config = H2Config.builder().windows(65_535, 65_535, 300_000).build();
        FrameScript peer = FrameScript.server(config);
        peer.sends(Octets.post(1), Octets.data(1, 16384), Octets.data(1, 16384));
        String ping = "PING " + Bandwidth.PING;
        assertThat(peer.frames()).contains(ping);
        // As much as the window holds comes before the answer: the window is what holds the peer back.
        for (int i = 0; i < 3; i++) {
            peer.sends(Octets.data(1, 16384));
            peer.frames();
        }
        peer.sends(Octets.pingAck(Bandwidth.PING));
        List<String> frames = peer.frames();
        assertThat(frames).contains("SETTINGS 4=98304");
        assertThat(peer.connection.counters().limitHits).isZero();
    }

    @Test
    void windowsAgreeWithAModelUnderRandomTraffic() {
        Random random = new Random(42);
        // Much time passes here, and a stream without credit is no fault.
        H2Config config =
                H2Config.builder().progress(Duration.ZERO, Duration.ZERO).build();
        FrameScript peer = FrameScript.server(config, Frames.SETTINGS_INITIAL_WINDOW_SIZE, 3000);
        long connection = WINDOW;
        long initial = 3000;
        long[] windows = new long[8];
        long[] queued = new long[8];
        for (int i = 0; i < 8; i++) {
            peer.sends(Octets.get(2 * i + 1, "priority", i % 2 == 0 ? "i" : "u=3"));
            peer.connection.sendResponse(2 * i + 1, OK);
            windows[i] = initial;
        }
        peer.forget();
        for (int step = 0; step < 5000; step++) {
            int i = random.nextInt(8);
            switch (random.nextInt(4)) {
                case 0 -> {
                    int n = 1 + random.nextInt(5000);
                    peer.connection.sendBody(2 * i + 1, Bytes.wrap(new byte[n]));
                    queued[i] += n;
                }
                case 1 -> {
                    int n = 1 + random.nextInt(6000);
                    peer.sends(Octets.windowUpdate(2 * i + 1, n));
                    windows[i] += n;
                }
                case 2 -> {
                    int n = 1 + random.nextInt(6000);
                    peer.sends(Octets.windowUpdate(0, n));
                    connection += n;
                }
                default -> {
                    if (random.nextInt(20) == 0) {
                        int size = random.nextInt(6000);
                        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, size));
                        for (int k = 0; k < 8; k++) windows[k] += size - initial;
                        initial = size;
                    }
                }
            }
            peer.now += FrameScript.SECOND;
            peer.waits(FrameScript.SECOND);
            for (String frame : peer.frames(1 + random.nextInt(40_000))) {
                if (!frame.startsWith("DATA ")) continue;
                String[] words = frame.split(" ");
                int k = Integer.parseInt(words[1]) / 2;
                int n = Integer.parseInt(words[2]);
                assertThat(n).isPositive();
                windows[k] -= n;
                queued[k] -= n;
                connection -= n;
                assertThat(windows[k]).as("window of %s", frame).isNotNegative();
                assertThat(queued[k]).isNotNegative();
                assertThat(connection).isNotNegative();
            }
        }
        // All that windows allow is out in the end.
        peer.waits(FrameScript.SECOND);
        for (String frame : peer.frames()) {
            if (!frame.startsWith("DATA ")) continue;
            String[] words = frame.split(" ");
            int k = Integer.parseInt(words[1]) / 2;
            windows[k] -= Integer.parseInt(words[2]);
            queued[k] -= Integer.parseInt(words[2]);
            connection -= Integer.parseInt(words[2]);
        }
        for (int k = 0; k < 8; k++) {
            assertThat(connection == 0 || queued[k] == 0 || windows[k] <= 0)
                    .as("stream %d: %d queued, window %d, connection %d", 2 * k + 1, queued[k], windows[k], connection)
                    .isTrue();
            assertThat(peer.connection.queued(2 * k + 1)).isEqualTo(queued[k]);
        }
    }
}
