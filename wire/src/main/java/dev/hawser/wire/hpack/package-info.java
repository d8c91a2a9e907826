/**
 * HPACK (RFC 7541): integers, Huffman codes, the static and the dynamic table, encoder and decoder.
 *
 * <p>It turns field lists into bytes and back. Frames, streams and connections do not belong here; the HTTP/2 package uses
 * this one and never the other way round.
 */
package dev.hawser.wire.hpack;
