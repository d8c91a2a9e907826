/**
 * Views of bytes that can be cut, joined and sent without copying them.
 *
 * <p>Here belong the immutable view, the writable view with its one owner, the list of views that a gathering write eats,
 * the storage behind them, and readers and writers over them. Here do not belong characters of any protocol, sockets,
 * channels that are open, threads, or clocks: this room knows what bytes are and not what they mean.
 */
package dev.hawser.bytes;
