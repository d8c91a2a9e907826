package dev.hawser.wire;

/** How content becomes entries of the list. For comparison; {@link #GATHER} is what Hawser does. */
public enum WriteStrategy {
    /** Small pieces are packed, large ones gathered where they lie; many frames leave in one write. */
    GATHER,
    /** Small frames are packed; one large DATA frame ends the batch, so each is a write of its own. */
    FRAME,
    /** Everything is copied into one growing buffer. */
    FLATTEN
}
