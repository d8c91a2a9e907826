/**
 * WebSocket (RFC 6455) over any {@link dev.hawser.http.Tunnel}: by HTTP/1.1 upgrade, and by extended CONNECT over HTTP/2 (RFC
 * 8441).
 *
 * <p>Messages, frames and the handshake. How octets travel does not belong here, nor do extensions: none is offered.
 */
@NullMarked
package dev.hawser.http.websocket;

import org.jspecify.annotations.NullMarked;
