package dev.hawser.tls.boringssl;

import dev.hawser.transport.tls.TlsConfig;
import dev.hawser.transport.tls.TlsEngines;
import dev.hawser.transport.tls.TlsProvider;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.security.KeyStore;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.KeyManagerFactorySpi;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** BoringSSL, where the library for this machine is on the class path. */
public final class BoringTls implements TlsProvider {

    @Override
    public String name() {
        return "boringssl";
    }

    @Override
    public boolean isAvailable() {
        return OpenSsl.isAvailable();
    }

    @Override
    public String whyNot() {
        Throwable cause = OpenSsl.unavailabilityCause();
        return cause == null ? "" : String.valueOf(cause.getMessage());
    }

    @Override
    public TlsEngines engines(
            TlsConfig config, Side side, X509ExtendedKeyManager keys, X509ExtendedTrustManager trust) {
        if (!isAvailable()) throw new IllegalStateException("BoringSSL does not work here: " + whyNot());
        KeyManagerFactory factory = new OpenSslCachingX509KeyManagerFactory(new Given(keys));
        SslContextBuilder builder = switch (side) {
            case SERVER -> SslContextBuilder.forServer(factory);
            // Whom a client must meet is said of each engine.
            case CLIENT -> SslContextBuilder.forClient().keyManager(factory).endpointIdentificationAlgorithm(null);
        };
        try {
            return new BoringEngines(builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                    .trustManager(trust)
                    .protocols(config.protocols())
                    .ciphers(config.cipherSuites())
                    .sessionCacheSize(config.sessionCacheSize())
                    .sessionTimeout(config.sessionTimeout().toSeconds())
                    .applicationProtocolConfig(alpn(config))
                    .build());
        } catch (SSLException e) {
            throw new IllegalArgumentException("BoringSSL cannot be set up so: " + e.getMessage(), e);
        }
    }

    private static ApplicationProtocolConfig alpn(TlsConfig config) {
        if (config.applicationProtocols().isEmpty()) return ApplicationProtocolConfig.DISABLED;
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                config.applicationProtocols());
    }

    /** A factory that has what it was given. Through one, keys are made native once and not in each handshake. */
    private static final class Given extends KeyManagerFactory {

        Given(X509ExtendedKeyManager keys) {
            super(
                    new KeyManagerFactorySpi() {
                        @Override
                        protected void engineInit(KeyStore store, char[] password) {}

                        @Override
                        protected void engineInit(ManagerFactoryParameters parameters) {}

                        @Override
                        protected KeyManager[] engineGetKeyManagers() {
                            return new KeyManager[] {keys};
                        }
                    },
                    null,
                    "given");
        }
    }
}
