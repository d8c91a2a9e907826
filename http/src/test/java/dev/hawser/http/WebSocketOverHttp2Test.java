package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.websocket.Message;
import dev.hawser.http.websocket.WebSocket;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 8441: a WebSocket on one stream of an HTTP/2 connection, by the route that takes it over HTTP/1.1. */
final class WebSocketOverHttp2Test {

    private Server server;
    private WirePeer peer;

    @BeforeEach
    void start() throws IOException {
        Router routes = Router.builder()
                .get("/chat/{room}", WebSocket.handler(socket -> {
                    for (Message message; (message = socket.receive()) != null; ) {
                        if (message instanceof Message.Text(String text)) socket.send("you said " + text);
                    }
                }))
                .get("/plain", request -> Response.ok("plain"))
                .build();
        server = Server.start(ServerConfig.builder().loops(1).build(), routes);
        peer = WirePeer.http2(server.listen("127.0.0.1", 0));
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        server.close(Duration.ZERO);
    }

    private static RequestHead connect(String path, Fields fields) {
        return RequestHead.builder(Method.CONNECT, path)
                .scheme("http")
                .authority("a")
                .protocol("websocket")
                .fields(fields)
                .build();
    }

    @Test
    void aStreamIsAWebSocketAndOthersGoOnBesideIt() throws Exception {
        int id = peer.begins(connect("/chat/1", Fields.of(FieldName.SEC_WEBSOCKET_VERSION, "13")));
        ResponseHead accepted = peer.hearsHead().head();
        assertThat(accepted.status().code()).isEqualTo(200);
        assertThat(accepted.fields().contains(FieldName.SEC_WEBSOCKET_ACCEPT)).isFalse();
        peer.says(id, Bytes.ofHex("8185" + "37fa213d" + "7f9f4d5158").toByteArray());
        assertThat(peer.hears(16)).isEqualTo("\u0081\u000eyou said Hello");
        peer.asks(RequestHead.builder(Method.GET, "/plain")
                .scheme("http")
                .authority("a")
                .build());
        peer.hearsHead();
        assertThat(peer.hearsAll()).isEqualTo("plain");
        peer.says(id, Bytes.ofHex("8882" + "00000000" + "03e8").toByteArray());
        peer.ends(id);
        assertThat(peer.hearsAll()).isEqualTo("\u0088\u0002\u0003\u00e8");
    }

    @Test
    void otherProtocolsAndVersionsAreRefused() throws Exception {
        peer.begins(connect("/chat/1", Fields.of(FieldName.SEC_WEBSOCKET_VERSION, "8")));
        assertThat(peer.hearsHead().head().status().code()).isEqualTo(400);
        peer.begins(RequestHead.builder(Method.CONNECT, "/chat/1")
                .scheme("http")
                .authority("a")
                .protocol("rope")
                .build());
        assertThat(peer.hearsHead().head().status().code()).isEqualTo(426);
        peer.begins(connect("/plain", Fields.EMPTY));
        assertThat(peer.hearsHead().head().status().code()).isEqualTo(501);
    }
}
