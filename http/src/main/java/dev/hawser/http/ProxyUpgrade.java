package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import java.net.URI;

/**
 * Upgrades that pass through a reverse proxy. By an upgrade on one side and an extended CONNECT on the other too, where the
 * handshakes of WebSockets differ (RFC 8441 5): only that of HTTP/1.1 has a key and its proof.
 */
final class ProxyUpgrade {

    private ProxyUpgrade() {}

    static Call call(URI uri, String protocol, Fields fields, Request request) {
        Fields.Builder asked = fields.toBuilder();
        if (isWebSocket(protocol) && request.version() == HttpVersion.HTTP_2) {
            asked.set(FieldName.SEC_WEBSOCKET_KEY, WebSocketKey.fresh());
        }
        return Call.builder(Method.GET, uri)
                .fields(asked.build())
                .upgrade(protocol)
                .build();
    }

    static Response response(Request request, Reply reply, Tunnel upstream, Fields.Builder passed) {
        String protocol = String.valueOf(request.upgrade());
        if (isWebSocket(protocol)) {
            passed.remove(FieldName.SEC_WEBSOCKET_ACCEPT);
            String key = request.field(FieldName.SEC_WEBSOCKET_KEY);
            if (request.version() != HttpVersion.HTTP_2 && key != null) {
                passed.set(FieldName.SEC_WEBSOCKET_ACCEPT, WebSocketKey.proof(key));
            }
        }
        String agreed = reply.field(FieldName.UPGRADE);
        if (agreed != null && request.version() != HttpVersion.HTTP_2) passed.set(FieldName.UPGRADE, agreed);
        return Response.tunnel(passed.build(), tunnel -> Tunnel.relay(tunnel, upstream));
    }

    private static boolean isWebSocket(String protocol) {
        return protocol.equalsIgnoreCase("websocket");
    }
}
