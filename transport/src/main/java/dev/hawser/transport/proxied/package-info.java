/**
 * The PROXY protocol: whom a connection came from, told by the proxy in front.
 *
 * <p>Here belongs what stands before the first octet of any other protocol, TLS included.
 */
package dev.hawser.transport.proxied;
