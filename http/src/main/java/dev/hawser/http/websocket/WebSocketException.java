package dev.hawser.http.websocket;

import java.io.IOException;

/** The peer broke the protocol or a limit, and has been told by a close frame with {@link #code}. */
public final class WebSocketException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int code;

    WebSocketException(int code, String message) {
        super(code + ": " + message);
        this.code = code;
    }

    /** The code of the close frame that the peer was sent; see {@link CloseCode}. */
    public int code() {
        return code;
    }
}
