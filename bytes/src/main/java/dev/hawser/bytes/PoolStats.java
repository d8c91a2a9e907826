package dev.hawser.bytes;

/**
 * What the blocks of a {@link BlockPool} are doing, at about one moment.
 *
 * @param blockSize octets of one block
 * @param made blocks made since the pool began
 * @param reachable blocks that are still in memory
 * @param free of these, those that wait in the pool
 * @param leased of these, those whose lease has not been closed
 * @param leases leases taken since the pool began
 * @param givenAway blocks given to the garbage collector because a view had escaped
 * @param collected blocks that the garbage collector has taken
 * @param leaks of these, those whose lease was never closed
 * @param pinnedOctets octets of blocks that were given away and are still held by a view
 * @param exposedOctets octets of blocks in memory that views were made of
 */
public record PoolStats(
        int blockSize,
        long made,
        long reachable,
        long free,
        long leased,
        long leases,
        long givenAway,
        long collected,
        long leaks,
        long pinnedOctets,
        long exposedOctets) {}
