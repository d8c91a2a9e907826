/** Benchmarks: JMH classes for single parts, and {@link dev.hawser.bench.PeerBench} for whole servers side by side. */
@org.jspecify.annotations.NullMarked
package dev.hawser.bench;
