package dev.hawser.transport.tls;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The engines of the JDK. */
final class JdkTls implements TlsProvider {

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public boolean isAvailable() {
        return true;
    }

    @Override
    public String whyNot() {
        return "";
    }

    @Override
    public TlsEngines engines(
            TlsConfig config, Side side, X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {
        SSLContext context;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot do TLS: " + e.getMessage(), e);
        }
        List<String> known = Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
        for (String suite : config.cipherSuites()) {
            if (!known.contains(suite)) throw new IllegalArgumentException("the JDK has no cipher suite " + suite);
        }
        SSLSessionContext sessions =
                side == Side.CLIENT ? context.getClientSessionContext() : context.getServerSessionContext();
        sessions.setSessionCacheSize(config.sessionCacheSize());
        sessions.setSessionTimeout((int) config.sessionTimeout().toSeconds());
        return new Engines(context, config);
    }

    private record Engines(SSLContext context, TlsConfig config) implements TlsEngines {

        @Override
        public SSLEngine newServer() {
            SSLEngine engine = context.createSSLEngine();
            engine.setUseClientMode(false);
            return engine;
        }

        @Override
        public SSLEngine newClient(String host, int port) {
            SSLEngine engine = context.createSSLEngine(host, port);
            engine.setUseClientMode(true);
            return engine;
        }

        @Override
        public SSLParameters parameters() {
            SSLParameters parameters = new SSLParameters(
                    config.cipherSuites().toArray(String[]::new),
                    config.protocols().toArray(String[]::new));
            if (!config.applicationProtocols().isEmpty()) {
                parameters.setApplicationProtocols(config.applicationProtocols().toArray(String[]::new));
            }
            return parameters;
        }

        @Override
        public boolean isResumed(SSLEngine engine, boolean provenAnew) {
            return !provenAnew;
        }

        @Override
        public void release(SSLEngine engine) {}

        @Override
        public int plaintext13() {
            // What the JDK adds to the plaintext (type octet and 16 octets of padding) goes off its size.
            return LARGEST_PLAINTEXT - 17;
        }

        @Override
        public boolean wantsDirectMemory() {
            return false;
        }

        @Override
        public boolean needsAnotherCall() {
            return false;
        }

        @Override
        public String inWords(SSLException refused) {
            return String.valueOf(refused.getMessage());
        }

        @Override
        public boolean endsByHalves() {
            return true;
        }
    }
}
