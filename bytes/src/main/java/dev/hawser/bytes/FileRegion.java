package dev.hawser.bytes;

import java.util.Objects;

/**
 * A stretch of an open file that a transport may send without bringing it into user space (sendfile).
 *
 * <p>Shares the file: whoever opened it closes it, after the last list that holds the region has passed it (see
 * {@link BufList#mark}).
 *
 * @param file the open file
 * @param position the first octet, from the start of the file
 * @param length the number of octets
 */
public record FileRegion(OpenFile file, long position, long length) {
    /** Checks the range; the file itself is not asked. */
    public FileRegion {
        Objects.requireNonNull(file);
        if (position < 0 || length < 0 || position > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException("file region of %d octets from %d".formatted(length, position));
        }
    }
}
