/**
 * HTTP/1.1 as a machine: reading and writing heads, body framing, chunks, and the rule when a connection lives on.
 *
 * <p>A connection here is confined to one thread and takes bytes and time as arguments; it returns bytes and events. Sockets,
 * clocks, threads, locks and loggers do not belong here, nor does anything of HTTP/2.
 */
package dev.hawser.wire.h1;
