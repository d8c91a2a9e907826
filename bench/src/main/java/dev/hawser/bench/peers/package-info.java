/**
 * Other servers, each as a tiny program that its own users would write, with the routes of {@code hawser demo} and one
 * worker thread where that can be set. They are run by {@link dev.hawser.bench.PeerBench}, one process each.
 *
 * <p>Arguments of each: the port, and the folder that {@code /file/NAME} is taken from.
 */
@org.jspecify.annotations.NullMarked
package dev.hawser.bench.peers;
