/**
 * TLS 1.2 and 1.3 as a channel over a channel.
 *
 * <p>{@link dev.hawser.transport.tls.TlsContext} holds what all connections share and can be replaced while they live.
 * Its acceptor and connector make a {@link dev.hawser.transport.tls.TlsChannel} of the channel beneath and tell the
 * layer above only once the handshake is done. Certificates are read here too, and made for development.
 *
 * <p>What is inside the records does not belong here, and neither do sockets.
 */
package dev.hawser.transport.tls;
