package dev.hawser.transport;

import java.net.SocketException;

/** The peer has broken the connection off: a reset was received, or we wrote to one that had gone. */
public final class PeerResetException extends SocketException {
    private static final long serialVersionUID = 1L;

    /** An exception that says {@code message}. */
    public PeerResetException(String message) {
        super(message);
    }
}
