package dev.hawser.transport.tls;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/** One configuration as the JDK wants it; makes engines. Any thread. */
final class TlsParts {

    private final TlsConfig config;
    private final SSLContext context;

    /** Engines in whose handshake a signature was made or checked: those that have resumed no session. */
    private final Set<SSLEngine> full = ConcurrentHashMap.newKeySet();

    TlsParts(TlsConfig config, boolean client) {
        this.config = config;
        if (!client && config.certificates().isEmpty()) {
            throw new IllegalArgumentException("a TLS server needs a certificate, and none is given");
        }
        try {
            context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new OwnKeys(config.certificates(), full::add)},
                    new TrustManager[] {new PeerTrust(config.trust(), full::add)},
                    null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK cannot do TLS: " + e.getMessage(), e);
        }
        List<String> known = Arrays.asList(context.getSupportedSSLParameters().getCipherSuites());
        for (String suite : config.cipherSuites()) {
            if (!known.contains(suite)) throw new IllegalArgumentException("the JDK has no cipher suite " + suite);
        }
        SSLSessionContext sessions = client ? context.getClientSessionContext() : context.getServerSessionContext();
        sessions.setSessionCacheSize(config.sessionCacheSize());
        sessions.setSessionTimeout((int) config.sessionTimeout().toSeconds());
    }

    TlsConfig config() {
        return config;
    }

    SSLEngine serverEngine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = parameters();
        parameters.setSNIMatchers(List.of(new OwnKeys.AskedFor()));
        switch (config.clientAuth()) {
            case NONE -> {}
            case WANT -> parameters.setWantClientAuth(true);
            case NEED -> parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    SSLEngine clientEngine(String host, int port) {
        // The JDK remembers sessions by host and port.
        SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = parameters();
        if (isName(host)) parameters.setServerNames(List.of(new SNIHostName(host)));
        if (config.hostNameCheck()) parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** RFC 6066 3: addresses are not asked for. */
    private static boolean isName(String host) {
        if (host.indexOf(':') >= 0 || host.isEmpty() || host.endsWith(".")) return false;
        int last = host.lastIndexOf('.');
        return !Character.isDigit(host.charAt(last + 1));
    }

    private SSLParameters parameters() {
        SSLParameters parameters = new SSLParameters(
                config.cipherSuites().toArray(String[]::new), config.protocols().toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(true);
        if (!config.applicationProtocols().isEmpty()) {
            parameters.setApplicationProtocols(config.applicationProtocols().toArray(String[]::new));
        }
        return parameters;
    }

    /** Whether {@code engine} has made or checked a signature. Forgets it, so that it can be asked once. */
    boolean wasFull(SSLEngine engine) {
        return full.remove(engine);
    }
}
