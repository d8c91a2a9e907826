package dev.hawser.transport.tls;

import dev.hawser.bytes.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/**
 * How connections are secured, for servers and for clients. Immutable, any thread.
 *
 * @param certificates what this side shows. A server chooses by the name that the client asks for; the first one also
 *     stands for names that none covers. A client shows the first one that the server can use, if it is asked
 * @param applicationProtocols protocols to agree on by ALPN (RFC 7301), the preferred first; empty: none
 * @param protocols versions, of {@code TLSv1.3} and {@code TLSv1.2}
 * @param cipherSuites by their IANA names, the preferred first
 * @param clientAuth whether a server asks for certificates
 * @param trust whose certificates are believed
 * @param hostNameCheck whether a client checks that the server's certificate is for the host it asked for (RFC 9110
 *     4.3.4)
 * @param sessionCacheSize sessions remembered for taking up again; 0 for no bound
 * @param sessionTimeout how long a session can be taken up again
 * @param handshakeTimeout how long a handshake may take
 * @param writeAhead octets of records that are made before the channel beneath must have taken some
 * @param plaintextAnswer octets that a server sends, in clear text, to a peer that does not speak TLS, before it closes;
 *     may be empty
 * @param provider who does the cryptography; see {@link TlsProviders}
 * @param tasks runs the costly parts of handshakes (signatures, certificate checks), away from the loops
 */
public record TlsConfig(
        List<TlsCertificate> certificates,
        List<String> applicationProtocols,
        List<String> protocols,
        List<String> cipherSuites,
        ClientAuth clientAuth,
        Trust trust,
        boolean hostNameCheck,
        int sessionCacheSize,
        Duration sessionTimeout,
        Duration handshakeTimeout,
        int writeAhead,
        Bytes plaintextAnswer,
        TlsProvider provider,
        Executor tasks) {

    /**
     * Authenticated encryption with forward secrecy and nothing else: none of these is on the list that RFC 9113 appendix
     * A forbids for HTTP/2, so whatever is agreed on by ALPN can be spoken. AES-128 leads because it is the fastest.
     */
    static final List<String> MODERN = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** Checks the ranges and copies the lists. */
    public TlsConfig {
        certificates = List.copyOf(certificates);
        applicationProtocols = List.copyOf(applicationProtocols);
        protocols = List.copyOf(protocols);
        cipherSuites = List.copyOf(cipherSuites);
        Objects.requireNonNull(clientAuth);
        Objects.requireNonNull(trust);
        Objects.requireNonNull(plaintextAnswer);
        Objects.requireNonNull(provider);
        Objects.requireNonNull(tasks);
        if (protocols.isEmpty() || !VERSIONS.containsAll(protocols)) {
            throw new IllegalArgumentException("TLS versions %s: some of %s".formatted(protocols, VERSIONS));
        }
        if (cipherSuites.isEmpty()) throw new IllegalArgumentException("no cipher suite");
        for (String protocol : applicationProtocols) {
            if (protocol.isEmpty() || protocol.length() > 255) {
                throw new IllegalArgumentException("ALPN name of %d octets: 1 to 255".formatted(protocol.length()));
            }
        }
        if (sessionCacheSize < 0) throw new IllegalArgumentException("session cache of " + sessionCacheSize);
        if (writeAhead < 1) throw new IllegalArgumentException("writeAhead of %d octets".formatted(writeAhead));
        positive("sessionTimeout", sessionTimeout);
        positive("handshakeTimeout", handshakeTimeout);
    }

    private static void positive(String what, Duration value) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("%s of %s: from one second to 68 years".formatted(what, value));
        }
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private List<TlsCertificate> certificates = List.of();
        private List<String> applicationProtocols = List.of();
        private List<String> protocols = VERSIONS;
        private List<String> cipherSuites = MODERN;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private Trust trust = new Trust.Jdk();
        private boolean hostNameCheck = true;
        private int sessionCacheSize = 20_480;
        private Duration sessionTimeout = Duration.ofHours(24);
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        /** Fifteen full records, which is what a pack array of 256 KiB takes. */
        private int writeAhead = 240 * 1024;

        private Bytes plaintextAnswer = Bytes.empty();
        private TlsProvider provider = TlsProviders.jdk();
        private Executor tasks = task -> Thread.ofVirtual().name("hawser-tls").start(task);

        private Builder() {}

        /** See {@link TlsConfig#certificates}. */
        public Builder certificates(TlsCertificate... values) {
            return certificates(List.of(values));
        }

        /** See {@link TlsConfig#certificates}. */
        public Builder certificates(List<TlsCertificate> values) {
            certificates = values;
            return this;
        }

        /** See {@link TlsConfig#applicationProtocols}. */
        public Builder applicationProtocols(String... values) {
            applicationProtocols = List.of(values);
            return this;
        }

        /** See {@link TlsConfig#protocols}. */
        public Builder protocols(String... values) {
            protocols = List.of(values);
            return this;
        }

        /** See {@link TlsConfig#cipherSuites}. */
        public Builder cipherSuites(String... values) {
            cipherSuites = List.of(values);
            return this;
        }

        /** See {@link TlsConfig#clientAuth}. */
        public Builder clientAuth(ClientAuth value) {
            clientAuth = value;
            return this;
        }

        /** See {@link TlsConfig#trust}. */
        public Builder trust(Trust value) {
            trust = value;
            return this;
        }

        /** Accepts a trusted certificate for whatever host: for peers that are known by other means. */
        public Builder withoutHostNameCheck() {
            hostNameCheck = false;
            return this;
        }

        /** See {@link TlsConfig#sessionCacheSize}. */
        public Builder sessionCacheSize(int value) {
            sessionCacheSize = value;
            return this;
        }

        /** See {@link TlsConfig#sessionTimeout}. */
        public Builder sessionTimeout(Duration value) {
            sessionTimeout = value;
            return this;
        }

        /** See {@link TlsConfig#handshakeTimeout}. */
        public Builder handshakeTimeout(Duration value) {
            handshakeTimeout = value;
            return this;
        }

        /** See {@link TlsConfig#writeAhead}. */
        public Builder writeAhead(int octets) {
            writeAhead = octets;
            return this;
        }

        /** See {@link TlsConfig#plaintextAnswer}. */
        public Builder plaintextAnswer(Bytes value) {
            plaintextAnswer = value;
            return this;
        }

        /** See {@link TlsConfig#provider}. */
        public Builder provider(TlsProvider value) {
            provider = value;
            return this;
        }

        /** See {@link TlsConfig#tasks}. */
        public Builder tasks(Executor value) {
            tasks = value;
            return this;
        }

        /** The configuration. */
        public TlsConfig build() {
            return new TlsConfig(
                    certificates,
                    applicationProtocols,
                    protocols,
                    cipherSuites,
                    clientAuth,
                    trust,
                    hostNameCheck,
                    sessionCacheSize,
                    sessionTimeout,
                    handshakeTimeout,
                    writeAhead,
                    plaintextAnswer,
                    provider,
                    tasks);
        }
    }
}
