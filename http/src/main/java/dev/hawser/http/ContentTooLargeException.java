package dev.hawser.http;

import java.io.IOException;

/** A request's content is longer than whoever read it allows. */
public final class ContentTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * For content of {@code octets} or more, of which {@code allowed} are taken. A server answers 413 where a handler lets it
     * through.
     */
    public ContentTooLargeException(long octets, long allowed) {
        super("content of at least " + octets + " octets, " + allowed + " allowed");
    }
}
