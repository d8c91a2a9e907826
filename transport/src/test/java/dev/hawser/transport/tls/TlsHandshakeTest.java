package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.PeerResetException;
import dev.hawser.transport.tls.TlsException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a connection, with which certificate and protocol, and who gets none and why. */
class TlsHandshakeTest {

    private static TlsCertificate serverFor(String... names) {
        return TlsPair.certificate("x").names(names).issuedBy(TlsPair.AUTHORITY).write();
    }

    private static Reason reason(@Nullable IOException failure) {
        assertThat(failure).isInstanceOf(TlsException.class);
        return ((TlsException) failure).reason();
    }

    private static X509Certificate shown(TlsPair pair) throws SSLPeerUnverifiedException {
        return (X509Certificate) pair.clientTold().channel.session().getPeerCertificates()[0];
    }

    // Choosing.

    @Test
    void theServerShowsTheCertificateOfTheHostThatIsAskedFor() throws Exception {
        TlsCertificate first = serverFor("default.test");
        TlsCertificate exact = serverFor("a.example.test");
        TlsCertificate wild = serverFor("*.example.test");
        String[] hosts = {"a.example.test", "b.example.test", "A.EXAMPLE.TEST"};
        List<TlsCertificate> expected = List.of(exact, wild, exact);
        for (int i = 0; i < hosts.length; i++) {
            TlsPair pair = new TlsPair(TlsPair.server().certificates(first, wild, exact), TlsPair.client());
            pair.host = hosts[i];
            pair.open();
            assertThat(shown(pair)).isEqualTo(expected.get(i).chain().getFirst());
            assertThat(pair.serverTold().channel.serverName()).isEqualTo(hosts[i].toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void theDefaultCertificateStandsForUnknownHostsAndForClientsThatAskForNone() throws Exception {
        TlsCertificate first = serverFor("default.test", "127.0.0.1");
        TlsCertificate other = serverFor("other.test");
        for (String host : List.of("unknown.test", "x.y.other.test", "127.0.0.1")) {
            TlsPair pair = new TlsPair(
                    TlsPair.server().certificates(first, other),
                    TlsPair.client().withoutHostNameCheck());
            pair.host = host;
            pair.open();
            assertThat(shown(pair)).isEqualTo(first.chain().getFirst());
        }
    }

    @Test
    void theNameDecidesBeforeTheKindOfKey() throws Exception {
        TlsCertificate ec = serverFor("a.test");
        TlsCertificate rsa = TlsPair.certificate("x")
                .kind(CertificateWriter.Kind.RSA_2048)
                .names("b.test")
                .issuedBy(TlsPair.AUTHORITY)
                .write();
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            TlsPair pair = new TlsPair(
                    TlsPair.server().certificates(ec, rsa), TlsPair.client().protocols(version));
            pair.host = "b.test";
            pair.open();
            assertThat(shown(pair)).isEqualTo(rsa.chain().getFirst());
        }
    }

    @Test
    void twinsWithDifferentKeysServeClientsOfBothKinds() throws Exception {
        TlsCertificate rsa = TlsPair.certificate("x")
                .kind(CertificateWriter.Kind.RSA_2048)
                .names("localhost")
                .issuedBy(TlsPair.AUTHORITY)
                .write();
        TlsCertificate ec = serverFor("localhost");
        TlsPair pair = new TlsPair(
                TlsPair.server().certificates(ec, rsa),
                TlsPair.client().protocols("TLSv1.2").cipherSuites("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"));
        pair.open();
        assertThat(shown(pair)).isEqualTo(rsa.chain().getFirst());
    }

    @Test
    void theServersPreferenceDecidesAmongTheProtocolsOfBoth() {
        TlsPair pair = new TlsPair(
                        TlsPair.server().applicationProtocols("h2", "http/1.1"),
                        TlsPair.client().applicationProtocols("http/1.1", "h2"))
                .open();
        assertThat(pair.serverTold().channel.applicationProtocol()).isEqualTo("h2");
        assertThat(pair.clientTold().channel.applicationProtocol()).isEqualTo("h2");
    }

    @Test
    void withoutAlpnThereIsNoProtocol() {
        TlsPair pair = new TlsPair(TlsPair.server().applicationProtocols("h2"), TlsPair.client()).open();
        assertThat(pair.serverTold().channel.applicationProtocol()).isNull();
    }

    @Test
    void noCommonProtocolIsToldByAnAlert() {
        TlsPair pair = new TlsPair(
                TlsPair.server().applicationProtocols("h2"), TlsPair.client().applicationProtocols("smtp"));
        pair.begin().loop.settle();
        assertThat(reason(pair.clientFailure)).isEqualTo(Reason.PEER_ALERT);
        assertThat(pair.clientFailure).hasMessageContaining("no_application_protocol");
        assertThat(pair.serverFailures).hasSize(1);
        assertThat(pair.server.counters().failures()).isEqualTo(1);
    }

    @Test
    void noCommonVersionIsToldByAnAlert() {
        TlsPair pair = new TlsPair(
                TlsPair.server().protocols("TLSv1.3"), TlsPair.client().protocols("TLSv1.2"));
        pair.begin().loop.settle();
        assertThat(reason(pair.clientFailure)).isEqualTo(Reason.PEER_ALERT);
        assertThat(reason(pair.serverFailures.getFirst())).isEqualTo(Reason.PROTOCOL);
    }

    // Trust.

    private static IOException refused(TlsConfig.Builder server, TlsConfig.Builder client, String host) {
        TlsPair pair = new TlsPair(server, client);
        pair.host = host;
        pair.begin().loop.settle();
        assertThat(pair.serverTold == null || pair.serverTold.events.contains("closed"))
                .isTrue();
        if (pair.clientFailure == null) throw new AssertionError("the client was content");
        return pair.clientFailure;
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        IOException failure = refused(TlsPair.server(), TlsPair.client(), "elsewhere.test");
        assertThat(reason(failure)).isEqualTo(Reason.CERTIFICATE);
        assertThat(failure).hasMessageContaining("elsewhere.test");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        TlsCertificate expired = new CertificateWriter(
                        "x", TlsPair.NOW.minus(Duration.ofDays(3)), TlsPair.NOW.minus(Duration.ofDays(2)))
                .names("localhost")
                .issuedBy(TlsPair.AUTHORITY)
                .write();
        IOException failure = refused(TlsPair.server().certificates(expired), TlsPair.client(), "localhost");
        assertThat(reason(failure)).isEqualTo(Reason.CERTIFICATE);
    }

    @Test
    void anUnknownAuthorityIsRefusedByDefault() {
        IOException failure = refused(TlsPair.server(), TlsConfig.builder(), "localhost");
        assertThat(reason(failure)).isEqualTo(Reason.CERTIFICATE);
    }

    @Test
    void aPinnedCertificateIsTrustedWhoeverSignedItAndNoOtherIs() {
        Trust pinned = new Trust.Pinned(List.of(TlsPair.LOCALHOST.chain().getFirst()));
        TlsPair pair = new TlsPair(TlsPair.server(), TlsPair.client().trust(pinned));
        pair.host = "any.test";
        pair.open();
        TlsConfig.Builder impostor = TlsPair.server().certificates(serverFor("any.test"));
        IOException failure = refused(impostor, TlsPair.client().trust(pinned), "any.test");
        assertThat(reason(failure)).isEqualTo(Reason.CERTIFICATE);
        assertThat(failure).hasMessageContaining("none of the pinned ones");
    }

    @Test
    void trustInAnybodyAsksNoQuestions() {
        TlsPair pair = new TlsPair(
                TlsPair.server().certificates(DevCertificate.create(TlsPair.NOW)),
                TlsPair.client().trust(new Trust.Anybody()));
        pair.host = "elsewhere.test";
        pair.open();
        assertThat(pair.clientTold().channel.isOpen()).isTrue();
    }

    @Test
    void theDevelopmentCertificateIsGoodForThoseWhoAreGivenIt() {
        TlsCertificate dev = DevCertificate.create(TlsPair.NOW);
        for (String host : List.of("localhost", "127.0.0.1", "::1")) {
            TlsPair pair = new TlsPair(
                    TlsPair.server().certificates(dev), TlsPair.client().trust(new Trust.Authorities(dev.chain())));
            pair.host = host;
            assertThat(pair.open().clientTold().channel.isOpen()).isTrue();
        }
    }

    private static TlsConfig.Builder asking(ClientAuth auth) {
        return TlsPair.server().clientAuth(auth).trust(new Trust.Authorities(TlsPair.AUTHORITY.chain()));
    }

    private static TlsCertificate clientCertificate(TlsCertificate authority) {
        return TlsPair.certificate("somebody")
                .use(CertificateWriter.Use.CLIENT)
                .issuedBy(authority)
                .write();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void theServerKnowsAClientWithACertificate(String version) throws Exception {
        TlsPair pair = new TlsPair(
                        asking(ClientAuth.NEED).protocols(version),
                        TlsPair.client().certificates(clientCertificate(TlsPair.AUTHORITY)))
                .open();
        X509Certificate seen =
                (X509Certificate) pair.serverTold().channel.session().getPeerCertificates()[0];
        assertThat(seen.getSubjectX500Principal().getName()).isEqualTo("CN=somebody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientWithoutTheNeededCertificateIsRefused(String version) {
        TlsPair pair = new TlsPair(asking(ClientAuth.NEED).protocols(version), TlsPair.client());
        pair.begin().loop.settle();
        assertThat(pair.serverTold).isNull();
        assertThat(pair.serverFailures).hasSize(1);
        // In TLS 1.3 the client is done before the server has judged: it learns of it as the end of the connection.
        IOException seen = pair.clientTold != null ? pair.clientTold.cause : pair.clientFailure;
        assertThat(reason(seen)).isEqualTo(Reason.PEER_ALERT);
    }

    @Test
    void aClientWithoutTheWantedCertificateIsServed() {
        TlsPair pair = new TlsPair(asking(ClientAuth.WANT), TlsPair.client()).open();
        assertThatThrownBy(() -> pair.serverTold().channel.session().getPeerCertificates())
                .isInstanceOf(SSLPeerUnverifiedException.class);
    }

    @Test
    void aClientWithAForeignCertificateIsRefusedEvenIfItIsOnlyWanted() {
        TlsCertificate foreign = TlsPair.certificate("Foreign")
                .use(CertificateWriter.Use.AUTHORITY)
                .write();
        // A pinned client would not even show it if it knew the server's authorities, so let it be asked for anything.
        TlsCertificate own = clientCertificate(foreign);
        TlsPair pair = new TlsPair(
                TlsPair.server().clientAuth(ClientAuth.WANT).trust(new Trust.Pinned(TlsPair.AUTHORITY.chain())),
                TlsPair.client().certificates(own));
        pair.begin().loop.settle();
        assertThat(pair.serverTold).isNull();
        assertThat(reason(pair.serverFailures.getFirst())).isEqualTo(Reason.CERTIFICATE);
    }

    // Sessions and replacement.

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aSecondConnectionTakesUpTheSession(String version) {
        TlsPair pair = new TlsPair(TlsPair.server(), TlsPair.client().protocols(version)).open();
        assertThat(pair.clientTold().channel.isResumed()).isFalse();
        assertThat(pair.serverTold().channel.isResumed()).isFalse();
        pair.clientTold().channel.close();
        pair.loop.settle();
        pair.again().open();
        assertThat(pair.clientTold().channel.isResumed()).isTrue();
        assertThat(pair.serverTold().channel.isResumed()).isTrue();
        assertThat(pair.server.counters().handshakes()).isEqualTo(2);
        assertThat(pair.server.counters().resumed()).isEqualTo(1);
        assertThat(pair.client.counters().resumed()).isEqualTo(1);
        assertThat(pair.server.counters().failures()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void sessionsOfOtherHostsThanTheDefaultAreTakenUpToo(String version) throws Exception {
        TlsCertificate other = serverFor("other.test");
        TlsPair pair = new TlsPair(
                TlsPair.server().certificates(TlsPair.LOCALHOST, other),
                TlsPair.client().protocols(version));
        pair.host = "other.test";
        pair.open().again().open();
        assertThat(pair.serverTold().channel.isResumed()).isTrue();
        assertThat(pair.serverTold().channel.serverName()).isEqualTo("other.test");
        assertThat(shown(pair)).isEqualTo(other.chain().getFirst());
    }

    @Test
    void replacedCertificatesAreForNewConnectionsAndTheOldOnesLiveOn() throws Exception {
        TlsPair pair = new TlsPair().open();
        Told oldClient = pair.clientTold();
        Told oldServer = pair.serverTold();
        TlsCertificate renewed = serverFor("localhost");
        pair.server.replace(
                TlsPair.server().certificates(renewed).tasks(pair.loop::execute).build());
        pair.again().open();
        assertThat(shown(pair)).isEqualTo(renewed.chain().getFirst());
        assertThat(pair.serverTold().channel.isResumed()).isFalse();
        oldClient.channel.out().append(Bytes.of("still here"));
        oldClient.channel.flush();
        pair.loop.settle();
        assertThat(oldServer.read.toString(StandardCharsets.UTF_8)).isEqualTo("still here");
        assertThat(pair.server.counters().handshakes()).isEqualTo(2);
    }

    @Test
    void aReplacementThatCannotBeUsedChangesNothing() {
        TlsPair pair = new TlsPair();
        TlsConfig before = pair.server.config();
        assertThatThrownBy(() -> pair.server.replace(TlsConfig.builder().build()))
                .hasMessage("a TLS server needs a certificate, and none is given");
        assertThat(pair.server.config()).isSameAs(before);
        pair.open();
    }

    // Peers that do not finish.

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aClientThatVanishesAnywhereInTheHandshakeIsAFailureAndLeavesNothing(String version) {
        for (boolean reset : new boolean[] {false, true}) {
            int stages = 0;
            for (int turns = 0; ; turns++) {
                TlsPair pair = new TlsPair(TlsPair.server(), TlsPair.client().protocols(version));
                pair.clientEnd.readLimit = 200;
                pair.serverEnd.readLimit = 200;
                pair.begin();
                for (int i = 0; i < turns; i++) pair.loop.turn();
                if (pair.serverTold != null) break;
                stages++;
                if (reset) pair.clientEnd.abort();
                else pair.clientEnd.close();
                pair.loop.settle();
                if (pair.serverTold != null) continue; // It had sent all there was to send.
                assertThat(pair.serverFailures).as("after %d turns", turns).hasSize(1);
                if (reset) assertThat(pair.serverFailures.getFirst()).isInstanceOf(PeerResetException.class);
                else assertThat(reason(pair.serverFailures.getFirst())).isEqualTo(Reason.HANDSHAKE_CUT);
                assertThat(pair.serverEnd.isOpen()).isFalse();
                assertThat(pair.clientFailure == null).isEqualTo(pair.clientTold != null);
            }
            assertThat(stages).isGreaterThan(4);
        }
    }

    @Test
    void aServerThatVanishesInTheHandshakeIsAFailureForTheClient() {
        TlsPair pair = new TlsPair().begin();
        pair.loop.turn();
        pair.serverEnd.close();
        pair.loop.settle();
        assertThat(reason(pair.clientFailure)).isEqualTo(Reason.HANDSHAKE_CUT);
        assertThat(pair.client.counters().failures()).isEqualTo(1);
    }

    @Test
    void aSilentPeerIsClosedAfterTheHandshakeTimeout() {
        TlsPair pair = new TlsPair(TlsPair.server().handshakeTimeout(Duration.ofSeconds(10)), TlsPair.client());
        pair.beginServer();
        pair.clientEnd.handledBy(new Told(null));
        pair.loop.settle();
        pair.loop.pass(Duration.ofSeconds(9));
        assertThat(pair.serverEnd.isOpen()).isTrue();
        pair.loop.pass(Duration.ofSeconds(2));
        assertThat(pair.serverEnd.isOpen()).isFalse();
        assertThat(reason(pair.serverFailures.getFirst())).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
        assertThat(pair.serverFailures.getFirst()).hasMessage("the TLS handshake took longer than 10 s");
    }

    @Test
    void anOpenConnectionHasNoTimer() {
        TlsPair pair = new TlsPair().open();
        pair.loop.pass(Duration.ofHours(1));
        assertThat(pair.serverTold().events).isEmpty();
        assertThat(pair.serverEnd.isOpen()).isTrue();
    }

    @Test
    void aTaskThatOutlivesItsConnectionChangesNothing() {
        List<Runnable> tasks = new ArrayList<>();
        TlsPair pair = new TlsPair();
        pair.server.replace(TlsPair.server().tasks(tasks::add).build());
        pair.begin().loop.settle();
        assertThat(tasks).hasSize(1);
        pair.loop.pass(Duration.ofSeconds(11));
        assertThat(reason(pair.serverFailures.getFirst())).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
        tasks.getFirst().run();
        pair.loop.settle();
        assertThat(pair.serverFailures).hasSize(1);
        assertThat(pair.serverTold).isNull();
    }

    // Peers that speak something else.

    @Test
    void plaintextOnASecurePortGetsAClearAnswerAndIsClosed() {
        Bytes answer = Bytes.of("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        TlsPair pair = new TlsPair(TlsPair.server().plaintextAnswer(answer), TlsPair.client());
        pair.beginServer();
        Told plain = new Told(null);
        pair.clientEnd.handledBy(plain);
        pair.serverEnd.receives("GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.loop.settle();
        assertThat(plain.read.toByteArray()).isEqualTo(answer.toByteArray());
        assertThat(plain.events).containsExactly("end");
        assertThat(reason(pair.serverFailures.getFirst())).isEqualTo(Reason.PLAINTEXT);
        assertThat(pair.serverFailures.getFirst())
                .hasMessage("the peer does not speak TLS: it begins with \"GET / HT\"");
        pair.clientEnd.close();
        pair.loop.settle();
        assertThat(pair.serverEnd.isOpen()).isFalse();
    }

    @Test
    void aPeerThatIgnoresOurEndIsClosedSoonAfter() {
        TlsPair pair = new TlsPair().beginServer();
        pair.clientEnd.handledBy(new Told(null));
        pair.serverEnd.receives("nonsense".getBytes(StandardCharsets.US_ASCII));
        pair.loop.settle();
        assertThat(pair.serverEnd.isOpen()).isTrue();
        pair.loop.pass(Duration.ofSeconds(3));
        assertThat(pair.serverEnd.isOpen()).isFalse();
    }

    @Test
    void aServerThatSpeaksNoTlsIsNamedByWhatItSaid() {
        TlsPair pair = new TlsPair();
        pair.serverEnd.handledBy(new Told(null));
        pair.begin();
        pair.serverEnd.handledBy(new Told(null));
        pair.clientEnd.receives("SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.loop.settle();
        assertThat(reason(pair.clientFailure)).isEqualTo(Reason.PLAINTEXT);
        assertThat(pair.clientFailure).hasMessageContaining("\"SSH-2.0-\"");
    }

    @Test
    void aBrokenHandshakeMessageIsRefused() {
        TlsPair pair = new TlsPair();
        pair.clientEnd.tampering = octets -> {
            octets[octets.length / 2] ^= 1;
            octets[9] ^= 0x40; // the version in the ClientHello
            return octets;
        };
        pair.begin().loop.settle();
        assertThat(pair.serverFailures).hasSize(1);
        assertThat(pair.serverTold).isNull();
        assertThat(pair.clientFailure).isNotNull();
    }

    @Test
    void aHandlerThatCannotBeMadeCostsItsConnectionOnly() {
        TlsPair pair = new TlsPair();
        Acceptor broken = pair.server.acceptor(channel -> {
            throw new IllegalStateException("no handler today");
        });
        pair.begin();
        LinkEnd end = pair.serverEnd;
        end.handledBy(broken.accept(end));
        assertThatThrownBy(pair.loop::settle).hasMessage("no handler today");
        pair.loop.settle();
        assertThat(pair.server.counters().handshakes()).isEqualTo(1);
    }
}
