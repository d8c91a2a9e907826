package dev.hawser.http;

/** Which redirections (RFC 9110 15.4) a client follows by itself. */
public enum Redirects {
    /** None: the caller sees every 3xx. */
    NEVER,
    /** Those that lead to the same scheme, host and port. */
    SAME_ORIGIN,
    /** All but those from https to http. */
    SECURE,
    /** All. */
    ALWAYS
}
