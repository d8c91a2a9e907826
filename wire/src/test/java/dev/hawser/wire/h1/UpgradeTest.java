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

/** Requests that ask for another protocol (RFC 9110 7.8), answered or not, and what becomes of the connection. */
class UpgradeTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);
    private static final ResponseHead SWITCHING =
            ResponseHead.of(Status.SWITCHING_PROTOCOLS, Fields.of(FieldName.UPGRADE, "x"));
    private static final String ASKING = " / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: x\r\n";
    private static final RequestHead ASKING_HEAD = RequestHead.of(
            Method.GET,
            "/",
            Fields.builder()
                    .add(FieldName.HOST, "h")
                    .add(FieldName.CONNECTION, "Upgrade")
                    .add(FieldName.UPGRADE, "x")
                    .build());

    private final ServerScript server = new ServerScript();
    private final ServerScript client = ServerScript.client();

    @Test
    void theContentOfTheRequestComesBeforeTheOtherProtocol() {
        server.receives("POST" + ASKING + "Content-Length: 5\r\n\r\nhel");
        assertThatThrownBy(() -> server.connection.sendUpgrade(1, SWITCHING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exchange 1");
        server.receives("loXYZ");
        assertThat(server.content).hasToString("hello");
        server.connection.sendUpgrade(1, SWITCHING);
        server.events();
        assertThat(server.content).hasToString("helloXYZ");
    }

    @Test
    void upgradeInHttp10IsIgnored() {
        server.receives(("GET" + ASKING).replace("1.1", "1.0") + "\r\n");
        assertThatThrownBy(() -> server.connection.sendUpgrade(1, SWITCHING)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whatIsOnlyNamedByOneOfBothFieldsIsNoUpgrade() {
        for (String fields : List.of("Upgrade: x\r\n", "Connection: Upgrade\r\n")) {
            ServerScript other = new ServerScript();
            // Were it one, the second request would have to wait.
            assertThat(other.receives("GET / HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + GET))
                    .hasSize(2);
        }
    }

    @Test
    void answersBeforeAnUpgradeLeaveFirst() {
        server.receives(GET + "GET" + ASKING + "\r\n");
        server.connection.sendUpgrade(2, SWITCHING);
        server.connection.sendBody(2, bytes("tunnel"));
        assertThat(server.sends()).isEmpty();
        server.connection.sendResponse(1, OK, bytes("one"));
        assertThat(server.sends()).containsSubsequence("one", "HTTP/1.1 101 ", "tunnel");
    }

    @Test
    void shutdownLeavesATunnelToItsEnds() {
        server.receives("GET" + ASKING + "\r\n");
        server.connection.sendUpgrade(1, SWITCHING);
        server.sends();
        server.connection.shutdown();
        assertThat(server.connection.isFinished()).isFalse();
        server.receives("up");
        assertThat(server.content).hasToString("up");
        server.connection.sendBody(1, bytes("down"));
        server.connection.endBody(1);
        assertThat(server.sends()).isEqualTo("down");
        assertThat(server.connection.isOutputEnded()).isTrue();
        assertThat(server.connection.isFinished()).isFalse();
        server.receivesEnd();
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void aSilentTunnelIsNeitherIdleNorLate() {
        server.receives("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        server.connection.sendUpgrade(1, OK);
        server.sends();
        server.waits(Duration.ofHours(5));
        assertThat(server.connection.isFinished()).isFalse();
        assertThat(server.connection.deadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aTunnelIsHeldBackByItsReaderAndByItsMarks() {
        ServerScript narrow =
                new ServerScript(H1Config.builder().window(4).watermarks(2, 4).build());
        narrow.receives("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        narrow.connection.sendUpgrade(1, OK);
        narrow.sends();
        byte[] octets = {1, 2, 3, 4, 5};
        narrow.connection.receive(octets, 0, 5, narrow.now());
        assertThat(narrow.connection.poll()).isInstanceOf(WireEvent.DataReceived.class);
        assertThat(narrow.connection.wantsInput()).isFalse();
        narrow.connection.release(1, 5);
        assertThat(narrow.connection.wantsInput()).isTrue();
        narrow.connection.sendBody(1, bytes("12345"));
        assertThat(narrow.connection.queued(1)).isEqualTo(5);
        narrow.sends();
        assertThat(narrow.events()).containsExactly(new WireEvent.BodyDrained(1));
    }

    @Test
    void aTunnelThatIsResetIsOver() {
        server.receives("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n");
        server.connection.sendUpgrade(1, OK);
        server.sends();
        server.connection.reset(1, ErrorCode.CANCEL);
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void aClientWhoseUpgradeIsIgnoredGoesOn() {
        client.connection.sendRequest(ASKING_HEAD, Bytes.empty());
        assertThat(client.connection.canOpen()).isFalse();
        client.sends();
        client.receives("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(client.content).hasToString("ok");
        assertThat(client.connection.canOpen()).isTrue();
    }

    @Test
    void aClientHearsInterimResponsesBeforeTheSwitch() {
        client.connection.sendRequest(ASKING_HEAD, Bytes.empty());
        client.sends();
        List<WireEvent> events = client.receives("HTTP/1.1 102 Processing\r\n\r\n"
                + "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nfirst");
        assertThat(events.get(0)).isInstanceOf(WireEvent.InformationalReceived.class);
        assertThat(events.get(1)).isInstanceOf(WireEvent.ResponseReceived.class);
        assertThat(client.content).hasToString("first");
    }
}
