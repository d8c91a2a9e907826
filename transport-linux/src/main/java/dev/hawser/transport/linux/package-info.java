/**
 * The Linux transports, epoll and io_uring, by system calls through the foreign-function API.
 *
 * <p>Here belong all downcalls, addresses, and struct layouts of the project, each with the test that checks it. What can be
 * said in portable Java belongs in {@link dev.hawser.transport}.
 */
package dev.hawser.transport.linux;
