package dev.hawser.http.websocket;

import dev.hawser.http.Call;
import dev.hawser.http.Client;
import dev.hawser.http.Reply;
import dev.hawser.http.Tunnel;
import dev.hawser.http.WebSocketKey;
import dev.hawser.message.FieldName;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The client's half of the handshake (RFC 6455 4.1, RFC 8441 5). */
final class Opening {

    private Opening() {}

    static WebSocket open(Client client, String url, WebSocketConfig config) throws IOException {
        String key = WebSocketKey.fresh();
        Call.Builder call = Call.builder(Method.GET, overHttp(url))
                .upgrade("websocket")
                .field(FieldName.SEC_WEBSOCKET_VERSION, "13")
                .field(FieldName.SEC_WEBSOCKET_KEY, key);
        if (!config.subprotocols().isEmpty()) {
            call.field(FieldName.SEC_WEBSOCKET_PROTOCOL, String.join(", ", config.subprotocols()));
        }
        Reply reply = client.send(call.build());
        Tunnel tunnel = reply.tunnel();
        String fault = tunnel == null ? "it answered " + reply.status().code() : fault(reply, key, config);
        if (tunnel == null || fault != null) {
            reply.close();
            throw new IOException("no WebSocket at %s: %s".formatted(url, fault));
        }
        return WebSocket.client(tunnel, config, reply.field(FieldName.SEC_WEBSOCKET_PROTOCOL));
    }

    private static String overHttp(String url) {
        if (url.regionMatches(true, 0, "ws:", 0, 3)) return "http" + url.substring(2);
        if (url.regionMatches(true, 0, "wss:", 0, 4)) return "https" + url.substring(3);
        throw new IllegalArgumentException("the URL of a WebSocket is of ws or wss: " + url);
    }

    /** What is wrong with a server's acceptance, or null. */
    private static @Nullable String fault(Reply reply, String key, WebSocketConfig config) {
        boolean upgraded = reply.version() != HttpVersion.HTTP_2;
        if (upgraded && !WebSocketKey.proof(key).equals(reply.field(FieldName.SEC_WEBSOCKET_ACCEPT))) {
            return "it does not prove that it knows WebSockets";
        }
        if (reply.fields().contains(FieldName.SEC_WEBSOCKET_EXTENSIONS)) return "it names extensions nobody asked for";
        String subprotocol = reply.field(FieldName.SEC_WEBSOCKET_PROTOCOL);
        if (subprotocol != null && !config.subprotocols().contains(subprotocol)) {
            return "it chose the subprotocol '%s', which nobody asked for".formatted(subprotocol);
        }
        return null;
    }
}
