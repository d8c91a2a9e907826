package dev.hawser.http;

import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import org.jspecify.annotations.Nullable;

/**
 * Knows what proxies ask for: a name and a password, told to an HTTP proxy with the first request (RFC 7617) and to a SOCKS
 * proxy that wants it (RFC 1929). May be called by any thread.
 */
@FunctionalInterface
public interface ProxyCredentials {

    /** The name and password for {@code proxy}, or null for none. */
    @Nullable
    PasswordAuthentication credentials(InetSocketAddress proxy);
}
