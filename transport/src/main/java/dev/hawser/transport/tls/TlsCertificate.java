package dev.hawser.transport.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A certificate, the chain that vouches for it, and its private key. Immutable, any thread.
 *
 * <p>What cannot be used fails here and not in the first handshake: a key that is not the certificate's is refused.
 */
public final class TlsCertificate {

    private static final byte[] COMMON_NAME = Der.oid("2.5.4.3");

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final List<String> names;

    private TlsCertificate(List<X509Certificate> chain, PrivateKey key, String where) {
        if (chain.isEmpty()) throw new IllegalArgumentException(where + ": no certificate");
        this.chain = List.copyOf(chain);
        this.key = key;
        this.names = namesOf(this.chain.getFirst());
        if (!belongTogether(this.chain.getFirst(), key)) {
            throw new IllegalArgumentException("%s: the private key (%s) is not that of the certificate (%s)"
                    .formatted(where, key.getAlgorithm(), describe()));
        }
    }

    /** {@code chain}, its own certificate first, with the key of the first. */
    public static TlsCertificate of(List<X509Certificate> chain, PrivateKey key) {
        return new TlsCertificate(chain, key, "certificate");
    }

    /** Reads PEM files. The key may be PKCS#8, PKCS#1 or SEC 1, and may stand in the same file as the chain. */
    public static TlsCertificate ofPem(Path chain, Path key) throws IOException {
        return ofPem(chain, key, null);
    }

    /** As {@link #ofPem(Path, Path)}, for a key that is encrypted (PKCS#8). The password remains the caller's. */
    public static TlsCertificate ofPem(Path chain, Path key, char @Nullable [] password) throws IOException {
        return new TlsCertificate(
                Pem.certificates(Files.readString(chain), chain.toString()),
                Pem.privateKey(Files.readString(key), password, key.toString()),
                key.toString());
    }

    /** Reads PEM texts. */
    public static TlsCertificate ofPem(String chain, String key) {
        return new TlsCertificate(Pem.certificates(chain, "certificate"), Pem.privateKey(key, null, "key"), "key");
    }

    /** Every certificate with a private key in a PKCS#12 file; at least one. The password remains the caller's. */
    public static List<TlsCertificate> ofPkcs12(Path file, char[] password) throws IOException {
        List<TlsCertificate> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (!(store.getKey(alias, password) instanceof PrivateKey key)) continue;
                List<X509Certificate> chain = new ArrayList<>();
                for (Certificate certificate : store.getCertificateChain(alias))
                    chain.add((X509Certificate) certificate);
                found.add(new TlsCertificate(chain, key, file + ", " + alias));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
        }
        if (found.isEmpty()) throw new IllegalArgumentException(file + ": no certificate with a private key");
        return found;
    }

    /** Reads the certificates of a PEM file, as a rule authorities to be trusted; at least one. */
    public static List<X509Certificate> readAuthorities(Path pem) throws IOException {
        return Pem.certificates(Files.readString(pem), pem.toString());
    }

    /** The certificate and those that vouch for it, in order. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** The hosts it is for, in lower case, wildcards included: its DNS names, or else its common name. */
    public List<String> names() {
        return names;
    }

    /** The certificate and its chain as PEM: what a client has to be given to trust it. Never the key. */
    public String toPem() {
        StringBuilder out = new StringBuilder();
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        try {
            for (X509Certificate certificate : chain) {
                out.append("-----BEGIN CERTIFICATE-----\n")
                        .append(lines.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
        return out.toString();
    }

    PrivateKey key() {
        return key;
    }

    /** Whether one of its names is {@code host}, which is in lower case. */
    boolean isFor(String host) {
        return names.contains(host);
    }

    /** Whether one of its wildcards covers {@code host}. RFC 9525 6.3: the star is one whole label, the left-most. */
    boolean coversByWildcard(String host) {
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }

    /** For whom and until when, for people. */
    @Override
    public String toString() {
        return describe();
    }

    private String describe() {
        return "%s, until %s"
                .formatted(
                        String.join(" ", names), chain.getFirst().getNotAfter().toInstant());
    }

    private static List<String> namesOf(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> name : alternatives) {
                    if (name.get(0).equals(2))
                        names.add(String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException e) {
            // It then has no names that we can read, and is good for being the default.
        }
        if (names.isEmpty()) {
            String common = commonName(certificate.getSubjectX500Principal().getEncoded());
            if (common != null) names.add(common.toLowerCase(Locale.ROOT));
        }
        return List.copyOf(names);
    }

    /** RFC 5280 4.1.2.4: a Name is a sequence of sets of attributes. */
    private static @Nullable String commonName(byte[] name) {
        Der.Reader sets = new Der.Reader(name).enter(Der.SEQUENCE);
        while (sets.hasMore()) {
            Der.Reader attributes = sets.enter(Der.SET);
            while (attributes.hasMore()) {
                Der.Reader attribute = attributes.enter(Der.SEQUENCE);
                if (!Arrays.equals(attribute.takeWhole(), COMMON_NAME)) continue;
                return new String(attribute.take(attribute.tag()), StandardCharsets.UTF_8);
            }
        }
        return null;
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "EdDSA" -> "EdDSA";
            default -> "";
        };
        if (algorithm.isEmpty()) return true; // The first handshake will tell.
        try {
            byte[] probe = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(probe);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
