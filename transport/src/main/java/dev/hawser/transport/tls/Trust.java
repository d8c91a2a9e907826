package dev.hawser.transport.tls;

import java.security.cert.X509Certificate;
import java.util.List;

/** Whose certificates are believed. */
public sealed interface Trust {

    /** Those that the JDK's own authorities vouch for. */
    record Jdk() implements Trust {}

    /**
     * Those that {@code authorities} vouch for, and no others.
     *
     * @param authorities root or intermediate certificates, at least one
     */
    record Authorities(List<X509Certificate> authorities) implements Trust {
        /** Copies the list. */
        public Authorities {
            authorities = List.copyOf(authorities);
            if (authorities.isEmpty()) throw new IllegalArgumentException("trust in no authority at all");
        }
    }

    /**
     * These very certificates, whoever signed them and whatever host they name, as long as they are in their time.
     *
     * @param certificates the peers' own certificates, at least one
     */
    record Pinned(List<X509Certificate> certificates) implements Trust {
        /** Copies the list. */
        public Pinned {
            certificates = List.copyOf(certificates);
            if (certificates.isEmpty()) throw new IllegalArgumentException("trust in no certificate at all");
        }
    }

    /** Everybody: the connection is secret, but nobody knows with whom. For trials only. */
    record Anybody() implements Trust {}
}
