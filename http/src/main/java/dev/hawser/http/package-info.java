/**
 * The HTTP server and client: handlers, bodies, limits, connection pools, and the drivers that turn the crank.
 *
 * <p>The only place where the protocol machines of {@code dev.hawser.wire} meet the transports. Parsing, framing and system
 * calls do not belong here.
 */
package dev.hawser.http;
