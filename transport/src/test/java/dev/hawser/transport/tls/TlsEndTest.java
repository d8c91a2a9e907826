package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.tls.TlsException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end: in order, cut short, broken. */
class TlsEndTest {

    private static TlsPair open(String version) {
        return new TlsPair(TlsPair.server(), TlsPair.client().protocols(version)).open();
    }

    private static Reason reason(Told told) {
        assertThat(told.cause).isInstanceOf(TlsException.class);
        return ((TlsException) told.cause).reason();
    }

    @Test
    void inTls13OneDirectionCanEndAndTheOtherGoOn() {
        TlsPair pair = open("TLSv1.3");
        Told client = pair.clientTold();
        Told server = pair.serverTold();
        client.channel.out().append(Bytes.of("question"));
        client.channel.shutdownOutput();
        pair.loop.settle();
        assertThat(server.read.toString(StandardCharsets.UTF_8)).isEqualTo("question");
        assertThat(server.events).containsExactly("end");
        server.channel.out().append(Bytes.wrap(new byte[100_000]));
        server.channel.flush();
        server.channel.shutdownOutput();
        pair.loop.settle();
        assertThat(client.read.size()).isEqualTo(100_000);
        assertThat(client.events).containsExactly("end", "closed");
        assertThat(client.cause).isNull();
        assertThat(server.events).containsExactly("end", "closed");
        assertThat(server.cause).isNull();
    }

    @Test
    void inTls12TheEndOfOneDirectionIsTheEndOfBoth() {
        TlsPair pair = open("TLSv1.2");
        pair.clientTold().channel.out().append(Bytes.of("bye"));
        pair.clientTold().channel.shutdownOutput();
        pair.loop.settle();
        assertThat(pair.serverTold().read.toString(StandardCharsets.UTF_8)).isEqualTo("bye");
        assertThat(pair.serverTold().events).containsExactly("end", "closed");
        assertThat(pair.clientTold().events).containsExactly("end", "closed");
        assertThat(pair.serverTold().cause).isNull();
        assertThat(pair.clientTold().cause).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void closingInOrderLooksInOrderToThePeer(String version) {
        TlsPair pair = open(version);
        pair.serverTold().channel.out().append(Bytes.of("last words"));
        pair.serverTold().channel.flush();
        pair.serverTold().channel.close();
        assertThat(pair.serverTold().channel.isOpen()).isFalse();
        pair.loop.settle();
        assertThat(pair.serverTold().events).containsExactly("closed");
        assertThat(pair.serverTold().cause).isNull();
        assertThat(pair.clientTold().read.toString(StandardCharsets.UTF_8)).isEqualTo("last words");
        assertThat(pair.clientTold().events.getFirst()).isEqualTo("end");
        assertThat(pair.clientTold().cause).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void octetsWithoutCloseNotifyAreCutShortAndSaidToBe(String version) {
        TlsPair pair = open(version);
        pair.clientTold().channel.out().append(Bytes.of("half a mess"));
        pair.clientTold().channel.flush();
        pair.clientEnd.shutdownOutput(); // beneath TLS
        pair.loop.settle();
        assertThat(pair.serverTold().read.toString(StandardCharsets.UTF_8)).isEqualTo("half a mess");
        assertThat(pair.serverTold().events).containsExactly("closed");
        assertThat(reason(pair.serverTold())).isEqualTo(Reason.TRUNCATED);
    }

    @Test
    void closingWithUnsentOctetsDoesNotPretendToBeComplete() {
        TlsPair pair = open("TLSv1.3");
        pair.serverEnd.writeLimit = 5000;
        pair.serverTold().channel.out().append(Bytes.wrap(new byte[1 << 20]));
        pair.serverTold().channel.flush();
        pair.serverTold().channel.close();
        pair.loop.settle();
        assertThat(reason(pair.clientTold())).isEqualTo(Reason.TRUNCATED);
        assertThat(pair.clientTold().events).containsExactly("closed");
    }

    @Test
    void theEndWaitsForOctetsThatAreBlocked() {
        TlsPair pair = open("TLSv1.3");
        pair.serverEnd.writeLimit = 5000;
        pair.serverTold().channel.out().append(Bytes.wrap(new byte[1 << 20]));
        pair.serverTold().channel.shutdownOutput();
        pair.loop.settle();
        assertThat(pair.clientTold().read.size()).isEqualTo(1 << 20);
        assertThat(pair.clientTold().events).containsExactly("end");
    }

    @Test
    void anAbortIsAResetForThePeer() {
        TlsPair pair = open("TLSv1.3");
        pair.clientTold().channel.abort();
        pair.loop.settle();
        assertThat(pair.clientTold().events).containsExactly("closed");
        assertThat(pair.serverTold().events).containsExactly("closed");
        assertThat(pair.serverTold().cause).hasMessageContaining("reset");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aChangedOctetEndsTheConnectionAfterWhatCameBeforeIt(String version) {
        TlsPair pair = open(version);
        pair.clientTold().channel.out().append(Bytes.of("sound"));
        pair.clientTold().channel.flush();
        pair.clientEnd.tampering = octets -> {
            octets[octets.length - 1] ^= 1;
            return octets;
        };
        pair.clientTold().channel.out().append(Bytes.of("tampered"));
        pair.clientTold().channel.flush();
        pair.loop.settle();
        assertThat(pair.serverTold().read.toString(StandardCharsets.UTF_8)).isEqualTo("sound");
        assertThat(pair.serverTold().events).containsExactly("closed");
        assertThat(reason(pair.serverTold())).isEqualTo(Reason.PROTOCOL);
        // The other side is told by an alert and not left to guess.
        assertThat(reason(pair.clientTold())).isEqualTo(Reason.PEER_ALERT);
        assertThat(pair.clientTold().cause).hasMessageContaining("bad_record_mac");
    }

    @Test
    void whatIsNeverSentRunsItsMarksWhenTheConnectionEnds() {
        TlsPair pair = open("TLSv1.3");
        pair.serverEnd.writeLimit = 1;
        List<String> ran = new ArrayList<>();
        pair.serverTold().channel.out().append(Bytes.wrap(new byte[1 << 20]));
        pair.serverTold().channel.out().mark(() -> ran.add("mark"));
        pair.serverTold().channel.flush();
        pair.clientTold().channel.abort();
        pair.loop.settle();
        assertThat(ran).containsExactly("mark");
    }

    @Test
    void aHandlerThatClosesWhileItReadsIsToldNothingMoreButTheEnd() {
        TlsPair pair = open("TLSv1.3");
        pair.serverTold().whenRead = () -> pair.serverTold().channel.close();
        for (int i = 0; i < 3; i++) {
            pair.clientTold().channel.out().append(Bytes.wrap(new byte[70_000])); // more than is handed on at once
            pair.clientTold().channel.flush();
        }
        pair.loop.settle();
        assertThat(pair.serverTold().reads).isEqualTo(1);
        assertThat(pair.serverTold().events).containsExactly("closed");
    }

    @Test
    void renegotiationIsRefused() throws Exception {
        TlsPair pair = new TlsPair().beginServer();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new PeerTrust(new Trust.Anybody(), engine -> {})}, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {"TLSv1.2"});
        RawClient raw = new RawClient(engine, pair.clientEnd);
        pair.clientEnd.handledBy(raw);
        engine.beginHandshake();
        raw.handshake(pair.loop);
        assertThat(pair.serverTold().channel.isOpen()).isTrue();
        engine.beginHandshake();
        raw.handshake(pair.loop);
        pair.loop.settle();
        assertThat(pair.serverTold().events).containsExactly("closed");
        assertThat(reason(pair.serverTold())).isEqualTo(Reason.RENEGOTIATION);
    }

    /** A client that does what no well-behaved one does. */
    private static final class RawClient implements dev.hawser.transport.ChannelHandler {
        private final SSLEngine engine;
        private final LinkEnd end;
        private byte[] read = new byte[0];

        RawClient(SSLEngine engine, LinkEnd end) {
            this.engine = engine;
            this.end = end;
        }

        void handshake(SteppedLoop loop) throws Exception {
            for (int i = 0; i < 50; i++) {
                switch (engine.getHandshakeStatus()) {
                    case NEED_TASK -> engine.getDelegatedTask().run();
                    case NEED_WRAP -> {
                        ByteBuffer to = ByteBuffer.allocate(40_000);
                        engine.wrap(ByteBuffer.allocate(0), to);
                        end.out().append(Bytes.copyOf(to.array(), 0, to.position()));
                        end.flush();
                    }
                    case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                        loop.settle();
                        ByteBuffer from = ByteBuffer.wrap(read);
                        SSLEngineResult result = engine.unwrap(from, ByteBuffer.allocate(40_000));
                        read = Arrays.copyOfRange(read, from.position(), read.length);
                        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) return;
                    }
                    case NOT_HANDSHAKING, FINISHED -> {
                        loop.settle();
                        return;
                    }
                }
            }
        }

        @Override
        public void onRead(byte[] array, int from, int to) {
            int have = read.length;
            read = Arrays.copyOf(read, have + to - from);
            System.arraycopy(array, from, read, have, to - from);
        }

        @Override
        public void onReadEnd() {}

        @Override
        public void onDrained() {}

        @Override
        public void onClosed(java.io.@Nullable IOException cause) {}
    }
}
