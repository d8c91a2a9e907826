/**
 * What all transports share: the turn of a loop, the states of a channel, the mailbox, the counters. For transports only.
 *
 * <p>A system call does not belong here.
 */
package dev.hawser.transport.spi;
