package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The client's role. */
class H2ClientTest {

    private static RequestHead get(String path) {
        return RequestHead.builder(Method.GET, path)
                .scheme("https")
                .authority("here")
                .build();
    }

    private static RequestHead post(String path) {
        return RequestHead.builder(Method.POST, path)
                .scheme("https")
                .authority("here")
                .build();
    }

    private static byte[] head(int stream, String... fields) {
        return Octets.openRequest(stream, fields);
    }

    private static byte[] lastHead(int stream, String... fields) {
        return Octets.request(stream, fields);
    }

    @Test
    void thePrefaceGoesFirstAndRequestsDoNotWaitForSettings() {
        H2Connection connection = H2Connection.client(H2Config.client(), 0);
        FrameScript peer = FrameScript.around(connection, 0);
        assertThat(connection.sendRequest(get("/"), Bytes.empty())).isEqualTo(1);
        assertThat(peer.frames())
                .containsExactly(
                        "SETTINGS 2=0 4=1048576 5=16384 1=4096 6=16384 9=1",
                        "WINDOW_UPDATE 0 4128769",
                        "HEADERS 1 :method=GET :scheme=https :authority=here :path=/ END_STREAM");
    }

    @Test
    void requestsLeaveInTheOrderOfTheirStreamsWithTheirContent() {
        FrameScript peer = FrameScript.client();
        assertThat(peer.connection.sendRequest(post("/a"), Bytes.of("abc"))).isEqualTo(1);
        assertThat(peer.connection.sendRequest(post("/b"))).isEqualTo(3);
        peer.connection.sendBody(3, Bytes.of("defg"));
        peer.connection.endBody(3, Fields.of(FieldName.ETAG, "x"));
        peer.expects(
                "HEADERS 1 :method=POST :scheme=https :authority=here :path=/a content-length=3",
                "DATA 1 3 END_STREAM",
                "HEADERS 3 :method=POST :scheme=https :authority=here :path=/b",
                "DATA 3 4",
                "HEADERS 3 etag=x END_STREAM");
    }

    @Test
    void hostIsSentAsAuthorityAndFieldsOfHttp11NotAtAll() {
        FrameScript peer = FrameScript.client();
        Fields fields = Fields.builder()
                .add(FieldName.HOST, "there")
                .add(FieldName.CONNECTION, "keep-alive")
                .add(FieldName.TE, "trailers")
                .build();
        peer.connection.sendRequest(
                RequestHead.builder(Method.GET, "/").fields(fields).build(), Bytes.empty());
        peer.expects("HEADERS 1 :method=GET :scheme=http :authority=there :path=/ te=trailers END_STREAM");
    }

    @Test
    void aResponseComesAsHeadContentAndTrailers() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.frames();
        peer.sends(
                        head(1, ":status", "103", "link", "x"),
                        head(1, ":status", "200", "content-length", "5"),
                        Octets.data(1, 5),
                        Octets.trailers(1, "etag", "y"))
                .tells("interim 1 103", "response 1 200", "data 1 5", "trailers 1 etag=y")
                .expects();
        assertThat(peer.connection.exchanges()).isZero();
    }

    @Test
    void responsesWithoutContentMayAnnounceALength() {
        FrameScript peer = FrameScript.client();
        RequestHead head =
                RequestHead.builder(Method.HEAD, "/").authority("here").build();
        peer.connection.sendRequest(head, Bytes.empty());
        peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.connection.sendRequest(head, Bytes.empty());
        peer.frames();
        peer.sends(
                        lastHead(1, ":status", "200", "content-length", "5"),
                        lastHead(3, ":status", "304", "content-length", "5"))
                .tells("response 1 200 last", "response 3 304 last");
        peer.sends(head(5, ":status", "200", "content-length", "5"), Octets.lastData(5, 5))
                .tells("response 5 200", "reset 5 PROTOCOL_ERROR");
    }

    @Test
    void dataBeforeAResponseResetsTheStream() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.frames();
        peer.sends(Octets.data(1, 5)).tells("reset 1 PROTOCOL_ERROR").expects("RST_STREAM 1 PROTOCOL_ERROR");
    }

    @Test
    void pushIsRefused() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.frames();
        peer.sends(Octets.frame(
                        Frames.PUSH_PROMISE,
                        Frames.END_HEADERS,
                        1,
                        Octets.number(2),
                        Octets.block(":method", "GET", ":path", "/x")))
                .tells("failed PROTOCOL_ERROR")
                .expects("GOAWAY 0 PROTOCOL_ERROR");
    }

    @Test
    void whatAServerMayNotDoEndsTheConnection() {
        byte[][] frames = {
            head(2, ":status", "200"),
            head(9, ":status", "200"),
            Octets.data(9, 1),
            Octets.settings(Frames.SETTINGS_ENABLE_PUSH, 1),
            Octets.priorityUpdate(1, "u=1"),
            Octets.windowUpdate(9, 1),
            Octets.reset(9, 1),
        };
        for (byte[] frame : frames) {
            FrameScript peer = FrameScript.client();
            peer.connection.sendRequest(get("/"), Bytes.empty());
            peer.frames();
            peer.sends(frame).tells("failed PROTOCOL_ERROR");
            assertThat(peer.frames()).containsExactly("GOAWAY 0 PROTOCOL_ERROR");
        }
    }

    @Test
    void thePeersLimitOfStreamsHolds() {
        FrameScript peer = FrameScript.client(H2Config.client(), Frames.SETTINGS_MAX_CONCURRENT_STREAMS, 2);
        peer.connection.sendRequest(get("/"), Bytes.empty());
        assertThat(peer.connection.canOpen()).isTrue();
        peer.connection.sendRequest(get("/"), Bytes.empty());
        assertThat(peer.connection.canOpen()).isFalse();
        assertThatThrownBy(() -> peer.connection.sendRequest(get("/")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 of 2");
        peer.frames();
        peer.sends(lastHead(1, ":status", "200"));
        assertThat(peer.connection.canOpen()).isTrue();
    }

    @Test
    void aRefusedStreamCanBeRepeatedAndOthersNot() {
        FrameScript peer = FrameScript.client();
        for (int i = 0; i < 3; i++) peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.frames();
        peer.sends(Octets.reset(1, ErrorCode.REFUSED_STREAM.code()), Octets.reset(3, ErrorCode.CANCEL.code()))
                .tells("reset 1 REFUSED_STREAM by peer unprocessed", "reset 3 CANCEL by peer");
    }

    @Test
    void goAwayEndsWhatIsAboveItsLastStreamAndLetsTheRestFinish() {
        FrameScript peer = FrameScript.client();
        for (int i = 0; i < 3; i++) peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.frames();
        peer.sends(Octets.goAway(3, 0, "enough"));
        assertThat(peer.events)
                .containsExactlyInAnyOrder("goaway 3 NO_ERROR enough", "reset 5 NO_ERROR by peer unprocessed");
        peer.events.clear();
        assertThat(peer.connection.canOpen()).isFalse();
        peer.sends(lastHead(1, ":status", "200"), lastHead(3, ":status", "200"))
                .tells("response 1 200 last", "response 3 200 last");
        assertThat(peer.connection.isFinished()).isTrue();
    }

    @Test
    void aSecondGoAwayLowersTheFirst() {
        FrameScript peer = FrameScript.client();
        for (int i = 0; i < 3; i++) peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.frames();
        peer.sends(Octets.goAway(Integer.MAX_VALUE, 0, "")).tells("goaway 2147483647 NO_ERROR");
        assertThat(peer.connection.exchanges()).isEqualTo(3);
        peer.sends(Octets.goAway(1, 0, ""));
        assertThat(peer.events)
                .containsExactlyInAnyOrder(
                        "goaway 1 NO_ERROR",
                        "reset 3 NO_ERROR by peer unprocessed",
                        "reset 5 NO_ERROR by peer unprocessed");
    }

    @Test
    void aResponseWhoseFieldsAreTooManyOrTooLargeResetsItsStream() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.connection.sendRequest(get("/"), Bytes.empty());
        peer.frames();
        String[] fields = new String[2 * 101];
        fields[0] = ":status";
        fields[1] = "200";
        for (int i = 2; i < fields.length; i += 2) {
            fields[i] = "x";
            fields[i + 1] = "y";
        }
        peer.sends(head(1, fields)).tells("reset 1 PROTOCOL_ERROR").expects("RST_STREAM 1 PROTOCOL_ERROR");
        peer.sends(head(3, ":status", "200", "x", "y".repeat(16_330))).tells("reset 3 PROTOCOL_ERROR");
        assertThat(peer.connection.canOpen()).isTrue();
    }

    @Test
    void whatNeverLeftWhenThePeerClosesCanBeRepeatedAndOthersNot() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(get("/sent"), Bytes.empty());
        peer.connection.sendRequest(post("/begun"));
        peer.frames();
        peer.connection.sendRequest(get("/queued"), Bytes.empty());
        peer.connection.receiveEnd(peer.now);
        peer.takeEvents();
        assertThat(peer.events)
                .containsExactlyInAnyOrder(
                        "reset 1 CANCEL by peer", "reset 3 CANCEL by peer", "reset 5 CANCEL by peer unprocessed");
        assertThat(peer.connection.canOpen()).isFalse();
        assertThat(peer.connection.exchanges()).isZero();
    }

    @Test
    void aRequestThatNeverLeftIsForgottenWithoutAReset() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(get("/a"), Bytes.empty());
        peer.connection.reset(1, ErrorCode.CANCEL);
        peer.connection.sendRequest(get("/b"), Bytes.empty());
        peer.expects("HEADERS 3 :method=GET :scheme=https :authority=here :path=/b END_STREAM");
    }

    @Test
    void anAnswerMayComeBeforeTheRequestIsComplete() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(post("/"));
        peer.connection.sendBody(1, Bytes.wrap(new byte[100_000]));
        peer.frames();
        peer.sends(lastHead(1, ":status", "413"), Octets.reset(1, 0))
                .tells("response 1 413 last", "reset 1 NO_ERROR by peer");
        peer.sends(Octets.windowUpdate(0, 1 << 20)).expects();
    }

    @Test
    void extendedConnectNeedsThePeersOffer() {
        RequestHead chat = RequestHead.builder(Method.CONNECT, "/chat")
                .scheme("https")
                .authority("here")
                .protocol("websocket")
                .build();
        FrameScript deaf = FrameScript.client();
        assertThatThrownBy(() -> deaf.connection.sendRequest(chat)).isInstanceOf(IllegalStateException.class);
        FrameScript peer = FrameScript.client(H2Config.client(), Frames.SETTINGS_ENABLE_CONNECT_PROTOCOL, 1);
        peer.connection.sendRequest(chat);
        peer.expects("HEADERS 1 :method=CONNECT :scheme=https :authority=here :path=/chat :protocol=websocket");
        peer.sends(head(1, ":status", "200"), Octets.data(1, 3)).tells("response 1 200", "data 1 3");
        peer.connection.sendBody(1, Bytes.of("x"));
        peer.expects("DATA 1 1");
        peer.sends(Octets.settings(Frames.SETTINGS_ENABLE_CONNECT_PROTOCOL, 0)).tells("failed PROTOCOL_ERROR");
    }

    @Test
    void connectHasNoSchemeAndNoPath() {
        FrameScript peer = FrameScript.client();
        peer.connection.sendRequest(RequestHead.of(Method.CONNECT, "there:443"));
        peer.expects("HEADERS 1 :method=CONNECT :authority=there:443");
        peer.sends(head(1, ":status", "200", "content-length", "1"), Octets.data(1, 500))
                .tells("response 1 200", "data 1 500");
    }

    @Test
    void bothRolesUnderstandEachOther() {
        H2Connection client = H2Connection.client(H2Config.client(), 0);
        FrameScript server = FrameScript.silentServer(H2Config.server());
        FrameScript caller = FrameScript.around(client, 0);
        int[] ids = new int[50];
        for (int round = 0; round < 4; round++) {
            for (int i = 0; i < 50; i++) {
                ids[i] = client.sendRequest(post("/" + i % 7), Bytes.wrap(Octets.pattern(i * 700)));
            }
            boolean moved = true;
            while (moved) {
                moved = pass(client, server) | pass(server.connection, caller);
                for (String event : List.copyOf(server.events)) {
                    String[] words = event.split(" ");
                    if (!event.endsWith(" last")) continue;
                    int id = Integer.parseInt(words[1]);
                    server.connection.sendResponse(id, ResponseHead.of(Status.OK), Bytes.wrap(Octets.pattern(id * 90)));
                    moved = true;
                }
                server.events.clear();
            }
            for (int i = 0; i < 50; i++) {
                assertThat(caller.events).contains("response " + ids[i] + " 200");
            }
            assertThat(client.exchanges()).isZero();
            assertThat(server.connection.exchanges()).isZero();
            caller.events.clear();
        }
        assertThat(server.connection.counters().limitHits).isZero();
        assertThat(client.counters().limitHits).isZero();
    }

    private static boolean pass(H2Connection from, FrameScript to) {
        BufList out = new BufList();
        from.fill(out, 65_536);
        if (out.isEmpty()) return false;
        to.step = 1460;
        to.sends(out.copyRemaining().toByteArray());
        return true;
    }
}
