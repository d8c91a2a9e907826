package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Octets through connections between engines of BoringSSL. */
class BoringChannelTest extends TlsChannelTest {

    /** The server's tickets go before its first octets. */
    private static TlsPair begun() {
        TlsPair pair = new TlsPair(TlsPair.server(), TlsPair.client().protocols("TLSv1.3")).open();
        pair.serverTold().channel.out().append(Bytes.of("first"));
        pair.serverTold().channel.flush();
        pair.loop.settle();
        pair.serverEnd.sent.reset();
        pair.serverEnd.writes = 0;
        return pair;
    }

    @Test
    @Override
    void manySmallPiecesOfOneTurnShareOneRecordAndOneWrite() {
        TlsPair pair = begun();
        BufList out = pair.serverTold().channel.out();
        for (int i = 0; i < 32; i++) {
            out.packCopy(new byte[25], 0, 25);
            out.append(Bytes.wrap(new byte[100]));
        }
        pair.serverTold().channel.flush();
        pair.loop.settle();
        assertThat(records(pair.serverEnd.sent.toByteArray())).containsExactly(5 + 32 * 125 + 1 + 16);
        assertThat(pair.serverEnd.writes).isEqualTo(1);
        assertThat(pair.clientTold().read.size()).isEqualTo(5 + 32 * 125);
    }

    @Test
    @Override
    void recordsAreFilledAcrossTheBordersOfPieces() {
        TlsPair pair = begun();
        BufList out = pair.serverTold().channel.out();
        for (int i = 0; i < 10; i++) { // ten frames of HTTP/2: a head of 9 octets, then 16 KiB
            out.packCopy(new byte[9], 0, 9);
            out.append(Bytes.wrap(new byte[16_384]));
        }
        pair.serverTold().channel.flush();
        pair.loop.settle();
        List<Integer> records = records(pair.serverEnd.sent.toByteArray());
        assertThat(records).hasSize(11);
        assertThat(records.subList(0, 10)).containsOnly(5 + 16_384 + 1 + 16);
        assertThat(records.getLast()).isEqualTo(5 + 10 * 9 + 1 + 16);
    }
}
