package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import dev.hawser.http.Https;
import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsCertificate;
import dev.hawser.transport.tls.TlsContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a server speaks TLS, and with which certificate. */
final class SecureOptions {

    /** Of an encrypted key or store. Not an option: everybody on the machine can read those. */
    private static final String PASSWORD = "HAWSER_KEY_PASSWORD";

    private final Command of;
    private final Option<Integer> port;
    private final Option<Path> cert;
    private final Option<Path> key;

    SecureOptions(Command of) {
        this.of = of;
        port = of.option(
                "--tls-port",
                "N",
                Values.port(),
                "speak TLS on this port too; without --cert by a certificate made for the occasion");
        cert = of.option("--cert", "FILE", Values.path(), "the certificate and its chain, PEM or PKCS#12 (.p12, .pfx)");
        key = of.option(
                "--key",
                "FILE",
                Values.path(),
                "its private key, PEM; may be in the same file; " + PASSWORD + " opens it");
    }

    /** The port, or null when only clear text is spoken. */
    @Nullable
    Integer port() {
        if (port.orNull() == null) {
            for (Option<Path> other : List.of(cert, key)) {
                if (other.orNull() != null) throw of.misuse(other.name() + " without --tls-port");
            }
        }
        return port.orNull();
    }

    /** What the connections on that port share. */
    TlsContext context() {
        return TlsContext.server(Https.server().certificates(certificates()).build());
    }

    private List<TlsCertificate> certificates() {
        Path chain = cert.orNull();
        if (chain == null) {
            if (key.orNull() != null) throw of.misuse("--key without --cert");
            System.err.println("hawser: no --cert, so https has a certificate made just now, which nobody trusts:"
                    + " for development only (curl -k)");
            return List.of(DevCertificate.create(Instant.now()));
        }
        String secret = System.getenv(PASSWORD);
        char[] password = secret == null ? null : secret.toCharArray();
        try {
            String name = chain.toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".p12") || name.endsWith(".pfx")) {
                return TlsCertificate.ofPkcs12(chain, password == null ? new char[0] : password);
            }
            Path own = key.orNull();
            return List.of(TlsCertificate.ofPem(chain, own == null ? chain : own, password));
        } catch (NoSuchFileException e) {
            throw of.misuse("no such file: " + e.getFile());
        } catch (IOException e) {
            throw new Failure(
                    "cannot read %s: %s".formatted(Files.isReadable(chain) ? key.orNull() : chain, e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }
}
