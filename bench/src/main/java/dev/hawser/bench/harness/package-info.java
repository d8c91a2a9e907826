/** What {@link dev.hawser.bench.PeerBench} is made of: rows, peers, processes, counters, and the report. */
@org.jspecify.annotations.NullMarked
package dev.hawser.bench.harness;
