/**
 * {@link dev.hawser.transport.tls.TlsProvider} on netty-tcnative. Chosen by the name {@code boringssl}.
 *
 * <p>Netty's buffers, loops and handlers do not belong here: only its engine is used.
 */
package dev.hawser.tls.boringssl;
