package dev.hawser.transport.tls;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses which of our certificates the peer sees. An alias is an index into the list.
 *
 * <p>The JDK asks for one kind of key after the other, in the order the peer can take them. So the name decides first,
 * over all kinds: else the default EC certificate would win against an RSA one that bears the right name.
 */
final class OwnKeys extends X509ExtendedKeyManager {

    private final List<TlsCertificate> certificates;
    private final Consumer<SSLEngine> fullHandshake;

    /** {@code fullHandshake} is told of every engine that is about to sign: such a one resumes no session. */
    OwnKeys(List<TlsCertificate> certificates, Consumer<SSLEngine> fullHandshake) {
        this.certificates = certificates;
        this.fullHandshake = fullHandshake;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (engine == null) return null;
        // The JDK also asks while it reads a ticket, before there is a session, to see whether the certificate of then
        // is still ours.
        if (engine.getHandshakeSession() != null) fullHandshake.accept(engine);
        for (TlsCertificate candidate : candidates(askedFor(engine))) {
            if (isOf(candidate, keyType)) return String.valueOf(certificates.indexOf(candidate));
        }
        return null;
    }

    /** The host that {@code engine}, a server's, was asked for, in lower case, or null. */
    static @Nullable String askedFor(SSLEngine engine) {
        for (SNIMatcher matcher : engine.getSSLParameters().getSNIMatchers()) {
            if (matcher instanceof AskedFor asked) return asked.host;
        }
        return null;
    }

    /** Tells the keys of {@code engine}, a server's, for which host it will be asked: see {@link HelloPeek}. */
    static void expect(SSLEngine engine, String host) {
        for (SNIMatcher matcher : engine.getSSLParameters().getSNIMatchers()) {
            if (matcher instanceof AskedFor asked) asked.host = host;
        }
    }

    /** RFC 6066 3: the host that the client wants; refuses none. One for each engine. */
    static final class AskedFor extends SNIMatcher {
        /** In lower case, or null when the client does not say. */
        @Nullable
        String host;

        AskedFor() {
            super(StandardConstants.SNI_HOST_NAME);
        }

        @Override
        public boolean matches(SNIServerName name) {
            host = new String(name.getEncoded(), StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            return true;
        }
    }

    /** The certificates that may be shown for {@code host}: those of that very name, else its wildcards, else the default. */
    List<TlsCertificate> candidates(@Nullable String host) {
        if (host != null) {
            List<TlsCertificate> exact = those(c -> c.isFor(host));
            if (!exact.isEmpty()) return exact;
            List<TlsCertificate> wildcards = those(c -> c.coversByWildcard(host));
            if (!wildcards.isEmpty()) return wildcards;
        }
        // The first one, and its twins with keys of other kinds.
        return those(c -> c.names().equals(certificates.getFirst().names()));
    }

    private List<TlsCertificate> those(Predicate<TlsCertificate> wanted) {
        List<TlsCertificate> found = new ArrayList<>(1);
        for (TlsCertificate candidate : certificates) if (wanted.test(candidate)) found.add(candidate);
        return found;
    }

    private static boolean isOf(TlsCertificate candidate, String keyType) {
        String algorithm = candidate.key().getAlgorithm();
        // The JDK says EC_EC or EC_RSA when the kind of the signer matters too, which is the peer's to judge.
        return keyType.equals(algorithm) || keyType.startsWith(algorithm + "_");
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (String keyType : keyTypes) {
            for (int i = 0; i < certificates.size(); i++) {
                if (isOf(certificates.get(i), keyType) && isIssuedBy(certificates.get(i), issuers)) {
                    return String.valueOf(i);
                }
            }
        }
        return null;
    }

    private static boolean isIssuedBy(TlsCertificate candidate, Principal @Nullable [] issuers) {
        if (issuers == null || issuers.length == 0) return true;
        for (X509Certificate certificate : candidate.chain()) {
            for (Principal issuer : issuers)
                if (certificate.getIssuerX500Principal().equals(issuer)) return true;
        }
        return false;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return certificates.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return certificates.get(Integer.parseInt(alias)).key();
    }

    // For sockets, which nobody makes here.

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
