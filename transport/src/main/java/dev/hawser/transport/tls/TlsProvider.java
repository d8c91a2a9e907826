package dev.hawser.transport.tls;

import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Who does the cryptography of TLS. The JDK's is built in; others are found by {@link java.util.ServiceLoader}, see
 * {@link TlsProviders}. Any thread.
 */
public interface TlsProvider {

    /** Which end of its connections an engine is. */
    enum Side {
        /** The one that connects. */
        CLIENT,
        /** The one that accepts. */
        SERVER
    }

    /** The name it is chosen by: {@code jdk}, {@code boringssl}. */
    String name();

    /** Whether it works on this machine, in this process. */
    boolean isAvailable();

    /** Why it does not work here, in words; empty when it does. */
    String whyNot();

    /**
     * Makes engines for connections that share {@code config}.
     *
     * @param keys chooses which of our certificates the peer sees; an alias means the same key for ever
     * @param trust judges the peer's certificates
     * @throws IllegalArgumentException when {@code config} names what this provider does not have
     * @throws IllegalStateException when the provider is not available
     */
    TlsEngines engines(TlsConfig config, Side side, X509ExtendedKeyManager keys, X509ExtendedTrustManager trust);
}
