/** The portable transport, over {@link java.nio.channels}. */
package dev.hawser.transport.nio;
