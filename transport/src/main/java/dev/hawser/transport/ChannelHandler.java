package dev.hawser.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one channel. All methods are called in the loop's thread, one at a time.
 *
 * <p>A handler that throws loses its channel, and no other.
 */
public interface ChannelHandler {
    /** For a channel that nobody wants, and that is being closed: what still happens to it is nobody's concern. */
    static ChannelHandler unwanted() {
        return UnwantedChannel.HANDLER;
    }

    /** Octets {@code [from, to)} of {@code array} have come. They are borrowed until this returns, and may be changed. */
    void onRead(byte[] array, int from, int to);

    /** The peer has ended its direction. Ours is still open. */
    void onReadEnd();

    /** A list that was blocked has been sent to its end. */
    void onDrained();

    /**
     * The channel is gone. Called exactly once, and nothing after it.
     *
     * @param cause null when this side closed the channel or both directions ended; a {@link PeerResetException} when
     *     the peer broke it off; otherwise what failed
     */
    void onClosed(@Nullable IOException cause);

    /** Whether {@code task} is this handler or works above it, so that its fault is the end of this handler's channel. */
    @SuppressWarnings("ReferenceEquality") // One object in two roles.
    default boolean answersFor(TurnTask task) {
        return this == task;
    }
}
