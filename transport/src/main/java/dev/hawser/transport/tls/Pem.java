package dev.hawser.transport.tls;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates and private keys in the text form of RFC 7468: PKCS#8 plain and encrypted, and the older PKCS#1
 * (RSA) and SEC 1 (EC) keys, which are put into a PKCS#8 coat because that is what the JDK takes.
 *
 * <p>Errors are IllegalArgumentExceptions that begin with the name of what was read and never show its content.
 */
final class Pem {

    private static final byte[] RSA = Der.oid("1.2.840.113549.1.1.1");
    private static final byte[] EC = Der.oid("1.2.840.10045.2.1");
    private static final byte[] NULL = {0x05, 0};

    private record Block(String label, boolean legacyEncrypted, byte[] der) {}

    private Pem() {}

    /** Every certificate in {@code text}, in order; at least one. */
    static List<X509Certificate> certificates(String text, String where) {
        List<X509Certificate> found = new ArrayList<>();
        List<Block> blocks = blocks(text, where);
        for (Block block : blocks) {
            if (!block.label.equals("CERTIFICATE") && !block.label.equals("X509 CERTIFICATE")) continue;
            try {
                found.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.der)));
            } catch (CertificateException e) {
                throw new IllegalArgumentException(
                        "%s: certificate %d cannot be read: %s".formatted(where, found.size() + 1, e.getMessage()), e);
            }
        }
        if (found.isEmpty()) throw new IllegalArgumentException(where + ": no CERTIFICATE, " + labels(blocks));
        return found;
    }

    /** The first private key in {@code text}. */
    static PrivateKey privateKey(String text, char @Nullable [] password, String where) {
        List<Block> blocks = blocks(text, where);
        for (Block block : blocks) {
            try {
                if (block.legacyEncrypted) {
                    throw new IllegalArgumentException(where
                            + ": the key is encrypted in the old way (Proc-Type); convert it: openssl pkcs8 -topk8");
                }
                switch (block.label) {
                    case "PRIVATE KEY" -> {
                        return key(block.der);
                    }
                    case "RSA PRIVATE KEY" -> {
                        return key(coat(Der.sequence(RSA, NULL), block.der));
                    }
                    case "EC PRIVATE KEY" -> {
                        return key(coat(Der.sequence(EC, curve(block.der)), block.der));
                    }
                    case "ENCRYPTED PRIVATE KEY" -> {
                        if (password == null) {
                            throw new IllegalArgumentException(
                                    where + ": the key is encrypted, and no password is given");
                        }
                        return key(decrypted(block.der, password, where));
                    }
                    default -> {} // Certificates, parameters and the like may stand before the key.
                }
            } catch (GeneralSecurityException e) {
                throw new IllegalArgumentException(where + ": the key cannot be read: " + e.getMessage(), e);
            }
        }
        throw new IllegalArgumentException(where + ": no PRIVATE KEY, " + labels(blocks));
    }

    private static String labels(List<Block> blocks) {
        if (blocks.isEmpty()) return "and nothing else between BEGIN and END lines";
        return "but " + String.join(", ", blocks.stream().map(Block::label).toList());
    }

    private static List<Block> blocks(String text, String where) {
        List<Block> blocks = new ArrayList<>();
        String label = null;
        boolean encrypted = false;
        StringBuilder body = new StringBuilder();
        for (String raw : text.split("\r\n|\r|\n")) {
            String line = raw.strip();
            if (label == null) {
                if (line.startsWith("-----BEGIN ") && line.endsWith("-----")) {
                    label = line.substring(11, line.length() - 5);
                    encrypted = false;
                    body.setLength(0);
                }
            } else if (line.startsWith("-----END ")) {
                if (!line.equals("-----END " + label + "-----")) {
                    throw new IllegalArgumentException("%s: BEGIN %s is followed by %s".formatted(where, label, line));
                }
                blocks.add(new Block(label, encrypted, decode(body, label, where)));
                label = null;
            } else if (line.indexOf(':') >= 0) {
                encrypted |= line.startsWith("Proc-Type:") && line.contains("ENCRYPTED");
            } else {
                body.append(line);
            }
        }
        if (label != null) throw new IllegalArgumentException("%s: BEGIN %s without its END".formatted(where, label));
        return blocks;
    }

    private static byte[] decode(StringBuilder body, String label, String where) {
        try {
            return Base64.getDecoder().decode(body.toString());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s is not base64".formatted(where, label), e);
        }
    }

    /** RFC 5208: PrivateKeyInfo. */
    private static byte[] coat(byte[] algorithm, byte[] key) {
        return Der.sequence(Der.integer(0), algorithm, Der.value(Der.OCTET_STRING, key));
    }

    /** RFC 5915: the curve stands in [0] of an ECPrivateKey. */
    private static byte[] curve(byte[] sec1) {
        Der.Reader key = new Der.Reader(sec1).enter(Der.SEQUENCE);
        key.take(Der.INTEGER);
        key.take(Der.OCTET_STRING);
        if (key.tag() != Der.explicit(0)) throw new IllegalArgumentException("the EC key does not name its curve");
        return key.take(Der.explicit(0));
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        Der.Reader info = new Der.Reader(pkcs8).enter(Der.SEQUENCE);
        info.take(Der.INTEGER);
        byte[] oid = info.enter(Der.SEQUENCE).takeWhole();
        return KeyFactory.getInstance(algorithm(oid)).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static String algorithm(byte[] oid) throws GeneralSecurityException {
        if (Arrays.equals(oid, RSA)) return "RSA";
        if (Arrays.equals(oid, EC)) return "EC";
        if (Arrays.equals(oid, Der.oid("1.2.840.113549.1.1.10"))) return "RSASSA-PSS";
        if (Arrays.equals(oid, Der.oid("1.3.101.112"))) return "Ed25519";
        if (Arrays.equals(oid, Der.oid("1.3.101.113"))) return "Ed448";
        throw new GeneralSecurityException("it is neither RSA nor EC nor EdDSA");
    }

    private static byte[] decrypted(byte[] der, char[] password, String where) {
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            // For PBES2 the parameters know the ciphers; the OID alone does not name a key factory.
            String name = "1.2.840.113549.1.5.13".equals(info.getAlgName()) || "PBES2".equals(info.getAlgName())
                    ? String.valueOf(info.getAlgParameters())
                    : info.getAlgName();
            Cipher cipher = Cipher.getInstance(name);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(name).generateSecret(spec),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalArgumentException(
                    where + ": the encrypted key cannot be opened: wrong password, or a cipher the JDK does not have",
                    e);
        } finally {
            spec.clearPassword();
        }
    }
}
