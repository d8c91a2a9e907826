package dev.hawser.transport.tls;

import dev.hawser.transport.tls.TlsProvider.Side;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** One configuration as its provider wants it; makes engines. Any thread. */
final class TlsParts {

    private final TlsConfig config;
    private final TlsEngines engines;

    /** Engines that were about to sign, or to judge a server. */
    private final Set<SSLEngine> provenAnew = ConcurrentHashMap.newKeySet();

    TlsParts(TlsConfig config, Side side) {
        this.config = config;
        if (side == Side.SERVER && config.certificates().isEmpty()) {
            throw new IllegalArgumentException("a TLS server needs a certificate, and none is given");
        }
        engines = config.provider()
                .engines(
                        config,
                        side,
                        new OwnKeys(config.certificates(), provenAnew::add),
                        new PeerTrust(config.trust(), provenAnew::add));
    }

    TlsConfig config() {
        return config;
    }

    TlsEngines engines() {
        return engines;
    }

    SSLEngine serverEngine() {
        SSLEngine engine = engines.newServer();
        SSLParameters parameters = engines.parameters();
        parameters.setUseCipherSuitesOrder(true);
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
        SSLEngine engine = engines.newClient(host, port);
        SSLParameters parameters = engines.parameters();
        parameters.setUseCipherSuitesOrder(true);
        List<SNIServerName> name = nameOf(host);
        if (!name.isEmpty()) parameters.setServerNames(name);
        if (config.hostNameCheck()) parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** RFC 6066 3: addresses are not asked for, nor what is no name of DNS, such as one with an underscore. */
    private static List<SNIServerName> nameOf(String host) {
        if (host.indexOf(':') >= 0 || host.isEmpty() || host.endsWith(".")) return List.of();
        int last = host.lastIndexOf('.');
        if (Character.isDigit(host.charAt(last + 1))) return List.of();
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    /** Whether {@code engine}, whose handshake has succeeded, has taken up an earlier session. Asked once. */
    boolean isResumed(SSLEngine engine) {
        return engines.isResumed(engine, provenAnew.remove(engine));
    }

    /** {@code engine} is used no more. Once. */
    void release(SSLEngine engine) {
        provenAnew.remove(engine);
        engines.release(engine);
    }
}
