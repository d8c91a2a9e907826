package dev.hawser.cli;

import dev.hawser.cli.Command.Option;
import dev.hawser.http.Https;
import dev.hawser.transport.tls.ClientAuth;
import dev.hawser.transport.tls.DevCertificate;
import dev.hawser.transport.tls.TlsCertificate;
import dev.hawser.transport.tls.TlsConfig;
import dev.hawser.transport.tls.TlsContext;
import dev.hawser.transport.tls.TlsProvider;
import dev.hawser.transport.tls.TlsProviders;
import dev.hawser.transport.tls.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a server speaks TLS, and with which certificate. */
final class SecureOptions {

    /** Of an encrypted key or store. Not an option: everybody on the machine can read those. */
    private static final String PASSWORD = "HAWSER_KEY_PASSWORD";

    private final Command of;
    private final Option<Integer> port;
    private final Option<List<Path>> cert;
    private final Option<List<Path>> key;
    private final Option<Path> clientCa;
    private final Option<Duration> handshakeTimeout;
    private final Option<String> provider;

    SecureOptions(Command of) {
        this.of = of;
        of.section("TLS");
        port = of.option(
                "--tls-port",
                "N",
                Values.port(),
                "speak TLS on this port too; without --cert by a certificate made for the occasion");
        cert = of.list(
                "--cert",
                "FILE",
                Values.path(),
                "a certificate and its chain, PEM or PKCS#12 (.p12, .pfx), read again on SIGHUP; several by several names");
        key = of.list(
                "--key",
                "FILE",
                Values.path(),
                "its private key, PEM; may be in the same file; " + PASSWORD + " opens it");
        clientCa = of.option(
                "--client-ca",
                "FILE",
                Values.path(),
                "demand certificates of clients, issued by one of these authorities, PEM");
        handshakeTimeout =
                of.option("--tls-handshake-timeout", "TIME", Values.patience(), "10s", "how long a handshake may take");
        provider = of.option(
                "--tls-provider",
                "NAME",
                Values.text(),
                "jdk",
                "jdk, or boringssl where hawser-tls-boringssl is on HAWSER_CLASSPATH");
    }

    /** The port, or null when only clear text is spoken. */
    @Nullable
    Integer port() {
        if (port.orNull() == null) {
            for (Option<?> other : List.of(cert, key, clientCa, provider)) {
                if (other.isGiven()) throw of.misuse(other.name() + " without --tls-port");
            }
        }
        return port.orNull();
    }

    /** What the connections on that port share. */
    TlsContext context() {
        if (key.isGiven() && !cert.isGiven()) throw of.misuse("--key without --cert");
        TlsConfig config = config();
        if (!cert.isGiven()) {
            System.err.println("hawser: no --cert, so https has a certificate made just now, which nobody trusts:"
                    + " for development only (curl -k)");
        }
        return TlsContext.server(config);
    }

    /** Reads the files again: new connections get what they hold now. Files that cannot be used change nothing. */
    void reload(TlsContext tls) {
        if (!cert.isGiven()) return;
        try {
            tls.replace(config());
            System.err.println("hawser: new connections get the certificates as they are now");
        } catch (UsageException | Failure | IllegalArgumentException e) {
            System.err.println("hawser: the certificates stay as they were: " + e.getMessage());
        }
    }

    private TlsConfig config() {
        TlsConfig.Builder config = Https.server().provider(provider()).certificates(certificates());
        try {
            config.handshakeTimeout(handshakeTimeout.get()).build();
        } catch (IllegalArgumentException e) {
            throw of.misuse(LimitOptions.inWordsOfOptions(String.valueOf(e.getMessage()), of.options()));
        }
        Path authorities = clientCa.orNull();
        if (authorities == null) return config.build();
        try {
            return config.trust(new Trust.Authorities(TlsCertificate.readAuthorities(authorities)))
                    .clientAuth(ClientAuth.NEED)
                    .build();
        } catch (NoSuchFileException e) {
            throw of.misuse("no such file: " + e.getFile());
        } catch (IOException e) {
            throw new Failure("cannot read %s: %s".formatted(authorities, Failure.why(e)));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private TlsProvider provider() {
        try {
            return TlsProviders.named(provider.get());
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }

    private List<TlsCertificate> certificates() {
        if (!cert.isGiven()) return List.of(DevCertificate.create(Instant.now()));
        List<Path> chains = cert.get();
        List<Path> keys = key.get();
        if (!keys.isEmpty() && keys.size() != chains.size()) {
            throw of.misuse("%d times --cert and %d times --key: one for each".formatted(chains.size(), keys.size()));
        }
        List<TlsCertificate> all = new ArrayList<>();
        for (int i = 0; i < chains.size(); i++) {
            all.addAll(read(chains.get(i), keys.isEmpty() ? null : keys.get(i)));
        }
        return all;
    }

    private List<TlsCertificate> read(Path chain, @Nullable Path own) {
        String secret = System.getenv(PASSWORD);
        char[] password = secret == null ? null : secret.toCharArray();
        try {
            String name = chain.toString().toLowerCase(Locale.ROOT);
            if (name.endsWith(".p12") || name.endsWith(".pfx")) {
                return TlsCertificate.ofPkcs12(chain, password == null ? new char[0] : password);
            }
            return List.of(TlsCertificate.ofPem(chain, own == null ? chain : own, password));
        } catch (NoSuchFileException e) {
            throw of.misuse("no such file: " + e.getFile());
        } catch (IOException e) {
            boolean isChain = own == null || !Files.isReadable(chain) || Files.isDirectory(chain);
            throw new Failure("cannot read %s: %s".formatted(isChain ? chain : own, Failure.why(e)));
        } catch (IllegalArgumentException e) {
            throw new Failure(String.valueOf(e.getMessage()));
        }
    }
}
