package dev.hawser.transport.spi;

import dev.hawser.bytes.OpenFile;

/** Asked by what sends before it sends a stretch of a file. */
@FunctionalInterface
public interface ColdCheck {
    /** Whether sending these octets would wait for a disk, so that it must not be done now. */
    boolean isCold(OpenFile file, long position, long length);
}
