package dev.hawser.cli;

import dev.hawser.transport.tls.TlsCertificate;
import dev.hawser.transport.tls.TlsConfig;
import dev.hawser.transport.tls.Trust;
import java.io.IOException;
import java.nio.file.Path;

/** Whose certificates a command that asks believes. */
final class TrustOptions {

    private final Command.Option<Boolean> insecure;
    private final Command.Option<Path> authorities;

    TrustOptions(Command of) {
        insecure = of.flag("-k, --insecure", "believe any certificate");
        authorities = of.option("--cacert", "FILE", Values.path(), "believe what these certificates (PEM) vouch for");
    }

    /** TLS that agrees on one of {@code protocols} by ALPN. */
    TlsConfig config(String... protocols) throws IOException {
        TlsConfig.Builder config =
                TlsConfig.builder().applicationProtocols(protocols).trust(trust());
        if (insecure.get()) config.withoutHostNameCheck();
        return config.build();
    }

    private Trust trust() throws IOException {
        Path file = authorities.orNull();
        if (insecure.get()) return new Trust.Anybody();
        if (file == null) return new Trust.Jdk();
        try {
            return new Trust.Authorities(TlsCertificate.readAuthorities(file));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()), e);
        }
    }
}
