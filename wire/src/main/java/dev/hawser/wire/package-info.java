/**
 * What both protocol machines have in common: one interface, one set of events.
 *
 * <p>A driver that speaks to {@link dev.hawser.wire.WireConnection} need not know whether HTTP/1.1 or HTTP/2 is on the
 * wire. Sockets, clocks, threads and logs do not belong here.
 */
package dev.hawser.wire;
