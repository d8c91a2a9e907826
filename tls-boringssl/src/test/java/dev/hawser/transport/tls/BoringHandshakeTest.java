package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a connection between engines of BoringSSL. */
class BoringHandshakeTest extends TlsHandshakeTest {

    /** It has no alert for that: the connection is one without a protocol. */
    @Test
    @Override
    void noCommonProtocolIsToldByAnAlert() {
        TlsPair pair = new TlsPair(
                        TlsPair.server().applicationProtocols("h2"),
                        TlsPair.client().applicationProtocols("smtp"))
                .open();
        assertThat(pair.serverTold().channel.applicationProtocol()).isNull();
        assertThat(pair.clientTold().channel.applicationProtocol()).isNull();
    }

    /** It asks for the kinds of key that the server's own suites allow, in their order, whatever the client can take. */
    @Test
    @Override
    void twinsWithDifferentKeysServeClientsOfBothKinds() throws Exception {
        TlsCertificate rsa = TlsPair.certificate("x")
                .kind(CertificateWriter.Kind.RSA_2048)
                .names("localhost")
                .issuedBy(TlsPair.AUTHORITY)
                .write();
        TlsConfig.Builder suites = TlsPair.server()
                .certificates(TlsPair.LOCALHOST, rsa)
                .protocols("TLSv1.2")
                .cipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
        TlsPair pair = new TlsPair(suites, TlsPair.client()).open();
        assertThat(((X509Certificate) pair.clientTold().channel.session().getPeerCertificates()[0])
                        .getPublicKey()
                        .getAlgorithm())
                .isEqualTo("RSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @Override
    void aSecondConnectionTakesUpTheSession(String version) {
        TlsPair pair = new TlsPair(TlsPair.server(), TlsPair.client().protocols(version)).open();
        assertThat(pair.serverTold().channel.isResumed()).isFalse();
        talk(pair);
        pair.again().open();
        assertThat(pair.clientTold().channel.isResumed()).isTrue();
        assertThat(pair.serverTold().channel.isResumed()).isTrue();
        assertThat(pair.server.counters().resumed()).isEqualTo(1);
        assertThat(pair.client.counters().resumed()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    @Override
    void sessionsOfOtherHostsThanTheDefaultAreTakenUpToo(String version) {
        TlsCertificate other = TlsPair.certificate("x")
                .names("other.test")
                .issuedBy(TlsPair.AUTHORITY)
                .write();
        TlsPair pair = new TlsPair(
                TlsPair.server().certificates(TlsPair.LOCALHOST, other),
                TlsPair.client().protocols(version));
        pair.host = "other.test";
        talk(pair.open());
        pair.again().open();
        assertThat(pair.serverTold().channel.isResumed()).isTrue();
        assertThat(pair.serverTold().channel.serverName()).isEqualTo("other.test");
    }

    /** Tickets of TLS 1.3 come with the server's first octets. */
    private static void talk(TlsPair pair) {
        pair.serverTold().channel.out().append(Bytes.of("hello"));
        pair.serverTold().channel.flush();
        pair.loop.settle();
        assertThat(pair.clientTold().read.size()).isEqualTo(5);
    }
}
