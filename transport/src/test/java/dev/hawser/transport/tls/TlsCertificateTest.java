package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading certificates and keys, and writing our own; against the JDK, and against openssl where it is installed. */
class TlsCertificateTest {

    @TempDir
    Path folder;

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label
                + "-----\n";
    }

    /** Runs openssl in the folder; skips the test where there is none. */
    private String openssl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "openssl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "openssl is not installed");
            throw e;
        }
        process.getOutputStream().close();
        String said;
        try (InputStream out = process.getInputStream()) {
            said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void theDevelopmentCertificateNamesThisMachineAndIsShortLived() throws Exception {
        Instant now = Instant.parse("2030-06-01T12:00:00Z");
        TlsCertificate made = DevCertificate.create(now);
        X509Certificate certificate = made.chain().getFirst();
        assertThat(made.chain()).hasSize(1);
        assertThat(made.names()).containsExactly("localhost");
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(30)));
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getSerialNumber().signum()).isPositive();
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void datesFrom2050OnAreWrittenInFourDigits() {
        TlsCertificate made = DevCertificate.create(Instant.parse("2049-12-31T23:00:00Z"));
        assertThat(made.chain().getFirst().getNotAfter().toInstant()).isEqualTo("2050-01-30T23:00:00Z");
        assertThat(made.chain().getFirst().getNotBefore().toInstant()).isEqualTo("2049-12-31T22:00:00Z");
    }

    @Test
    void opensslAgreesWithOurCertificates() throws Exception {
        Files.writeString(
                folder.resolve("dev.pem"), DevCertificate.create(TlsPair.NOW).toPem());
        assertThat(openssl("x509", "-in", "dev.pem", "-noout", "-text"))
                .contains("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1")
                .contains("CA:FALSE")
                .contains("TLS Web Server Authentication");
        assertThat(openssl("verify", "-x509_strict", "-partial_chain", "-CAfile", "dev.pem", "dev.pem"))
                .contains("dev.pem: OK");
        Files.writeString(folder.resolve("ca.pem"), TlsPair.AUTHORITY.toPem());
        Files.writeString(folder.resolve("leaf.pem"), TlsPair.LOCALHOST.toPem());
        assertThat(openssl("verify", "-CAfile", "ca.pem", "-verify_hostname", "localhost", "leaf.pem"))
                .contains("leaf.pem: OK");
    }

    @Test
    void whatIsWrittenAsPemIsReadBack() {
        String key = pem("PRIVATE KEY", TlsPair.LOCALHOST.key().getEncoded());
        TlsCertificate read = TlsCertificate.ofPem(TlsPair.LOCALHOST.toPem(), key);
        assertThat(read.chain()).isEqualTo(TlsPair.LOCALHOST.chain());
        assertThat(read.key()).isEqualTo(TlsPair.LOCALHOST.key());
        assertThat(TlsPair.LOCALHOST.toPem()).doesNotContain("PRIVATE");
    }

    @Test
    void keyAndChainMayStandInOneFileWithTextAroundThem() throws IOException {
        Path all = folder.resolve("all.pem");
        Files.writeString(
                all,
                "subject: x\r\n" + TlsPair.LOCALHOST.toPem().replace("\n", "\r\n") + "some words\r\n"
                        + pem("PRIVATE KEY", TlsPair.LOCALHOST.key().getEncoded()));
        assertThat(TlsCertificate.ofPem(all, all).chain()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
                "ecparam -name secp384r1 -genkey",
                "ecparam -name prime256v1 -genkey -noout",
                "genrsa -traditional 2048",
                "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
                "genpkey -algorithm ED25519"
            })
    void everyFormOfKeyThatOpensslWritesIsRead(String command) throws Exception {
        String[] words = (command + " -out key.pem").split(" ");
        if (words[0].equals("genrsa")) words = "genrsa -traditional -out key.pem 2048".split(" ");
        openssl(words);
        openssl(
                "req",
                "-new",
                "-x509",
                "-key",
                "key.pem",
                "-subj",
                "/O=Some/CN=Made.Test",
                "-days",
                "2",
                "-out",
                "c.pem");
        TlsCertificate read = TlsCertificate.ofPem(folder.resolve("c.pem"), folder.resolve("key.pem"));
        assertThat(read.names()).containsExactly("made.test");
    }

    @Test
    void anEncryptedKeyIsOpenedByItsPasswordAndByNoOther() throws Exception {
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "plain.pem");
        openssl("req", "-new", "-x509", "-key", "plain.pem", "-subj", "/CN=a.test", "-days", "2", "-out", "c.pem");
        openssl(("pkcs8 -topk8 -v2 aes-256-cbc -passout pass:secret -in plain.pem -out key.pem").split(" "));
        Path chain = folder.resolve("c.pem");
        Path key = folder.resolve("key.pem");
        assertThat(Files.readString(key)).contains("ENCRYPTED PRIVATE KEY");
        assertThat(TlsCertificate.ofPem(chain, key, "secret".toCharArray()).names())
                .containsExactly("a.test");
        assertThatThrownBy(() -> TlsCertificate.ofPem(chain, key, "wrong".toCharArray()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": the encrypted key cannot be opened");
        assertThatThrownBy(() -> TlsCertificate.ofPem(chain, key))
                .hasMessage(key + ": the key is encrypted, and no password is given");
    }

    @Test
    void aStoreOfPkcs12IsRead() throws Exception {
        Path file = folder.resolve("keys.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "secret".toCharArray();
        store.setKeyEntry(
                "one",
                TlsPair.LOCALHOST.key(),
                password,
                TlsPair.LOCALHOST.chain().toArray(Certificate[]::new));
        store.setCertificateEntry("trusted", TlsPair.AUTHORITY.chain().getFirst());
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password);
        }
        List<TlsCertificate> read = TlsCertificate.ofPkcs12(file, password);
        assertThat(read).hasSize(1);
        assertThat(read.getFirst().chain()).isEqualTo(TlsPair.LOCALHOST.chain());
        assertThatThrownBy(() -> TlsCertificate.ofPkcs12(file, "wrong".toCharArray()))
                .isInstanceOfAny(IOException.class, IllegalArgumentException.class);
    }

    @Test
    void aKeyThatIsNotTheCertificatesIsRefused() {
        assertThatThrownBy(() -> TlsCertificate.of(TlsPair.LOCALHOST.chain(), TlsPair.AUTHORITY.key()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the private key (EC) is not that of the certificate (localhost, until ");
    }

    @Test
    void errorsNameTheFileAndWhatItHolds() throws IOException {
        Path chain = Files.writeString(folder.resolve("chain.pem"), TlsPair.LOCALHOST.toPem());
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing here");
        Path broken = Files.writeString(
                folder.resolve("broken.pem"), "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n");
        Path open = Files.writeString(folder.resolve("open.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
        assertThatThrownBy(() -> TlsCertificate.ofPem(chain, chain))
                .hasMessage(chain + ": no PRIVATE KEY, but CERTIFICATE, CERTIFICATE");
        assertThatThrownBy(() -> TlsCertificate.ofPem(empty, chain))
                .hasMessage(empty + ": no CERTIFICATE, and nothing else between BEGIN and END lines");
        assertThatThrownBy(() -> TlsCertificate.ofPem(chain, broken))
                .hasMessage(broken + ": PRIVATE KEY is not base64");
        assertThatThrownBy(() -> TlsCertificate.ofPem(chain, open))
                .hasMessage(open + ": BEGIN PRIVATE KEY without its END");
    }

    @Test
    void aKeyThatIsCutOffAnywhereIsRefusedInWords() {
        byte[] whole = TlsPair.LOCALHOST.key().getEncoded();
        for (int length = 0; length < whole.length; length++) {
            String key = pem("PRIVATE KEY", Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> TlsCertificate.ofPem(TlsPair.LOCALHOST.toPem(), key))
                    .as("%d octets", length)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aWildcardCoversOneLabel() {
        TlsCertificate wild = TlsPair.certificate("x").names("*.a.test").write();
        assertThat(wild.coversByWildcard("b.a.test")).isTrue();
        assertThat(wild.coversByWildcard("c.b.a.test")).isFalse();
        assertThat(wild.coversByWildcard("a.test")).isFalse();
        assertThat(wild.isFor("b.a.test")).isFalse();
    }
}
