package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.DateField;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How streams and connections begin and end, in the server's role. */
class LifeTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 4, 100})
    void requestsOnStreamsThatAreNotTheClientsEndTheConnection(int id) {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(id)).tells("failed PROTOCOL_ERROR").expects("GOAWAY 0 PROTOCOL_ERROR");
    }

    @Test
    void identifiersThatFallEndTheConnection() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(5), Octets.get(3))
                .tells("request 5 GET / last", "failed PROTOCOL_ERROR")
                .expects("GOAWAY 5 PROTOCOL_ERROR");
    }

    @Test
    void headersOnAStreamThatHasEndedEndTheConnection() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK, Bytes.empty());
        peer.forget();
        peer.sends(Octets.get(1)).tells("failed STREAM_CLOSED").expects("GOAWAY 1 STREAM_CLOSED");
    }

    @Test
    void headersOnAStreamWhoseRequestHasEndedResetIt() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1), Octets.get(1))
                .tells("request 1 GET / last", "reset 1 STREAM_CLOSED")
                .expects("RST_STREAM 1 STREAM_CLOSED");
    }

    @Test
    void framesOnIdleStreamsEndTheConnection() {
        byte[][] frames = {Octets.data(1, 1), Octets.reset(1, 8), Octets.windowUpdate(1, 1), Octets.windowUpdate(2, 1)};
        for (byte[] frame : frames) {
            FrameScript peer = FrameScript.server();
            peer.sends(frame).tells("failed PROTOCOL_ERROR").expects("GOAWAY 0 PROTOCOL_ERROR");
        }
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.frame(Frames.PRIORITY, 0, 9, new byte[5])).tells().expects();
    }

    @Test
    void dataOnAClosedStreamResetsItAndGivesTheCreditBack() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        peer.connection.sendResponse(1, OK, Bytes.empty());
        peer.forget();
        peer.sends(Octets.data(1, 10)).tells().expects("RST_STREAM 1 STREAM_CLOSED");
        // Now it was reset by us, and what was under way is let pass.
        peer.sends(Octets.data(1, 10), Octets.trailers(1, "x", "y"), Octets.reset(1, 8), Octets.windowUpdate(1, 5));
        peer.tells().expects();
    }

    @Test
    void aHeaderBlockMustNotBeInterrupted() {
        byte[] open = Octets.frame(Frames.HEADERS, Frames.END_STREAM, 1, Octets.block(":method", "GET"));
        byte[][] intruders = {
            Octets.ping(1),
            Octets.data(1, 1),
            Octets.get(3),
            Octets.settings(),
            Octets.frame(99, 0, 0),
            Octets.frame(Frames.CONTINUATION, Frames.END_HEADERS, 3),
            Octets.windowUpdate(0, 1),
        };
        for (byte[] intruder : intruders) {
            FrameScript peer = FrameScript.server();
            peer.sends(open, intruder).tells("failed PROTOCOL_ERROR").expects("GOAWAY 0 PROTOCOL_ERROR");
        }
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.frame(Frames.CONTINUATION, Frames.END_HEADERS, 1)).tells("failed PROTOCOL_ERROR");
    }

    @Test
    void framesOfAWrongSizeEndTheConnection() {
        byte[][] frames = {
            Octets.frame(Frames.PING, 0, 0, new byte[7]),
            Octets.frame(Frames.PING, 0, 0, new byte[9]),
            Octets.frame(Frames.SETTINGS, 0, 0, new byte[5]),
            Octets.frame(Frames.SETTINGS, Frames.ACK, 0, new byte[6]),
            Octets.frame(Frames.RST_STREAM, 0, 1, new byte[3]),
            Octets.frame(Frames.WINDOW_UPDATE, 0, 0, new byte[5]),
            Octets.frame(Frames.GOAWAY, 0, 0, new byte[7]),
            Octets.frame(Frames.DATA, Frames.PADDED, 1),
            Octets.frame(Frames.HEADERS, Frames.PADDED, 3),
            Octets.frame(Frames.HEADERS, Frames.PRIORITY_FLAG, 3, new byte[4]),
            Octets.frame(Frames.PRIORITY_UPDATE, 0, 0, new byte[3]),
            Octets.data(1, 16_385),
            java.util.Arrays.copyOf(Octets.frame(99, 0, 0, new byte[20_000]), 9),
        };
        for (byte[] frame : frames) {
            FrameScript peer = FrameScript.server();
            peer.sends(Octets.post(1)).forget();
            peer.sends(frame).tells("failed FRAME_SIZE_ERROR").expects("GOAWAY 1 FRAME_SIZE_ERROR");
        }
    }

    @Test
    void settingsThatMayNotBeEndTheConnection() {
        int[][] bad = {
            {Frames.SETTINGS_ENABLE_PUSH, 2},
            {Frames.SETTINGS_MAX_FRAME_SIZE, 16_383},
            {Frames.SETTINGS_MAX_FRAME_SIZE, 1 << 24},
            {Frames.SETTINGS_ENABLE_CONNECT_PROTOCOL, 2},
            {Frames.SETTINGS_NO_RFC7540_PRIORITIES, 2},
        };
        for (int[] setting : bad) {
            FrameScript.server()
                    .sends(Octets.settings(setting))
                    .tells("failed PROTOCOL_ERROR")
                    .expects("GOAWAY 0 PROTOCOL_ERROR");
        }
        FrameScript.server()
                .sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 0x8000_0000))
                .tells("failed FLOW_CONTROL_ERROR");
        FrameScript.server()
                .sends(Octets.settings(0xff, 1, Frames.SETTINGS_MAX_FRAME_SIZE, (1 << 24) - 1))
                .tells()
                .expects("SETTINGS ack");
    }

    @Test
    void whatIsNotHttp2EndsTheConnectionAtTheFirstWrongOctet() {
        FrameScript peer = FrameScript.silentServer(H2Config.server());
        peer.sends("GET / HTTP/1.1\r\n".getBytes()).tells("failed PROTOCOL_ERROR");
        assertThat(peer.frames()).endsWith("GOAWAY 0 PROTOCOL_ERROR");
        FrameScript late = FrameScript.silentServer(H2Config.server());
        late.sends(Receiver.PREFACE, Octets.ping(1)).tells("failed PROTOCOL_ERROR");
        FrameScript ack = FrameScript.silentServer(H2Config.server());
        ack.sends(Receiver.PREFACE, Octets.settingsAck()).tells("failed PROTOCOL_ERROR");
    }

    @Test
    void pushFromAClientEndsTheConnection() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1), Octets.frame(Frames.PUSH_PROMISE, Frames.END_HEADERS, 1, Octets.number(2)))
                .tells("request 1 POST /", "failed PROTOCOL_ERROR");
    }

    @Test
    void aBrokenHeaderBlockEndsTheConnection() {
        FrameScript peer = FrameScript.server();
        int whole = Frames.END_HEADERS | Frames.END_STREAM;
        peer.sends(Octets.frame(Frames.HEADERS, whole, 1, new byte[] {(byte) 0xbe}))
                .tells("failed COMPRESSION_ERROR")
                .expects("GOAWAY 0 COMPRESSION_ERROR");
    }

    @Test
    void interimResponsesGoBeforeTheFinalOne() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1, "expect", "100-continue")).tells("request 1 POST /", "continue 1");
        peer.connection.sendInformational(1, ResponseHead.of(Status.CONTINUE));
        peer.expects("HEADERS 1 :status=100");
        peer.connection.sendInformational(
                1, ResponseHead.of(Status.EARLY_HINTS, Fields.of(FieldName.LINK, "</style.css>")));
        peer.connection.sendInformational(1, ResponseHead.of(Status.EARLY_HINTS));
        peer.connection.sendResponse(1, OK, Bytes.of("x"));
        peer.expects(
                "HEADERS 1 :status=103 link=</style.css>",
                "HEADERS 1 :status=103",
                "HEADERS 1 :status=200 content-length=1",
                "DATA 1 1 END_STREAM");
    }

    @Test
    void trailersEndTheContent() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1), Octets.get(3));
        peer.connection.sendResponse(1, OK);
        peer.connection.sendBody(1, Bytes.of("content"));
        peer.connection.endBody(1, Fields.of(FieldName.GRPC_STATUS, "0"));
        peer.connection.sendResponse(3, OK);
        peer.connection.endBody(3, Fields.of(FieldName.GRPC_STATUS, "1"));
        peer.expects(
                "HEADERS 1 :status=200",
                "HEADERS 3 :status=200",
                "HEADERS 3 grpc-status=1 END_STREAM",
                "DATA 1 7",
                "HEADERS 1 grpc-status=0 END_STREAM");
    }

    @Test
    void responsesToHeadAndWithoutContentSendNone() {
        FrameScript peer = FrameScript.server();
        String[] head = {":method", "HEAD", ":scheme", "http", ":authority", "here", ":path", "/"};
        peer.sends(Octets.request(1, head), Octets.get(3), Octets.get(5), Octets.request(7, head));
        peer.connection.sendResponse(1, OK, Bytes.of("content"));
        peer.connection.sendResponse(3, ResponseHead.of(Status.NO_CONTENT), Bytes.empty());
        peer.connection.sendResponse(5, ResponseHead.of(Status.NOT_MODIFIED), Bytes.of("content"));
        peer.connection.sendResponse(7, OK);
        peer.connection.sendBody(7, Bytes.of("content"));
        peer.connection.endBody(7, Fields.of(FieldName.ETAG, "x"));
        peer.expects(
                "HEADERS 1 :status=200 content-length=7 END_STREAM",
                "HEADERS 3 :status=204 END_STREAM",
                "HEADERS 5 :status=304 END_STREAM",
                "HEADERS 7 :status=200 END_STREAM");
    }

    @Test
    void fieldsOfHttp11AreNotSent() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1));
        Fields fields = Fields.builder()
                .add(FieldName.CONNECTION, "close")
                .add(FieldName.KEEP_ALIVE, "timeout=5")
                .add(FieldName.TRANSFER_ENCODING, "chunked")
                .add(FieldName.UPGRADE, "h2c")
                .add("X-Other", "stays")
                .add(FieldName.CONTENT_LENGTH, "1")
                .build();
        peer.connection.sendResponse(1, ResponseHead.of(Status.OK, fields), Bytes.of("x"));
        peer.expects("HEADERS 1 :status=200 x-other=stays content-length=1", "DATA 1 1 END_STREAM");
    }

    @Test
    void tunnelsCarryOctetsBothWays() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.openRequest(1, ":method", "CONNECT", ":authority", "there:80"))
                .tells("request 1 CONNECT there:80");
        peer.connection.sendUpgrade(1, OK);
        peer.expects("HEADERS 1 :status=200");
        peer.sends(Octets.data(1, 5)).tells("data 1 5");
        peer.connection.sendBody(1, Bytes.of("hello"));
        peer.expects("DATA 1 5");
        peer.sends(Octets.lastData(1, 0)).tells("data 1 0 last");
        peer.connection.endBody(1);
        peer.expects("DATA 1 0 END_STREAM");
        assertThatThrownBy(() -> peer.connection.sendUpgrade(1, ResponseHead.of(Status.SWITCHING_PROTOCOLS)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUpgradedRequestIsStreamOne() {
        RequestHead head =
                RequestHead.builder(Method.GET, "/up").authority("here").build();
        long now = 7;
        H2Connection connection = H2Connection.serverAfterUpgrade(
                H2Config.server(), new DateField(0), head, new byte[] {0, 4, 0, 0, 0, 10}, now);
        FrameScript peer = FrameScript.around(connection, now);
        peer.takeEvents().tells("request 1 GET /up last");
        connection.sendResponse(1, OK, Bytes.wrap(Octets.pattern(20)));
        // A client that still reads HTTP/1.1 would lose an answer that comes right behind the 101.
        assertThat(peer.frames())
                .allMatch(frame -> frame.startsWith("SETTINGS") || frame.startsWith("WINDOW_UPDATE 0"));
        assertThat(connection.wantsOutput()).isFalse();
        peer.sends(Receiver.PREFACE);
        assertThat(peer.frames()).isEmpty();
        peer.sends(Octets.settings());
        peer.expects("SETTINGS ack", "HEADERS 1 :status=200 content-length=20", "DATA 1 10");
        peer.sends(Octets.settings(Frames.SETTINGS_INITIAL_WINDOW_SIZE, 100), Octets.get(3));
        peer.tells("request 3 GET / last").expects("SETTINGS ack", "DATA 1 10 END_STREAM");
        FrameScript bad = FrameScript.around(
                H2Connection.serverAfterUpgrade(H2Config.server(), new DateField(0), head, new byte[5], now), now);
        bad.takeEvents().tells("failed FRAME_SIZE_ERROR");
    }

    @Test
    void aGracefulEndSaysGoAwayTwiceAndServesWhatIsOpen() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1)).forget();
        peer.connection.shutdown();
        List<String> frames = peer.frames();
        assertThat(frames.get(0)).isEqualTo("GOAWAY 2147483647 NO_ERROR");
        long ping = Long.parseLong(frames.get(1).substring("PING ".length()));
        // Under way when the first one left: still served.
        peer.sends(Octets.get(3)).tells("request 3 GET / last");
        peer.sends(Octets.pingAck(ping)).expects("GOAWAY 3 NO_ERROR");
        // Too late, but the block still counts.
        peer.sends(Octets.get(5), Octets.get(7)).tells().expects();
        assertThat(peer.connection.isFinished()).isFalse();
        peer.connection.sendResponse(1, OK, Bytes.empty());
        peer.connection.sendResponse(3, OK, Bytes.of("x"));
        assertThat(peer.frames()).hasSize(3);
        assertThat(peer.connection.isFinished()).isTrue();
    }

    @Test
    void aGracefulEndDoesNotWaitForAnAnswerForEver() {
        FrameScript peer = FrameScript.server();
        peer.connection.shutdown();
        peer.frames();
        assertThat(peer.connection.isFinished()).isFalse();
        peer.waits(FrameScript.SECOND).expects("GOAWAY 0 NO_ERROR");
        assertThat(peer.connection.isFinished()).isTrue();
    }

    @Test
    void aPeerThatIsSilentIsAskedAndGivenUp() {
        H2Config config = H2Config.builder()
                .keepAlive(Duration.ofSeconds(10), Duration.ofSeconds(3))
                .build();
        FrameScript peer = FrameScript.server(config);
        peer.waits(10 * FrameScript.SECOND);
        String ping = peer.frames().get(0);
        assertThat(ping).startsWith("PING ");
        peer.waits(FrameScript.SECOND);
        peer.sends(Octets.pingAck(Long.parseLong(ping.substring(5)))).expects();
        peer.waits(9 * FrameScript.SECOND).expects();
        peer.waits(FrameScript.SECOND);
        assertThat(peer.frames()).containsExactly(ping);
        peer.waits(3 * FrameScript.SECOND).tells("failed NO_ERROR").expects("GOAWAY 0 NO_ERROR");
    }

    /** By default, servers of gRPC bear two PINGs within five minutes of others while they have nothing to say. */
    @Test
    void aPeerThatOnlyEverAnswersIsAskedSeldom() {
        H2Config config = H2Config.builder()
                .keepAlive(Duration.ofSeconds(10), Duration.ofSeconds(3))
                .build();
        FrameScript peer = FrameScript.server(config);
        long[] pauses = {10, 10, 310, 310};
        for (long pause : pauses) {
            peer.waits((pause - 1) * FrameScript.SECOND).expects();
            peer.waits(FrameScript.SECOND);
            peer.sends(Octets.pingAck(onlyPing(peer)));
        }
        // Whoever says something is asked as before.
        peer.sends(Octets.get(1)).forget();
        peer.waits(10 * FrameScript.SECOND);
        peer.sends(Octets.pingAck(onlyPing(peer)));
        peer.waits(10 * FrameScript.SECOND);
        assertThat(peer.frames()).hasSize(1);
    }

    private static long onlyPing(FrameScript peer) {
        List<String> frames = peer.frames();
        assertThat(frames).hasSize(1);
        assertThat(frames.getFirst()).startsWith("PING ");
        return Long.parseLong(frames.getFirst().substring(5));
    }

    @Test
    void aPeerThatClosesItsSideGetsTheAnswersItAskedFor() {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.get(1), Octets.post(3)).forget();
        peer.connection.receiveEnd(peer.now);
        peer.takeEvents().tells("reset 3 CANCEL by peer");
        assertThat(peer.connection.isFinished()).isFalse();
        peer.connection.sendResponse(1, OK, Bytes.of("x"));
        assertThat(peer.frames()).hasSize(2);
        assertThat(peer.connection.isFinished()).isTrue();
    }

    @Test
    void faultsOfTheCallerThrowAndChangeNothing() {
        FrameScript peer = FrameScript.server();
        H2Connection connection = peer.connection;
        assertThatThrownBy(() -> connection.sendResponse(1, OK)).isInstanceOf(IllegalStateException.class);
        peer.sends(Octets.get(1));
        assertThatThrownBy(() -> connection.sendBody(1, Bytes.of("x"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.sendResponse(1, ResponseHead.of(Status.CONTINUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.sendInformational(1, OK)).isInstanceOf(IllegalArgumentException.class);
        connection.sendResponse(1, OK);
        assertThatThrownBy(() -> connection.sendResponse(1, OK)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.sendInformational(1, ResponseHead.of(Status.EARLY_HINTS)))
                .isInstanceOf(IllegalStateException.class);
        connection.endBody(1);
        assertThatThrownBy(() -> connection.sendBody(1, Bytes.of("x"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.release(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> connection.sendRequest(RequestHead.of(Method.GET, "/")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> connection.reset(9, ErrorCode.CANCEL)).isInstanceOf(IllegalStateException.class);
        peer.expects("HEADERS 1 :status=200 END_STREAM");
        // Over: a race, not a fault.
        connection.sendBody(1, Bytes.of("x"));
        connection.endBody(1);
        connection.reset(1, ErrorCode.CANCEL);
        connection.release(1, 5);
        peer.expects();
    }

    @Test
    void repeatedRequestsShareOneHead() {
        FrameScript peer = FrameScript.server();
        Object[] heads = new Object[4];
        for (int i = 0; i < 4; i++) {
            byte[] octets = Octets.get(2 * i + 1, "x", "y");
            peer.connection.receive(octets, 0, octets.length, 0);
            heads[i] = ((dev.hawser.wire.WireEvent.RequestReceived) peer.connection.poll()).head();
        }
        // A block is remembered when it comes a second time.
        assertThat(heads[2]).isSameAs(heads[1]);
        assertThat(heads[3]).isSameAs(heads[1]);
    }

    @Test
    void aRepeatedBlockIsReadAnewWhenTheTableHasChanged() {
        FrameScript peer = FrameScript.server();
        byte[] head = Octets.block(":method", "GET", ":scheme", "http", ":authority", "here", ":path", "/");
        byte[] newest = {(byte) (0x80 | 62)};
        byte[] insertA = {0x40, 1, 'x', 1, 'a'};
        byte[] insertB = {0x40, 1, 'x', 1, 'b'};
        String[] expected = {"a", "a", "a", "a", "b", "b"};
        byte[][] blocks = {insertA, newest, newest, newest, insertB, newest};
        for (int i = 0; i < blocks.length; i++) {
            byte[] octets =
                    Octets.frame(Frames.HEADERS, Frames.END_HEADERS | Frames.END_STREAM, 2 * i + 1, head, blocks[i]);
            peer.connection.receive(octets, 0, octets.length, 0);
            var request = (dev.hawser.wire.WireEvent.RequestReceived) peer.connection.poll();
            assertThat(request.head().fields().get("x")).isEqualTo(expected[i]);
        }
    }
}
