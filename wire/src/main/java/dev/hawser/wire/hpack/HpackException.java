package dev.hawser.wire.hpack;

/**
 * A header block that cannot be decoded: the compression context is lost, and with it the connection
 * (COMPRESSION_ERROR, RFC 9113 4.3). Carries no stack trace: it is the peer's doing, and it may come in floods.
 */
public final class HpackException extends Exception {

    private static final long serialVersionUID = 1;

    HpackException(String message) {
        super(message, null, false, false);
    }
}
