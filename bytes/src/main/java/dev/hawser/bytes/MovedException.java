package dev.hawser.bytes;

/**
 * A {@link BytesMut} was used after it had given its storage away: by {@link BytesMut#freeze}, or into another one by
 * {@link BytesMut#unsplit}. What was given away is not affected.
 */
public final class MovedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    MovedException(String asked, String happened) {
        super(asked + ": these octets were " + happened);
    }
}
