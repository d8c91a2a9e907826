package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.memory.MemoryNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content on its way to its reader: nothing is lost or turned, what is kept stays, what is lent is filled again. */
class ContentQueueTest {

    private static final int MORE_THAN_A_BLOCK = 100_000;

    private final EventLoop loop =
            new MemoryNetwork().newLoop(LoopOptions.builder().build());
    private final ContentQueue queue = new ContentQueue();
    private byte next;

    private void comes(int octets) {
        byte[] from = new byte[octets + 7];
        for (int i = 0; i < octets; i++) from[3 + i] = next++;
        queue.add(loop, from, 3, octets);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whoeverReadsInWhateverWayGetsAllOfItInOrder(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        Map<Bytes, byte[]> kept = new LinkedHashMap<>();
        int come = 0;
        for (int i = 0; i < 400; i++) {
            if (random.nextBoolean()) {
                int octets = 1 + random.nextInt(random.nextInt(10) == 0 ? MORE_THAN_A_BLOCK : 20_000);
                comes(octets);
                come += octets;
            } else if (random.nextBoolean()) {
                Bytes piece = queue.take();
                if (piece == null) continue;
                kept.put(piece, piece.toByteArray());
                read.writeBytes(piece.toByteArray());
            } else {
                Bytes piece = queue.lend();
                if (piece != null) read.writeBytes(piece.toByteArray());
            }
        }
        assertThat(read.size() + queue.clear()).isEqualTo(come);
        assertThat(queue.isEmpty()).isTrue();
        byte[] all = read.toByteArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] != (byte) i) assertThat(all[i]).as("octet %d", i).isEqualTo((byte) i);
        }
        kept.forEach((piece, content) -> assertThat(piece.toByteArray()).isEqualTo(content));
    }

    @Test
    void aReaderWhoKeepsNothingIsLentTheSameFewBlocks() throws IOException {
        var arrays = new ArrayList<byte[]>();
        for (int i = 0; i < 100; i++) {
            comes(3 * ContentBlocks.SIZE);
            for (Bytes piece; (piece = queue.lend()) != null; ) arrays.add(arrayOf(piece));
        }
        assertThat(arrays).hasSize(300);
        assertThat(arrays.stream().distinct().count()).isEqualTo(3);
    }

    @Test
    void blocksAreSharedByAllContentOfALoop() throws IOException {
        comes(ContentBlocks.SIZE);
        byte[] block = arrayOf(queue.lend());
        assertThat(queue.lend()).isNull();

        ContentQueue other = new ContentQueue();
        other.add(loop, new byte[ContentBlocks.SIZE], 0, ContentBlocks.SIZE);
        assertThat(arrayOf(other.lend())).isSameAs(block);
    }

    @Test
    void aBlockThatIsLentIsNotFilledBeforeItIsBack() {
        comes(ContentBlocks.SIZE);
        Bytes lent = queue.lend();
        byte[] content = lent.toByteArray();
        comes(ContentBlocks.SIZE);
        queue.clear();
        comes(ContentBlocks.SIZE);
        assertThat(lent.toByteArray()).isEqualTo(content);
    }

    private static byte[] arrayOf(Bytes piece) throws IOException {
        List<byte[]> seen = new ArrayList<>();
        piece.writeTo(new OutputStream() {
            @Override
            public void write(int octet) {
                throw new AssertionError("octet by octet");
            }

            @Override
            public void write(byte[] array, int offset, int length) {
                seen.add(array);
            }
        });
        return seen.getFirst();
    }

    @Test
    void oneSmallPieceIsKeptInAnArrayOfItsSize() {
        comes(100);
        assertThat(queue.take()).satisfies(piece -> assertThat(piece.pinned()).isEqualTo(100));
    }

    @Test
    void whatIsKeptKeepsNoMoreThanTwiceItsSize() {
        for (int octets : new int[] {ContentBlocks.SIZE / 2, ContentBlocks.SIZE / 2 + 1, ContentBlocks.SIZE + 1, 100}) {
            queue.lend();
            comes(octets);
            for (Bytes piece; (piece = queue.take()) != null; ) {
                assertThat(piece.pinned()).isLessThanOrEqualTo(2L * piece.length());
            }
        }
    }

    @Test
    void tinyPiecesThatWaitShareArrays() {
        for (int i = 0; i < 100_000; i++) comes(1);
        int arrays = 0;
        int octets = 0;
        for (Bytes piece; (piece = queue.take()) != null; octets += piece.length()) arrays++;
        assertThat(octets).isEqualTo(100_000);
        assertThat(arrays).isLessThan(40);
    }

    @Test
    void whatIsDroppedIsCountedAndGone() {
        comes(10);
        comes(MORE_THAN_A_BLOCK);
        assertThat(queue.clear()).isEqualTo(MORE_THAN_A_BLOCK + 10);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.take()).isNull();
        assertThat(queue.lend()).isNull();
        assertThat(queue.clear()).isZero();
    }
}
