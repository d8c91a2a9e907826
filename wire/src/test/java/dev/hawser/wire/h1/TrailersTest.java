package dev.hawser.wire.h1;

import static dev.hawser.wire.h1.ServerScript.GET;
import static dev.hawser.wire.h1.ServerScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trailers as they leave (RFC 9110 6.5, RFC 9112 7.1.2). How they are read is told by the corpora. */
class TrailersTest {

    private static final Fields TRAILERS =
            Fields.builder().add("X-Sum", "1f").add("Server-Timing", "t").build();

    @Test
    void theyFollowTheLastChunk() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        server.connection.sendResponse(1, ResponseHead.of(Status.OK));
        server.connection.sendBody(1, bytes("abc"));
        server.connection.endBody(1, TRAILERS);
        assertThat(server.sends()).endsWith("\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 1f\r\nServer-Timing: t\r\n\r\n");
        assertThat(server.receives(GET)).hasSize(1);
    }

    @Test
    void aRequestMayHaveThemToo() {
        ServerScript client = ServerScript.client();
        int exchange = client.connection.sendRequest(
                RequestHead.of(Method.POST, "/", Fields.of(FieldName.HOST, "h", FieldName.TRAILER, "X-Sum")));
        client.connection.sendBody(exchange, bytes("abc"));
        client.connection.endBody(exchange, TRAILERS);
        assertThat(client.sends())
                .isEqualTo("POST / HTTP/1.1\r\nHost: h\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "3\r\nabc\r\n0\r\nX-Sum: 1f\r\nServer-Timing: t\r\n\r\n");
    }

    @Test
    void theyMayStandAlone() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        server.connection.sendResponse(1, ResponseHead.of(Status.OK));
        server.connection.endBody(1, TRAILERS);
        assertThat(server.sends())
                .contains("Transfer-Encoding: chunked\r\n")
                .endsWith("\r\n\r\n0\r\nX-Sum: 1f\r\nServer-Timing: t\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length, 5",
        "Transfer-Encoding, chunked",
        "Host, other",
        "Connection, close",
        "Authorization, x",
        "Set-Cookie, a=b",
        "Content-Type, text/html",
        "Trailer, X"
    })
    void whatFramesRoutesOrAuthenticatesIsNoTrailer(String name, String value) {
        ServerScript server = new ServerScript();
        server.receives(GET);
        server.connection.sendResponse(1, ResponseHead.of(Status.OK));
        server.connection.sendBody(1, bytes("abc"));
        server.sends();
        server.connection.endBody(
                1, Fields.builder().add("X-Sum", "1").add(name, value).build());
        assertThat(server.sends()).isEqualTo("0\r\nX-Sum: 1\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"GET, 1.0, false", "HEAD, 1.1, false", "GET, 1.1, true"})
    void theyAreDroppedWhereNothingCarriesThem(String method, String version, boolean counted) {
        ServerScript server = new ServerScript();
        server.receives(method + " / HTTP/" + version + "\r\nHost: h\r\n\r\n");
        Fields fields = counted ? Fields.of(FieldName.CONTENT_LENGTH, "3") : Fields.EMPTY;
        server.connection.sendResponse(1, ResponseHead.of(Status.OK, fields));
        server.connection.sendBody(1, bytes("abc"));
        String sent = server.sends();
        server.connection.endBody(1, TRAILERS);
        sent += server.sends();
        assertThat(sent).doesNotContain("X-Sum");
        assertThat(Replies.read(sent, method).get(0).body()).isEqualTo(method.equals("HEAD") ? "" : "abc");
    }
}
