package dev.hawser.http;

import java.io.IOException;

/** A request's content is longer than whoever read it allows. */
public final class ContentTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    ContentTooLargeException(long octets, long allowed) {
        super("content of at least " + octets + " octets, " + allowed + " allowed");
    }
}
