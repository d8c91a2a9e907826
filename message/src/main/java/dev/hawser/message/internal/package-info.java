/**
 * What the wire room needs of heads beyond their public face: making them from octets that are checked already, and the
 * octets of names.
 *
 * <p>Exported to {@code dev.hawser.wire} alone. What public types promise does not live here.
 */
package dev.hawser.message.internal;
