package dev.hawser.transport.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes certificates (X.509 version 3, RFC 5280) with a fresh key: for development and for tests. A public authority's
 * work is not done here.
 */
final class CertificateWriter {

    /** What the key is for. */
    enum Use {
        AUTHORITY,
        SERVER,
        CLIENT
    }

    /** What the key is. */
    enum Kind {
        EC_P256,
        RSA_2048
    }

    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final byte[] RSA_SHA256 = Der.sequence(Der.oid("1.2.840.113549.1.1.11"), new byte[] {0x05, 0});
    private static final byte[] TRUE = Der.value(Der.BOOLEAN, new byte[] {(byte) 0xff});

    private final String commonName;
    private Use use = Use.SERVER;
    private Kind kind = Kind.EC_P256;
    private List<String> names = List.of();
    private Instant from;
    private Instant until;
    private @Nullable TlsCertificate issuer;

    /** A certificate for {@code commonName}, valid from {@code from} until {@code until}. */
    CertificateWriter(String commonName, Instant from, Instant until) {
        this.commonName = commonName;
        this.from = from;
        this.until = until;
    }

    CertificateWriter use(Use value) {
        use = value;
        return this;
    }

    CertificateWriter kind(Kind value) {
        kind = value;
        return this;
    }

    /** Host names, wildcards, and addresses in digits. */
    CertificateWriter names(String... values) {
        names = List.of(values);
        return this;
    }

    /** Signed by {@code authority}; without it, by itself. */
    CertificateWriter issuedBy(TlsCertificate authority) {
        issuer = authority;
        return this;
    }

    /** Makes the key and signs. */
    TlsCertificate write() {
        try {
            KeyPair pair = freshKey();
            TlsCertificate by = issuer;
            byte[] issuerName = by == null
                    ? name(commonName)
                    : by.chain().getFirst().getSubjectX500Principal().getEncoded();
            PrivateKey signer = by == null ? pair.getPrivate() : by.key();
            boolean ec = signer.getAlgorithm().equals("EC");
            byte[] algorithm = ec ? ECDSA_SHA256 : RSA_SHA256;
            byte[] body = Der.sequence(
                    Der.value(Der.explicit(0), Der.integer(2)), // version 3
                    Der.integer(serial()),
                    algorithm,
                    issuerName,
                    Der.sequence(time(from), time(until)),
                    name(commonName),
                    pair.getPublic().getEncoded(), // the JDK's encoding is a SubjectPublicKeyInfo
                    Der.value(Der.explicit(3), extensions()));
            Signature signature = Signature.getInstance(ec ? "SHA256withECDSA" : "SHA256withRSA");
            signature.initSign(signer);
            signature.update(body);
            byte[] whole = Der.sequence(body, algorithm, Der.bits(0, signature.sign()));
            List<X509Certificate> chain = new ArrayList<>();
            chain.add((X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole)));
            if (by != null) chain.addAll(by.chain());
            return TlsCertificate.of(chain, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK lacks what a certificate needs", e);
        }
    }

    private KeyPair freshKey() throws GeneralSecurityException {
        KeyPairGenerator generator = switch (kind) {
            case EC_P256 -> KeyPairGenerator.getInstance("EC");
            case RSA_2048 -> KeyPairGenerator.getInstance("RSA");
        };
        generator.initialize(
                switch (kind) {
                    case EC_P256 -> new ECGenParameterSpec("secp256r1");
                    case RSA_2048 -> new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4);
                });
        return generator.generateKeyPair();
    }

    private static BigInteger serial() {
        return new BigInteger(126, new SecureRandom()).setBit(126); // positive, never short
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.value(Der.SET, Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
    }

    /** RFC 5280 4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050 on. */
    private static byte[] time(Instant instant) {
        ZonedDateTime utc = instant.atZone(ZoneOffset.UTC);
        boolean early = utc.getYear() < 2050;
        String text = DateTimeFormatter.ofPattern(early ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'")
                .format(utc);
        return Der.value(early ? Der.UTC_TIME : Der.GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] extensions() {
        List<byte[]> all = new ArrayList<>();
        boolean authority = use == Use.AUTHORITY;
        all.add(critical("2.5.29.19", authority ? Der.sequence(TRUE) : Der.sequence())); // basicConstraints
        all.add(critical(
                "2.5.29.15",
                authority
                        ? Der.bits(1, new byte[] {0x06}) // keyCertSign, cRLSign
                        : Der.bits(7, new byte[] {(byte) 0x80}))); // digitalSignature
        if (!authority) {
            String purpose = use == Use.SERVER ? "1.3.6.1.5.5.7.3.1" : "1.3.6.1.5.5.7.3.2";
            all.add(extension("2.5.29.37", Der.sequence(Der.oid(purpose)))); // extKeyUsage
        }
        if (!names.isEmpty()) all.add(extension("2.5.29.17", alternatives()));
        return Der.sequence(all.toArray(byte[][]::new));
    }

    /** RFC 5280 4.2.1.6: [2] is a DNS name, [7] an address. */
    private byte[] alternatives() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String name : names) {
            boolean digits = name.indexOf(':') >= 0 || name.matches("[0-9.]+");
            out.writeBytes(
                    digits
                            ? Der.value(0x87, address(name))
                            : Der.value(0x82, name.getBytes(StandardCharsets.US_ASCII)));
        }
        return Der.value(Der.SEQUENCE, out.toByteArray());
    }

    private static byte[] address(String digits) {
        try {
            return InetAddress.getByName(digits).getAddress(); // digits are never looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no address: " + digits, e);
        }
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.value(Der.OCTET_STRING, value));
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), TRUE, Der.value(Der.OCTET_STRING, value));
    }
}
