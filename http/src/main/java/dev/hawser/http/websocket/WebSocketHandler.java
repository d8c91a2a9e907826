package dev.hawser.http.websocket;

/** Code that speaks with one peer, on a virtual thread of its own. */
@FunctionalInterface
public interface WebSocketHandler {

    /**
     * Speaks with the peer and returns; returning closes the socket with {@link CloseCode#NORMAL} unless it was closed.
     *
     * @param socket usable until this method returns
     * @throws Exception anything: the socket is then closed with {@link CloseCode#INTERNAL_ERROR}; what is no {@link
     *     java.io.IOException} is reported as a fault of the program's own
     */
    void talk(WebSocket socket) throws Exception;
}
