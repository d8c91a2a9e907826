package dev.hawser.http;

import java.io.IOException;

/** The exchange has ended under its handler, by the peer's doing or the server's close: no fault of the program's own. */
final class ExchangeOverException extends IOException {

    private static final long serialVersionUID = 1L;

    ExchangeOverException(IOException why) {
        super(why.getMessage(), why);
    }
}
