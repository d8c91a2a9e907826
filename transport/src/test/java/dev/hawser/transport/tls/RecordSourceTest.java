package dev.hawser.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.PackBlocks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** How much of a record's plaintext is copied before the engine gets it: what is small, and nothing else. */
class RecordSourceTest {

    private static final int FULL = 16_367;

    private final BufList list = new BufList(new PackBlocks(65_536, 2));

    private static ByteBuffer at(RecordSource source, int index) {
        return Objects.requireNonNull(source.sources[index]);
    }

    @Test
    void manyPackedAnswersAreHandedOverWhereTheyLie() throws IOException {
        for (int i = 0; i < 256; i++) list.packCopy(new byte[60], 0, 60);
        byte[] packed = list.pack(1);
        RecordSource source = new RecordSource(null);
        source.take(list, FULL);
        assertThat(source.count).isEqualTo(1);
        assertThat(at(source, 0).array()).isSameAs(packed);
        assertThat(at(source, 0).remaining()).isEqualTo(256 * 60);
    }

    @Test
    void largeContentIsHandedOverWhereItLiesAndFillsTheRecordAcrossItsHead() throws IOException {
        byte[] content = new byte[100_000];
        list.packCopy(new byte[9], 0, 9);
        list.append(Bytes.wrap(content));
        RecordSource source = new RecordSource(null);
        source.take(list, FULL);
        assertThat(source.count).isEqualTo(2);
        assertThat(at(source, 0).remaining()).isEqualTo(9);
        assertThat(at(source, 1).array()).isSameAs(content);
        assertThat(at(source, 1).remaining()).isEqualTo(FULL - 9);
    }

    @Test
    void anEngineThatWantsDirectMemoryGetsOneBuffer() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(TlsEngines.LARGEST_PLAINTEXT);
        list.packCopy(new byte[9], 0, 9);
        list.append(Bytes.wrap(new byte[3000]));
        list.append(Bytes.wrap(Arena.ofAuto().allocate(50_000)));
        RecordSource source = new RecordSource(direct);
        source.take(list, TlsEngines.LARGEST_PLAINTEXT);
        assertThat(source.count).isEqualTo(1);
        assertThat(at(source, 0)).isSameAs(direct);
        assertThat(at(source, 0).remaining()).isEqualTo(TlsEngines.LARGEST_PLAINTEXT);
    }

    @Test
    void nativeMemoryThatFillsARecordIsNotCopiedForSuchAnEngine() throws IOException {
        list.append(Bytes.wrap(Arena.ofAuto().allocate(50_000)));
        ByteBuffer direct = ByteBuffer.allocateDirect(TlsEngines.LARGEST_PLAINTEXT);
        RecordSource source = new RecordSource(direct);
        source.take(list, TlsEngines.LARGEST_PLAINTEXT);
        assertThat(source.count).isEqualTo(1);
        assertThat(at(source, 0)).isNotSameAs(direct);
        assertThat(at(source, 0).isDirect()).isTrue();
        assertThat(at(source, 0).remaining()).isEqualTo(TlsEngines.LARGEST_PLAINTEXT);
    }
}
