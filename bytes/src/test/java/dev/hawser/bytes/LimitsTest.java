package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arithmetic near the limits of int and long: every range is taken or refused as numbers without limits would have it. */
class LimitsTest {

    private static final int MAX = Integer.MAX_VALUE;
    private static final int LARGEST = MAX - 8;
    private static final int[] NUMBERS = {
        Integer.MIN_VALUE,
        Integer.MIN_VALUE + 1,
        -65,
        -2,
        -1,
        0,
        1,
        31,
        63,
        64,
        65,
        MAX - 64,
        MAX - 8,
        MAX - 7,
        MAX - 1,
        MAX
    };

    /** A call with a range of 64 octets: whether the two numbers are its two ends, or its first octet and its length. */
    record Deed(String name, boolean isEnd, Call call) {
        @Override
        public String toString() {
            return name;
        }

        boolean isInside(long a, long b) {
            return isEnd ? 0 <= a && a <= b && b <= 64 : 0 <= a && 0 <= b && a + b <= 64;
        }
    }

    interface Call {
        void on(int a, int b);
    }

    private static BytesMut written(BytesMut out) {
        out.write(Octs.pattern(64));
        return out;
    }

    static Stream<Deed> deeds() {
        byte[] octets = Octs.pattern(64);
        byte[] target = new byte[64];
        Bytes heap = Octs.heapSlice(octets);
        Bytes segment = Octs.segmentSlice(octets);
        Rope rope = Octs.rope(octets, 7);
        return Stream.of(
                new Deed("wrap", false, (a, b) -> Bytes.wrap(octets, a, b)),
                new Deed("copyOf", false, (a, b) -> Bytes.copyOf(octets, a, b)),
                new Deed("heap slice", true, heap::slice),
                new Deed("segment slice", true, segment::slice),
                new Deed("heap copyTo", false, (a, b) -> heap.copyTo(a, target, 0, b)),
                new Deed("heap copyTo a place", false, (a, b) -> heap.copyTo(0, target, a, b)),
                new Deed("segment copyTo", false, (a, b) -> segment.copyTo(a, target, 0, b)),
                new Deed("segment copyTo a place", false, (a, b) -> segment.copyTo(0, target, a, b)),
                new Deed("rope slice", true, rope::slice),
                new Deed("rope copyTo", false, (a, b) -> rope.copyTo(a, target, 0, b)),
                new Deed("rope copyTo a place", false, (a, b) -> rope.copyTo(0, target, a, b)),
                new Deed("cursor readTo a place", false, (a, b) -> heap.cursor().readTo(target, a, b)),
                new Deed(
                        "rope cursor readTo a place",
                        false,
                        (a, b) -> rope.cursor().readTo(target, a, b)),
                new Deed(
                        "chain readTo a place",
                        false,
                        (a, b) -> heap.cursor().chain(heap.cursor()).readTo(target, a, b)),
                new Deed(
                        "limit readTo a place",
                        false,
                        (a, b) -> heap.cursor().take(64).readTo(target, a, b)),
                new Deed(
                        "mutable readTo a place",
                        false,
                        (a, b) -> written(new BytesMut(64)).readTo(target, a, b)),
                new Deed("mutable write", false, (a, b) -> new BytesMut().write(octets, a, b)),
                new Deed("native write", false, (a, b) -> BytesMut.ofNative(8).write(octets, a, b)),
                new Deed(
                        "mutable writeAgain",
                        true,
                        (a, b) -> written(new BytesMut(64)).writeAgain(a, b)),
                new Deed(
                        "array target write",
                        false,
                        (a, b) -> BufMut.into(new byte[64]).write(octets, a, b)),
                new Deed("array target", false, (a, b) -> BufMut.into(new byte[64], a, b)),
                new Deed(
                        "limit write", false, (a, b) -> new BytesMut().limit(64).write(octets, a, b)),
                new Deed(
                        "chain write",
                        false,
                        (a, b) -> BufMut.into(new byte[9])
                                .chainMut(new BytesMut())
                                .write(octets, a, b)),
                new Deed("list append", true, (a, b) -> new BufList().append(heap, a, b)),
                new Deed("list packCopy", false, (a, b) -> new BufList().packCopy(octets, a, b)),
                new Deed("list packCopy of a view", false, (a, b) -> new BufList().packCopy(segment, a, b)));
    }

    @ParameterizedTest
    @MethodSource("deeds")
    void aRangeIsTakenIfItLiesInsideAndRefusedByNameIfNot(Deed deed) {
        for (int a : NUMBERS) {
            for (int b : NUMBERS) {
                if (deed.isInside(a, b)) deed.call.on(a, b);
                else {
                    assertThatThrownBy(() -> deed.call.on(a, b))
                            .as("%s(%d, %d)", deed, a, b)
                            .isInstanceOf(IndexOutOfBoundsException.class);
                }
            }
        }
    }

    @Test
    void aViewOfTheLargestSizeIsReadToItsLastOctet(@TempDir Path dir) throws IOException {
        try (FileChannel file = FileChannel.open(
                dir.resolve("sparse"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.SPARSE)) {
            file.write(ByteBuffer.wrap(new byte[] {7}), LARGEST - 1L);
            Bytes view = Bytes.map(file, 0, LARGEST);
            file.write(ByteBuffer.wrap(new byte[1]), LARGEST);
            assertThatThrownBy(() -> Bytes.map(file, 0, LARGEST + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("2147483640", "2147483639");
            assertThat(view.get(LARGEST - 1)).isEqualTo((byte) 7);
            assertThat(view.getLong(LARGEST - 8)).isEqualTo(7);
            assertThatThrownBy(() -> view.getLong(LARGEST - 7))
                    .hasMessage("8 octets from %d of %d".formatted(LARGEST - 7, LARGEST));
            assertThatThrownBy(() -> view.get(LARGEST)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(view.indexOf((byte) 7, LARGEST - 100)).isEqualTo(LARGEST - 1);
            Bytes end = view.sliceFrom(LARGEST - 3);
            assertThat(view.slice(0, LARGEST - 3).unsplit(end).length()).isEqualTo(LARGEST);
            assertThat(end.tryUnsplit(view)).isNull();

            BytesCursor cursor = view.cursor();
            cursor.position(LARGEST);
            assertThat(cursor.remaining()).isZero();
            assertThatThrownBy(() -> cursor.advance(1)).isInstanceOf(OverrunException.class);
            cursor.position(LARGEST - 4);
            assertThat(cursor.readInt()).isEqualTo(7);
            assertThatThrownBy(() -> cursor.position(Integer.MIN_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);

            Rope twice = Rope.of(view, view);
            assertThat(twice.length()).isEqualTo(2L * LARGEST);
            assertThat(twice.get(2L * LARGEST - 1)).isEqualTo((byte) 7);
            BufList list = new BufList();
            twice.appendTo(list);
            assertThatThrownBy(list::copyRemaining)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll("4294967278", "2147483639");
            assertThatThrownBy(() -> new BytesMut(8).write(twice.cursor())).isInstanceOf(OverrunException.class);
            assertThat(list.remaining()).isEqualTo(2L * LARGEST);
            list.advance(2L * LARGEST);
        }
    }

    @Test
    void aStretchBesideAFileIsRefused(@TempDir Path dir) throws IOException {
        Path path = dir.resolve("ten");
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(new byte[10]), 0);
            for (long[] bad : new long[][] {{-1, 0}, {-1, 5}, {0, -1}, {0, 11}, {11, 0}, {9, 2}, {Long.MAX_VALUE, 1}}) {
                assertThatThrownBy(() -> Bytes.map(file, bad[0], (int) bad[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class)
                        .hasMessageContainingAll("" + bad[0], "10");
                assertThatThrownBy(() -> Rope.map(file, bad[0], bad[1])).isInstanceOf(IndexOutOfBoundsException.class);
            }
            assertThatThrownBy(() -> Rope.map(file, 1, Long.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(Bytes.map(file, 10, 0).isEmpty()).isTrue();
            assertThat(Bytes.map(file, 9, 1).length()).isEqualTo(1);
        }
    }
}
