/** The transport without a network. */
package dev.hawser.transport.memory;
