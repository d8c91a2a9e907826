/**
 * HTTP/2 as a machine: frames, stream states, flow-control windows, priorities, and limits.
 *
 * <p>A connection here is confined to one thread and takes bytes and time as arguments; it returns bytes and events. Sockets,
 * clocks, threads, locks and loggers do not belong here, nor does anything of HTTP/1.1.
 */
package dev.hawser.wire.h2;
