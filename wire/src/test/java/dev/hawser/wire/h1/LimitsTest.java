package dev.hawser.wire.h1;

import static dev.hawser.wire.h1.ServerScript.GET;
import static dev.hawser.wire.h1.ServerScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.ErrorCode;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every limit at its edge and one beyond, of size and of time. */
class LimitsTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);
    private static final RequestHead CLIENT_GET = RequestHead.of(Method.GET, "/", Fields.of(FieldName.HOST, "h"));

    private static void taken(H1Config config, String octets) {
        ServerScript server = new ServerScript(config);
        for (char c : octets.toCharArray()) server.receives(String.valueOf(c));
        assertThat(server.connection.counters().requests).isEqualTo(1);
        assertThat(server.events()).isEmpty();
        assertThat(server.connection.counters().limitHits).isZero();
        ServerScript whole = new ServerScript(config);
        assertThat(whole.receives(octets)).isNotEmpty().noneMatch(WireEvent.ConnectionFailed.class::isInstance);
    }

    private static void refused(H1Config config, String octets, int status, String limit) {
        ServerScript whole = new ServerScript(config);
        WireEvent failed = whole.receives(octets).getLast();
        assertThat(failed).isInstanceOf(WireEvent.ConnectionFailed.class);
        assertThat(((WireEvent.ConnectionFailed) failed).code()).isSameAs(ErrorCode.ENHANCE_YOUR_CALM);
        assertRefused(whole, status, limit);
        ServerScript single = new ServerScript(config);
        for (char c : octets.toCharArray()) single.receives(String.valueOf(c));
        assertRefused(single, status, limit);
    }

    private static void assertRefused(ServerScript server, int status, String limit) {
        List<Replies.Reply> replies = Replies.read(server.sends());
        assertThat(replies).extracting(Replies.Reply::status).containsExactly(status);
        assertThat(replies.get(0).field("Connection")).isEqualTo("close");
        assertThat(server.connection.isFinished()).isTrue();
        assertThat(server.connection.counters().limitHits).isEqualTo(1);
        assertThat(server.connection.counters().lastLimit).isEqualTo(limit);
    }

    @Test
    void theRequestLine() {
        H1Config config = H1Config.builder().maxStartLine(100).build();
        String rest = " HTTP/1.1\r\nHost: h\r\n\r\n";
        taken(config, "GET /" + "a".repeat(100 - 16) + rest);
        refused(config, "GET /" + "a".repeat(100) + rest, 414, "start-line");
    }

    @Test
    void theMethod() {
        taken(H1Config.DEFAULT, "M".repeat(64) + " / HTTP/1.1\r\nHost: h\r\n\r\n");
        refused(H1Config.DEFAULT, "M".repeat(65) + " / HTTP/1.1\r\nHost: h\r\n\r\n", 501, "method");
    }

    @Test
    void theOctetsOfTheFields() {
        H1Config config = H1Config.builder().maxFieldOctets(100).build();
        String host = "GET / HTTP/1.1\r\nHost: h\r\n"; // of which 9 count
        taken(config, host + "X: " + "a".repeat(100 - 9 - 5) + "\r\n\r\n");
        refused(config, host + "X: " + "a".repeat(100 - 9 - 4) + "\r\n\r\n", 431, "field-octets");
        refused(config, host + "x".repeat(200) + ": a\r\n\r\n", 431, "field-octets");
    }

    @Test
    void theNumberOfFields() {
        String start = "GET / HTTP/1.1\r\nHost: h\r\n";
        taken(H1Config.DEFAULT, start + "X: y\r\n".repeat(99) + "\r\n");
        refused(H1Config.DEFAULT, start + "X: y\r\n".repeat(100) + "\r\n", 431, "fields");
    }

    @Test
    void theContent() {
        H1Config config = H1Config.builder().maxContent(10).build();
        String start = "POST / HTTP/1.1\r\nHost: h\r\n";
        taken(config, start + "Content-Length: 10\r\n\r\n0123456789");
        refused(config, start + "Content-Length: 11\r\n\r\n", 413, "content");
        refused(config, start + "Content-Length: 99999999999999999999\r\n\r\n", 413, "content");
        String chunked = start + "Transfer-Encoding: chunked\r\n\r\n";
        taken(config, chunked + "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n");
        refused(config, chunked + "5\r\nhello\r\n6\r\nworld!\r\n0\r\n\r\n", 413, "content");
    }

    @Test
    void theChunkExtensions() {
        H1Config config = H1Config.builder().maxChunkExtensions(10).build();
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        taken(config, chunked + "1;abcd\r\na\r\n1;abcd\r\nb\r\n0\r\n\r\n");
        refused(config, chunked + "1;abcd\r\na\r\n1;abcde\r\nb\r\n0\r\n\r\n", 413, "chunk-extensions");
    }

    @Test
    void theDigitsOfAChunkSize() {
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
        taken(H1Config.DEFAULT, chunked + "0".repeat(63) + "1\r\na\r\n0\r\n\r\n");
        ServerScript server = new ServerScript();
        server.receives(chunked + "0".repeat(65));
        assertThat(server.sends()).startsWith("HTTP/1.1 400");
    }

    @Test
    void theTrailers() {
        H1Config config = H1Config.builder().maxFieldOctets(100).build();
        String chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
        taken(config, chunked + "X: " + "a".repeat(95) + "\r\n\r\n");
        refused(config, chunked + "X: " + "a".repeat(96) + "\r\n\r\n", 431, "field-octets");
    }

    @Test
    void emptyLinesBeforeARequest() {
        ServerScript server = new ServerScript();
        assertThat(server.receives("\r\n\r\n" + GET)).hasSize(1);
        server = new ServerScript();
        server.receives("\r\n\r\n\r\n");
        assertThat(server.sends()).startsWith("HTTP/1.1 400");
    }

    // ---- time

    @Test
    void aHeadMustArriveInTenSeconds() {
        ServerScript server = new ServerScript();
        server.receives("GET / HTTP/1.1\r\n");
        server.waits(Duration.ofSeconds(9));
        server.receives("Host: h\r\n");
        assertThat(server.waits(Duration.ofMillis(999))).isEmpty();
        assertThat(server.waits(Duration.ofMillis(1))).hasOnlyElementsOfType(WireEvent.ConnectionFailed.class);
        assertThat(server.sends()).startsWith("HTTP/1.1 408 ").contains("Connection: close");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void everyHeadHasItsOwnTenSeconds() {
        ServerScript server = new ServerScript();
        for (int i = 1; i <= 3; i++) {
            server.waits(Duration.ofSeconds(9));
            server.receives(GET.substring(0, 5));
            server.waits(Duration.ofSeconds(9));
            assertThat(server.receives(GET.substring(5))).hasSize(1);
            server.connection.sendResponse(i, OK, Bytes.empty());
            assertThat(server.sends()).startsWith("HTTP/1.1 200 ");
        }
        server.receives("G");
        server.waits(Duration.ofSeconds(10));
        assertThat(server.sends()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void aHeadThatArrivesOctetByOctetIsNotGivenMoreTime() {
        ServerScript server = new ServerScript();
        for (int i = 0; i < 9; i++) {
            server.receives(GET.substring(i, i + 1));
            assertThat(server.waits(Duration.ofSeconds(1))).isEmpty();
        }
        server.receives(GET.substring(9, 10));
        server.waits(Duration.ofSeconds(1));
        assertThat(server.sends()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void aHalfPrefaceIsAHeadThatDoesNotArrive() {
        ServerScript server = new ServerScript();
        server.receives("PRI * HT");
        server.waits(Duration.ofSeconds(10));
        assertThat(server.connection.isFinished() || server.sends().startsWith("HTTP/1.1 408"))
                .isTrue();
        server.sends();
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void anIdleConnectionEndsSilentlyAfterAMinute() {
        ServerScript server = new ServerScript();
        server.waits(Duration.ofSeconds(59));
        assertThat(server.connection.isFinished()).isFalse();
        server.waits(Duration.ofSeconds(1));
        assertThat(server.connection.isFinished()).isTrue();
        assertThat(server.sends()).isEmpty();
    }

    @Test
    void aSlowHandlerIsNoIdleConnection() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        assertThat(server.connection.deadline()).isEqualTo(Long.MAX_VALUE);
        server.waits(Duration.ofMinutes(10));
        server.connection.sendResponse(1, OK, bytes("late"));
        assertThat(server.sends()).endsWith("late");
        server.waits(Duration.ZERO);
        assertThat(server.connection.isFinished()).isFalse();
        server.waits(Duration.ofSeconds(59));
        assertThat(server.connection.isFinished()).isFalse();
        server.waits(Duration.ofSeconds(1));
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void contentMustGoOnWithinThirtySeconds() {
        ServerScript server = new ServerScript();
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nh");
        server.waits(Duration.ofSeconds(29));
        server.receives("e");
        assertThat(server.waits(Duration.ofSeconds(29))).isEmpty();
        assertThat(server.waits(Duration.ofSeconds(1))).hasOnlyElementsOfType(WireEvent.ConnectionFailed.class);
        assertThat(server.sends()).startsWith("HTTP/1.1 408 ");
    }

    @Test
    void whoWaitsForContinueIsNotLate() {
        ServerScript server = new ServerScript();
        server.receives("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
        assertThat(server.connection.deadline()).isEqualTo(Long.MAX_VALUE);
        server.waits(Duration.ofMinutes(2));
        server.connection.sendInformational(1, ResponseHead.of(Status.CONTINUE));
        assertThat(server.waits(Duration.ZERO)).isEmpty();
        assertThat(server.waits(Duration.ofSeconds(29))).isEmpty();
        assertThat(server.waits(Duration.ofSeconds(1))).hasOnlyElementsOfType(WireEvent.ConnectionFailed.class);
    }

    @Test
    void aHeadBehindAnOpenExchangeIsTimedToo() {
        ServerScript server = new ServerScript();
        server.receives(GET + "GET / HT");
        server.waits(Duration.ofSeconds(10));
        server.connection.sendResponse(1, OK, Bytes.empty());
        assertThat(Replies.read(server.sends()))
                .extracting(Replies.Reply::status)
                .containsExactly(200, 408);
    }

    @Test
    void aSettingThatCannotBeKeptIsRefusedByName() {
        assertThatThrownBy(() -> H1Config.builder().maxFields(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxFields 0: from 1 to 65536");
        assertThatThrownBy(() -> H1Config.builder().watermarks(2, 1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lowWatermark 2");
    }

    @Test
    void interimResponses() {
        H1Config config = H1Config.builder().maxInterims(3).build();
        String interim = "HTTP/1.1 102 Processing\r\n\r\n";
        ServerScript client = asked(config);
        assertThat(client.receives(interim.repeat(3) + "HTTP/1.1 204 No Content\r\n\r\n"))
                .hasSize(4)
                .last()
                .isInstanceOf(WireEvent.ResponseReceived.class);
        // The next request has as many of its own.
        client.connection.sendRequest(CLIENT_GET, Bytes.empty());
        client.sends();
        assertThat(client.receives(interim.repeat(3))).hasSize(3);
        ServerScript flooded = asked(config);
        assertThat(flooded.receives(interim.repeat(4)))
                .contains(new WireEvent.ConnectionFailed(ErrorCode.ENHANCE_YOUR_CALM, "too many interim responses"));
        assertThat(flooded.connection.counters().lastLimit).isEqualTo("interims");
    }

    private static ServerScript asked(H1Config config) {
        ServerScript client = ServerScript.client(config);
        client.connection.sendRequest(CLIENT_GET, Bytes.empty());
        client.sends();
        return client;
    }
}
