package dev.hawser.http;

import java.io.IOException;

/** Code that writes a response's content while it is sent. */
@FunctionalInterface
public interface BodyWriter {

    /**
     * Writes the content and returns; returning ends it.
     *
     * @param sink takes the octets; usable only until this method returns, by this thread
     * @throws IOException from the sink when the peer has gone, or your own: the response then ends early, visibly so
     *     for the peer
     */
    void write(BodySink sink) throws IOException;
}
