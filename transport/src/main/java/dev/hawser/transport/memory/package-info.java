/**
 * The transport without a network, for tests.
 *
 * <p>Here belongs nothing that a program with a network needs.
 */
package dev.hawser.transport.memory;
