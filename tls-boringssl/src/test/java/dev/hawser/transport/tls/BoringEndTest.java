package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How connections of BoringSSL end. */
class BoringEndTest extends TlsEndTest {

    private static TlsPair open() {
        return new TlsPair(TlsPair.server(), TlsPair.client().protocols("TLSv1.3")).open();
    }

    /** Its engine answers close_notify with its own. */
    @Test
    @Override
    void inTls13OneDirectionCanEndAndTheOtherGoOn() {
        TlsPair pair = open();
        pair.clientTold().channel.out().append(Bytes.of("question"));
        pair.clientTold().channel.shutdownOutput();
        pair.loop.settle();
        assertThat(pair.serverTold().read.toString(StandardCharsets.UTF_8)).isEqualTo("question");
        assertThat(pair.serverTold().events).containsExactly("end", "closed");
        assertThat(pair.serverTold().cause).isNull();
        assertThat(pair.clientTold().events).containsExactly("end", "closed");
        assertThat(pair.clientTold().cause).isNull();
    }

    @Test
    @Override
    void theEndWaitsForOctetsThatAreBlocked() {
        TlsPair pair = open();
        pair.serverEnd.writeLimit = 5000;
        pair.serverTold().channel.out().append(Bytes.wrap(new byte[1 << 20]));
        pair.serverTold().channel.shutdownOutput();
        pair.loop.settle();
        assertThat(pair.clientTold().read.size()).isEqualTo(1 << 20);
        assertThat(pair.clientTold().events).containsExactly("end", "closed");
        assertThat(pair.clientTold().cause).isNull();
    }

    /** It does so by itself, and the client is told. */
    @Test
    @Override
    void renegotiationIsRefused() {
        assertThatThrownBy(super::renegotiationIsRefused).hasMessageContaining("no_renegotiation");
    }
}
