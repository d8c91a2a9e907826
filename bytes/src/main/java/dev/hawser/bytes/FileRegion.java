package dev.hawser.bytes;

import java.nio.channels.FileChannel;

/**
 * A stretch of an open file that a transport may send without bringing it into user space (sendfile).
 *
 * <p>Shares the channel: whoever opened it closes it, after the last list that holds the region has passed it (see
 * {@link BufList#mark}).
 *
 * @param channel the open file
 * @param position the first octet, from the start of the file
 * @param length the number of octets
 */
public record FileRegion(FileChannel channel, long position, long length) {
    /** Checks the range; the file itself is not asked. */
    public FileRegion {
        if (position < 0 || length < 0 || position > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("file region of %d octets from %d".formatted(length, position));
        }
    }
}
