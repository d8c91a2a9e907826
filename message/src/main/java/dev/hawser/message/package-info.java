/**
 * Heads of HTTP messages: methods, status codes, fields, and request targets, the same for HTTP/1.1 and HTTP/2.
 *
 * <p>Here belong values that both protocols share, and the rules of RFC 9110 about them. How a head looks on the wire
 * does not belong here, nor do bodies, connections, or anything that waits.
 */
package dev.hawser.message;
