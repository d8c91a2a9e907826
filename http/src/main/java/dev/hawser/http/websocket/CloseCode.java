package dev.hawser.http.websocket;

/** Why a WebSocket ends (RFC 6455 7.4.1), by number. */
public final class CloseCode {

    /** All is done. */
    public static final int NORMAL = 1000;

    /** This side goes away: a server that stops, a page that is left. */
    public static final int GOING_AWAY = 1001;

    /** The peer broke the protocol. */
    public static final int PROTOCOL_ERROR = 1002;

    /** The peer sent a kind of data that is not taken here. */
    public static final int UNSUPPORTED_DATA = 1003;

    /** No code was given. Never sent. */
    public static final int NONE = 1005;

    /** The connection was lost without a word. Never sent. */
    public static final int ABNORMAL = 1006;

    /** The peer sent text that is no UTF-8. */
    public static final int INVALID_DATA = 1007;

    /** What the peer sent is against this side's policy. */
    public static final int POLICY_VIOLATION = 1008;

    /** The peer sent a message that is too large. */
    public static final int TOO_LARGE = 1009;

    /** The server met a fault of its own. */
    public static final int INTERNAL_ERROR = 1011;

    private CloseCode() {}

    /** Whether {@code code} may stand in a close frame: RFC 6455 7.4 and what IANA has registered since. */
    static boolean maySend(int code) {
        if (code >= 3000) return code < 5000;
        return code >= 1000 && code <= 1014 && code != 1004 && code != NONE && code != ABNORMAL;
    }
}
