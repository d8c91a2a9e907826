package dev.hawser.transport.tls;

/** Whether a server asks its clients for a certificate. */
public enum ClientAuth {
    /** It does not. */
    NONE,
    /** It asks; a client without one is served too, one with a wrong one is not. */
    WANT,
    /** Without a trusted certificate there is no connection. */
    NEED
}
