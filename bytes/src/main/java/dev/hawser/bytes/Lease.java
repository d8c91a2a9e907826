package dev.hawser.bytes;

/**
 * A pool's block for a while.
 *
 * <p>Closing it gives the block back to its pool if no view of it has escaped. If one has, the block goes to the garbage
 * collector instead, together with its last view, and the pool makes another: wrong or late use costs speed, never
 * safety. A lease that is forgotten is found and reported when its block has become unreachable.
 *
 * <p>Belongs to the thread that took it. {@link #handOver} lets go of it for the next one. Any other thread that touches
 * it is served, and marks the block as escaped: then it will not be used again, so that nobody can meet in it.
 */
public final class Lease implements AutoCloseable {

    final Block block;
    private final LeaseState state;
    private final long turn;

    Lease(Block block, LeaseState state, long turn) {
        this.block = block;
        this.state = state;
        this.turn = turn;
    }

    /** Octets of the block. */
    public int size() {
        return block.size();
    }

    /**
     * The block's one writer. It has the size of the block and does not grow; after {@link #close} it throws.
     *
     * @throws IllegalStateException if it has been taken before
     */
    public BytesMut writer() {
        state.enter(turn, "writer");
        state.takeWriter(turn);
        return BytesMut.over(this);
    }

    /** Lets go of the lease: the next thread that touches it, or its writer, owns it. */
    public void handOver() {
        state.enter(turn, "handOver");
        state.release();
    }

    /** Whether a view of the block, or another thread, has been let in, so that the block will not be used again. */
    public boolean hasEscaped() {
        return state.hasEscaped(turn);
    }

    /**
     * Gives the block back, or to the garbage collector if a view of it has escaped.
     *
     * @throws LeaseClosedException if it has been closed before
     */
    @Override
    public void close() {
        state.enter(turn, "close");
        if (state.close(turn)) state.pool.giveBack(block);
        else Flight.blockGivenAway(state.size, state.exposed());
    }

    boolean isOpen() {
        return state.isOpen(turn);
    }

    void enter(String asked) {
        state.enter(turn, asked);
    }

    void escape(int octets) {
        state.escape(turn, octets);
    }
}
