package dev.hawser.http.websocket;

import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Tunnel;
import dev.hawser.http.WebSocketKey;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The server's half of the handshake (RFC 6455 4.2, RFC 8441 5), and what follows it. */
final class Acceptance implements Handler {

    private static final String VERSION = "13";

    private static final Response NO_WEBSOCKET = Response.status(Status.UPGRADE_REQUIRED)
            .field(FieldName.UPGRADE, "websocket")
            .field(FieldName.CONNECTION, "Upgrade")
            .field(FieldName.SEC_WEBSOCKET_VERSION, VERSION)
            .field(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")
            .body("WebSockets only\n");
    private static final Response OTHER_VERSION = Response.status(Status.BAD_REQUEST)
            .field(FieldName.SEC_WEBSOCKET_VERSION, VERSION)
            .field(FieldName.CONTENT_TYPE, "text/plain; charset=utf-8")
            .body("Sec-WebSocket-Version: 13 only\n");
    private static final Response BAD_KEY = Response.text(Status.BAD_REQUEST, "No valid Sec-WebSocket-Key\n");
    private static final Response BAD_ORIGIN = Response.text(Status.FORBIDDEN, "Not from there\n");

    private final WebSocketConfig config;
    private final WebSocketHandler handler;

    Acceptance(WebSocketConfig config, WebSocketHandler handler) {
        this.config = config;
        this.handler = handler;
    }

    @Override
    public Response handle(Request request) {
        boolean multiplexed = request.version() == HttpVersion.HTTP_2;
        if (!isAskedFor(request, multiplexed)) return NO_WEBSOCKET;
        // RFC 6455 4.4: a server that does not speak the version names the one it speaks.
        if (!VERSION.equals(request.field(FieldName.SEC_WEBSOCKET_VERSION))) return OTHER_VERSION;
        Fields.Builder fields = Fields.builder();
        if (!multiplexed) {
            String key = request.field(FieldName.SEC_WEBSOCKET_KEY);
            if (key == null || !WebSocketKey.isValid(key)) return BAD_KEY;
            fields.add(FieldName.UPGRADE, "websocket").add(FieldName.SEC_WEBSOCKET_ACCEPT, WebSocketKey.proof(key));
        }
        if (!isOriginAllowed(request)) return BAD_ORIGIN;
        String subprotocol = subprotocol(request);
        if (subprotocol != null) fields.add(FieldName.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        return Response.tunnel(fields.build(), tunnel -> talk(request, tunnel, subprotocol));
    }

    private void talk(Request request, Tunnel tunnel, @Nullable String subprotocol) throws Exception {
        WebSocket socket = WebSocket.server(tunnel, config, subprotocol);
        request.whenDraining(
                () -> Thread.ofVirtual().name("hawser-websocket-close").start(() -> goAway(socket)));
        int code = CloseCode.INTERNAL_ERROR;
        try {
            socket.watchSilence();
            handler.talk(socket);
            code = CloseCode.NORMAL;
        } catch (IOException gone) {
            // The peer has been told, or is not there to be told.
        } finally {
            socket.finish(code);
        }
    }

    /** The server closes: the peer is told, and the handler hears of it by the peer's answer. */
    private static void goAway(WebSocket socket) {
        try {
            socket.close(CloseCode.GOING_AWAY, "");
        } catch (IOException gone) {
            // There is nobody to be told.
        }
    }

    private static boolean isAskedFor(Request request, boolean multiplexed) {
        String asked = request.upgrade();
        if (asked == null) return false;
        if (multiplexed) return asked.equalsIgnoreCase("websocket");
        return request.method().equals(Method.GET) && request.fields().containsToken(FieldName.UPGRADE, "websocket");
    }

    /** RFC 6455 10.2: any page can make a browser connect, with the user's cookies. */
    private boolean isOriginAllowed(Request request) {
        String origin = request.field(FieldName.ORIGIN);
        if (origin == null || config.origins().contains("*")) return true;
        if (!config.origins().isEmpty()) return config.origins().contains(origin.toLowerCase(Locale.ROOT));
        int slashes = origin.indexOf("://");
        return slashes > 0
                && origin.substring(slashes + 3).equalsIgnoreCase(request.head().authority());
    }

    /** The first of ours that the peer names too. */
    private @Nullable String subprotocol(Request request) {
        for (String ours : config.subprotocols()) {
            if (request.fields().containsToken(FieldName.SEC_WEBSOCKET_PROTOCOL, ours)) return ours;
        }
        return null;
    }
}
