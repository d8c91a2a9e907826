/**
 * Moving bytes in and out: event loops, connections, listeners, timers, TLS, and the portable transport over NIO.
 *
 * <p>One place waits, for readable, writable, posted, or late. What the bytes mean does not belong here: nothing in this
 * room knows HTTP.
 */
package dev.hawser.transport;
