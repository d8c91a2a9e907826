package dev.hawser.wire.h1;

import static dev.hawser.wire.h1.ServerScript.GET;
import static dev.hawser.wire.h1.ServerScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A peer that has ended its side and still reads (RFC 9112 9.6). */
class HalfCloseTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    private final ServerScript server = new ServerScript();
    private final ServerScript client = ServerScript.client();

    @Test
    void aStreamedAnswerGoesOnBehindTheEnd() {
        server.receives(GET);
        server.connection.sendResponse(1, OK);
        server.connection.sendBody(1, bytes("first"));
        assertThat(server.sends()).endsWith("5\r\nfirst\r\n");
        assertThat(server.receivesEnd()).isEmpty();
        server.connection.sendBody(1, bytes("second"));
        assertThat(server.sends()).isEqualTo("6\r\nsecond\r\n");
        server.connection.endBody(1);
        assertThat(server.sends()).isEqualTo("0\r\n\r\n");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void allOfAPipelineIsAnsweredBehindTheEnd() {
        server.receives(GET + GET + GET);
        server.receivesEnd();
        for (int i = 1; i <= 3; i++) server.connection.sendResponse(i, OK, bytes("n" + i));
        List<Replies.Reply> replies = Replies.read(server.sends());
        assertThat(replies).extracting(Replies.Reply::body).containsExactly("n1", "n2", "n3");
        assertThat(replies).extracting(reply -> reply.field("Connection")).containsExactly(null, null, "close");
        assertThat(server.connection.isFinished()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET / HTTP/1.1\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n",
                "GET / HTTP/1.1\r\nHost: h\r\n\r",
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhell",
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n"
            })
    void aRequestThatBreaksOffIsRefusedAndNeverComplete(String part) {
        server.receives(part);
        List<WireEvent> events = server.receivesEnd();
        assertThat(events).noneMatch(e -> e instanceof WireEvent.DataReceived data && data.last());
        assertThat(events.getLast()).isInstanceOf(WireEvent.ConnectionFailed.class);
        assertThat(Replies.read(server.sends()))
                .extracting(Replies.Reply::status)
                .containsExactly(400);
        assertThat(server.connection.isFinished()).isTrue();
    }

    @Test
    void nobodyWantsToReadBehindTheEnd() {
        server.receives(GET);
        server.receivesEnd();
        // A driver that went on reading would be told of the end again and again.
        assertThat(server.connection.wantsInput()).isFalse();
        client.connection.sendRequest(RequestHead.of(Method.GET, "/", Fields.of(FieldName.HOST, "h")), Bytes.empty());
        client.sends();
        client.receivesEnd();
        assertThat(client.connection.wantsInput()).isFalse();
    }

    @Test
    void aClientSendsNothingToAServerThatHasEnded() {
        client.receivesEnd();
        assertThat(client.connection.canOpen()).isFalse();
        assertThat(client.connection.isFinished()).isTrue();
    }
}
