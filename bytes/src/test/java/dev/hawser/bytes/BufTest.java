package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of readers, for every kind. */
class BufTest {

    /** A reader of somebody else's, which knows only the three methods and shows few octets at a time. */
    static final class Foreign implements Buf {
        private final byte[] content;
        private final int most;
        private int at;

        Foreign(byte[] content, int most) {
            this.content = content;
            this.most = most;
        }

        @Override
        public long remaining() {
            return content.length - at;
        }

        @Override
        public Bytes chunk() {
            return Bytes.wrap(content, at, Math.min(most, content.length - at));
        }

        @Override
        public void advance(long n) {
            require("advance", n);
            at += (int) n;
        }
    }

    @Nested
    class Heap extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.heap(content).cursor();
        }
    }

    @Nested
    class HeapSlice extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.heapSlice(content).cursor();
        }
    }

    @Nested
    class Segment extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.segment(content).cursor();
        }
    }

    @Nested
    class SegmentSlice extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.segmentSlice(content).cursor();
        }
    }

    @Nested
    class Mapped extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.mapped(content).cursor();
        }
    }

    @Nested
    class Frozen extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.frozen(content).cursor();
        }
    }

    @Nested
    class Rejoined extends BufContract {
        @Override
        Buf reader(byte[] content) {
            Bytes whole = Octs.heapSlice(content);
            int third = content.length / 3;
            return whole.slice(0, third).unsplit(whole.sliceFrom(third)).cursor();
        }
    }

    @Nested
    class MutableOnTheHeap extends BufContract {
        @Override
        Buf reader(byte[] content) {
            BytesMut out = new BytesMut();
            out.write(content);
            return out;
        }
    }

    @Nested
    class MutableOutsideTheHeap extends BufContract {
        @Override
        Buf reader(byte[] content) {
            BytesMut out = BytesMut.ofNative(16);
            out.write(content);
            return out;
        }
    }

    @Nested
    class MutableAndPartlyFrozen extends BufContract {
        @Override
        Buf reader(byte[] content) {
            BytesMut out = new BytesMut(4);
            int half = content.length / 2;
            out.write(content, 0, half);
            out.chunk();
            out.write(content, half, content.length - half);
            return out;
        }
    }

    @Nested
    class Leased extends BufContract {
        private final BlockPool pool = new BlockPool(512, 4);

        @Override
        Buf reader(byte[] content) {
            BytesMut out = pool.lease().writer();
            out.write(content);
            return out;
        }
    }

    @Nested
    class ChainedInTheMiddle extends BufContract {
        @Override
        Buf reader(byte[] content) {
            int half = content.length / 2;
            return Octs.heap(Octs.cut(content, 0, half))
                    .cursor()
                    .chain(Octs.segment(Octs.cut(content, half, content.length)).cursor());
        }
    }

    @Nested
    class ChainedAfterOne extends BufContract {
        @Override
        Buf reader(byte[] content) {
            int one = Math.min(1, content.length);
            return Octs.segment(Octs.cut(content, 0, one))
                    .cursor()
                    .chain(Octs.heapSlice(Octs.cut(content, one, content.length))
                            .cursor());
        }
    }

    @Nested
    class NestedChains extends BufContract {
        @Override
        Buf reader(byte[] content) {
            int a = content.length / 4;
            int b = content.length / 3;
            int c = content.length / 2;
            byte[] more = java.util.Arrays.copyOf(Octs.cut(content, b, c), c - b + 9);
            return Octs.heap(Octs.cut(content, 0, a))
                    .cursor()
                    .chain(Octs.heap(Octs.cut(content, a, b))
                            .cursor()
                            .chain(Octs.segment(more).cursor().take(c - b)))
                    .chain(Octs.rope(Octs.cut(content, c, content.length), 3).cursor());
        }
    }

    @Nested
    class Limited extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.segment(java.util.Arrays.copyOf(content, content.length + 5))
                    .cursor()
                    .take(content.length);
        }
    }

    @Nested
    class LimitedChain extends BufContract {
        @Override
        Buf reader(byte[] content) {
            byte[] more = java.util.Arrays.copyOf(content, content.length + 5);
            int third = more.length / 3;
            return Octs.heap(Octs.cut(more, 0, third))
                    .cursor()
                    .chain(Octs.heap(Octs.cut(more, third, more.length)).cursor())
                    .take(content.length + 2)
                    .take(content.length);
        }
    }

    @Nested
    class RopeOfSingleOctets extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.rope(content, 1).cursor();
        }
    }

    @Nested
    class RopeOfSevens extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return Octs.rope(content, 7).cursor();
        }
    }

    @Nested
    class RopeSlice extends BufContract {
        @Override
        Buf reader(byte[] content) {
            byte[] more = new byte[content.length + 9];
            System.arraycopy(content, 0, more, 4, content.length);
            return Octs.rope(more, 5).slice(4, 4 + content.length).cursor();
        }
    }

    @Nested
    class ForeignAndWhole extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return new Foreign(content, Integer.MAX_VALUE);
        }
    }

    @Nested
    class ForeignAndNarrow extends BufContract {
        @Override
        Buf reader(byte[] content) {
            return new Foreign(content, 3);
        }

        @Override
        boolean showsEverything() {
            return false;
        }
    }

    @Nested
    class ForeignInsideAChain extends BufContract {
        @Override
        Buf reader(byte[] content) {
            int half = content.length / 2;
            return new Foreign(Octs.cut(content, 0, half), 2)
                    .chain(Octs.heap(Octs.cut(content, half, content.length)).cursor());
        }

        @Override
        boolean showsEverything() {
            return false;
        }
    }

    // ---- beyond the contract

    @Test
    void whatFollowsAReaderThatShowsOnlyABeginningIsNotShownBeforeItsRest() {
        Buf chain = new Foreign(Octs.pattern(10), 4).chain(Bytes.of("behind").cursor());
        Bytes[] into = new Bytes[8];
        assertThat(chain.chunks(into)).isEqualTo(1);
        assertThat(into[0].toByteArray()).isEqualTo(Octs.cut(Octs.pattern(10), 0, 4));
    }

    @Test
    void sizesOfChainsDoNotWrap() {
        Buf both = huge().chain(huge());
        assertThat(huge().chain(Bytes.of("abc").cursor()).remaining()).isEqualTo(Long.MAX_VALUE);
        assertThat(both.chain(huge()).remaining()).isEqualTo(Long.MAX_VALUE);
        assertThat(both.take(5).remaining()).isEqualTo(5);
        BytesMut target = new BytesMut();
        assertThat(target.chainMut(new BytesMut()).chainMut(new BytesMut()).remainingMut())
                .isEqualTo(3L * target.remainingMut());
        assertThatThrownBy(() -> target.write(both))
                .isInstanceOf(OverrunException.class)
                .hasMessageContaining("" + Long.MAX_VALUE);
    }

    private static Buf huge() {
        return new Buf() {
            @Override
            public long remaining() {
                return Long.MAX_VALUE;
            }

            @Override
            public Bytes chunk() {
                return Bytes.of("x");
            }

            @Override
            public void advance(long n) {}
        };
    }

    @Test
    void aRequestAcrossTheSeamOfAChainIsCopiedAndCounted() {
        Buf chain = Bytes.of("abc").cursor().chain(Bytes.of("def").cursor());
        long before = Copies.octets(Copies.Site.STRADDLE);
        assertThat(chain.takeFirst(4)).isEqualTo(Bytes.of("abcd"));
        assertThat(Copies.octets(Copies.Site.STRADDLE) - before).isEqualTo(4);
    }

    @Test
    void aLimitMayBeSetAnewAndIsNeverNegative() {
        Take take = Bytes.of("abcdef").cursor().take(2);
        take.advance(2);
        assertThat(take.hasRemaining()).isFalse();
        take.setLimit(3);
        assertThat(take.takeFirst(3)).isEqualTo(Bytes.of("cde"));
        assertThat(take.limit()).isZero();
        assertThat(take.source().remaining()).isEqualTo(1);
        assertThatThrownBy(() -> take.setLimit(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bytes.empty().cursor().take(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aCursorLooksAheadByReturningToItsPosition() {
        BytesCursor cursor = Octs.segment(Octs.pattern(20)).cursor();
        cursor.advance(5);
        int mark = cursor.position();
        long ahead = cursor.readLong();
        cursor.position(mark);
        assertThat(cursor.readLong()).isEqualTo(ahead);
        assertThatThrownBy(() -> cursor.position(21)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> cursor.position(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        cursor.position(20);
        assertThat(cursor.hasRemaining()).isFalse();
        assertThat(cursor.source().length()).isEqualTo(20);
    }

    @Test
    void aRopeCursorGoesToAnyPlace() {
        byte[] content = Octs.pattern(200);
        RopeCursor cursor = Octs.rope(content, 9).cursor();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            int at = random.nextInt(201);
            cursor.position(at);
            assertThat(cursor.position()).isEqualTo(at);
            assertThat(cursor.remaining()).isEqualTo(200 - at);
            if (at < 200) assertThat(cursor.readByte()).isEqualTo(content[at]);
            if (at < 190) {
                assertThat(cursor.takeFirst(8).toByteArray()).isEqualTo(Octs.cut(content, at + 1, at + 9));
            }
        }
        assertThatThrownBy(() -> cursor.position(201)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aRopeCursorKeepsItsPlaceWhenTheRopeFlattens() {
        byte[] content = Octs.pattern(100);
        Rope rope = Octs.rope(content, 3);
        RopeCursor cursor = rope.cursor();
        cursor.advance(10);
        rope.flatten();
        for (int i = 10; i < 100; i++) assertThat(cursor.readByte()).isEqualTo(content[i]);
        assertThat(cursor.source()).isSameAs(rope);
    }

    /** Builds a tree of chains and limits over {@code content} as the dice fall. */
    private static Buf tree(byte[] content, Random random, int depth) {
        int n = content.length;
        if (depth > 0 && n > 1 && random.nextInt(5) > 0) {
            int cut = random.nextInt(n + 1);
            Buf chain = tree(Octs.cut(content, 0, cut), random, depth - 1)
                    .chain(tree(Octs.cut(content, cut, n), random, depth - 1));
            return random.nextInt(4) == 0 ? chain.take(n + random.nextInt(3)) : chain;
        }
        return switch (random.nextInt(6)) {
            case 0 -> Octs.heap(content).cursor();
            case 1 -> Octs.segmentSlice(content).cursor();
            case 2 -> Octs.rope(content, 1 + random.nextInt(4)).cursor();
            case 3 -> BytesMut.copyOf(Bytes.wrap(content));
            case 4 ->
                Octs.heap(java.util.Arrays.copyOf(content, n + 4)).cursor().take(n);
            default -> new Foreign(content, 1 + random.nextInt(5));
        };
    }

    @Test
    void randomTreesOfChainsReadAsTheOctetsTheyAreMadeOf() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] content = new byte[random.nextInt(120)];
            random.nextBytes(content);
            Buf buf = tree(content, random, 5);
            int at = 0;
            while (at < content.length) {
                assertThat(buf.remaining()).as("seed %d", seed).isEqualTo(content.length - at);
                int n = random.nextInt(content.length - at + 1);
                switch (random.nextInt(6)) {
                    case 0 ->
                        assertThat(buf.takeFirst(n).toByteArray())
                                .as("seed %d", seed)
                                .isEqualTo(Octs.cut(content, at, at + n));
                    case 1 ->
                        assertThat(buf.takeParts(n).toByteArray())
                                .as("seed %d", seed)
                                .isEqualTo(Octs.cut(content, at, at + n));
                    case 2 -> buf.advance(n);
                    case 3 -> {
                        byte[] some = new byte[n];
                        buf.readTo(some);
                        assertThat(some).as("seed %d", seed).isEqualTo(Octs.cut(content, at, at + n));
                    }
                    case 4 -> {
                        n = Math.min(n, 8);
                        long value = 0;
                        for (int i = 0; i < n; i++) value = value << 8 | (content[at + i] & 0xff);
                        assertThat(buf.readUnsigned(n)).as("seed %d", seed).isEqualTo(value);
                    }
                    default -> {
                        Bytes[] into = new Bytes[1 + random.nextInt(20)];
                        int shown = buf.chunks(into);
                        int seen = at;
                        for (int i = 0; i < shown; i++) {
                            assertThat(into[i].toByteArray())
                                    .as("seed %d", seed)
                                    .isEqualTo(Octs.cut(content, seen, seen + into[i].length()));
                            seen += into[i].length();
                        }
                        n = 0;
                    }
                }
                at += n;
                long rest = content.length - at;
                assertThatThrownBy(() -> buf.advance(rest + 1)).isInstanceOf(OverrunException.class);
            }
        }
    }
}
