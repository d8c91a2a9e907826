package dev.hawser.transport.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Decides whether the peer is who it says. Any thread. */
final class PeerTrust extends X509ExtendedTrustManager {

    private final Trust trust;
    /** Judges by chains of signatures; null where {@link #trust} does without. */
    private final @Nullable X509ExtendedTrustManager chains;

    private final Consumer<SSLEngine> fullHandshake;

    /** {@code fullHandshake} is told of every client engine that checks a server: such a one resumes no session. */
    PeerTrust(Trust trust, Consumer<SSLEngine> fullHandshake) {
        this.trust = trust;
        this.fullHandshake = fullHandshake;
        this.chains = switch (trust) {
            case Trust.Jdk() -> chains(null);
            case Trust.Authorities(List<X509Certificate> authorities) -> chains(authorities);
            case Trust.Pinned _, Trust.Anybody _ -> null;
        };
    }

    private static X509ExtendedTrustManager chains(@Nullable List<X509Certificate> authorities) {
        try {
            KeyStore store = null;
            if (authorities != null) {
                store = KeyStore.getInstance("PKCS12");
                store.load(null, null);
                for (int i = 0; i < authorities.size(); i++) {
                    store.setCertificateEntry(String.valueOf(i), authorities.get(i));
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager made : factory.getTrustManagers()) {
                if (made instanceof X509ExtendedTrustManager found) return found;
            }
            throw new IllegalStateException("the JDK has no PKIX trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the trusted authorities cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        fullHandshake.accept(engine);
        if (chains != null) chains.checkServerTrusted(chain, authType, engine);
        else checkAlone(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (chains != null) chains.checkClientTrusted(chain, authType, engine);
        else checkAlone(chain);
    }

    private void checkAlone(X509Certificate[] chain) throws CertificateException {
        if (!(trust instanceof Trust.Pinned(List<X509Certificate> certificates))) return;
        if (!certificates.contains(chain[0])) {
            throw new CertificateException(
                    "the certificate of " + chain[0].getSubjectX500Principal() + " is none of the pinned ones");
        }
        chain[0].checkValidity();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains == null ? new X509Certificate[0] : chains.getAcceptedIssuers();
    }

    // Without an engine nothing is trusted: nobody calls these here.

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only engines are checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("only engines are checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only engines are checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("only engines are checked");
    }
}
