package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BytesTest {

    @Nested
    class Heap extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            return Octs.heap(content);
        }
    }

    @Nested
    class HeapSlice extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            return Octs.heapSlice(content);
        }
    }

    @Nested
    class HeapTail extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            byte[] larger = new byte[content.length + 3];
            System.arraycopy(content, 0, larger, 3, content.length);
            return Bytes.wrap(larger).sliceFrom(3);
        }
    }

    @Nested
    class SegmentTail extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            byte[] larger = new byte[content.length + 3];
            System.arraycopy(content, 0, larger, 3, content.length);
            return Octs.segment(larger).sliceFrom(3);
        }
    }

    @Nested
    class Segment extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            return Octs.segment(content);
        }
    }

    @Nested
    class SegmentSlice extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            return Octs.segmentSlice(content);
        }
    }

    @Nested
    class Mapped extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            return Octs.mapped(content);
        }
    }

    @Nested
    class Frozen extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            return Octs.frozen(content);
        }
    }

    @Nested
    class FrozenOutsideTheHeap extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            BytesMut out = BytesMut.ofNative(4);
            out.write(content);
            return out.freeze();
        }
    }

    @Nested
    class Leased extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            try (Lease lease = new BlockPool(Math.max(1, content.length), 1).lease()) {
                BytesMut out = lease.writer();
                out.write(content);
                return out.freeze();
            }
        }
    }

    @Nested
    class Owned extends BytesContract {
        @Override
        Bytes view(byte[] content) {
            return Bytes.fromOwner(
                    Octs.segment(content),
                    b -> content.length == 0 ? MemorySegment.NULL : ((SegmentBytes) b).block.segment,
                    b -> {});
        }
    }

    // ---- beyond the contract

    @Test
    void wrappingTakesWhatItIsGivenAndCopyingDoesNot() {
        byte[] array = {1, 2, 3};
        Bytes wrapped = Bytes.wrap(array);
        Bytes copied = Bytes.copyOf(array);
        array[0] = 9;
        assertThat(wrapped.get(0)).isEqualTo((byte) 9);
        assertThat(copied.get(0)).isEqualTo((byte) 1);
        assertThat(Bytes.wrap(new byte[5], 5, 0)).isSameAs(Bytes.empty());
        assertThatThrownBy(() -> Bytes.wrap(array, 2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.wrap(array, 1, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.copyOf(array, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void buffersAndHeapSegmentsAreViewedWhereTheyLie() {
        byte[] array = Octs.pattern(20);
        Bytes fromBuffer = Bytes.wrap(ByteBuffer.wrap(array, 3, 10));
        assertThat(fromBuffer.storage()).isSameAs(array);
        assertThat(fromBuffer.toByteArray()).isEqualTo(Octs.cut(array, 3, 13));
        assertThat(Bytes.wrap(MemorySegment.ofArray(array).asSlice(2, 4)).storage())
                .isSameAs(array);
        ByteBuffer direct = ByteBuffer.allocateDirect(8).putLong(0, 42).position(4);
        assertThat(Bytes.wrap(direct).getInt(0)).isEqualTo(42);
        assertThat(Bytes.copyOf(direct).getInt(0)).isEqualTo(42);
        assertThat(direct.position()).isEqualTo(4);
        assertThatThrownBy(() -> Bytes.wrap(ByteBuffer.wrap(array).asReadOnlyBuffer()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Bytes.wrap(MemorySegment.ofArray(new long[2])))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void memoryOfAClosedArenaCannotBeRead() {
        Bytes bytes;
        try (Arena arena = Arena.ofConfined()) {
            bytes = Bytes.wrap(arena.allocate(8));
            assertThat(bytes.getLong(0)).isZero();
        }
        assertThatThrownBy(() -> bytes.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bytes.getLong(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void streamsAreReadToTheirEnd() throws IOException {
        assertThat(Bytes.readAll(new ByteArrayInputStream(Octs.pattern(500))).toByteArray())
                .isEqualTo(Octs.pattern(500));
    }

    @Test
    void partsMadeOfNeighboursAreRejoinedWhateverIsBetween() {
        Bytes whole = Octs.segment(Octs.pattern(3_000));
        Joined joined =
                Bytes.concat(whole.slice(0, 1_000), Bytes.empty(), whole.slice(1_000, 2_999), whole.sliceFrom(2_999));
        assertThat(joined.how()).isEqualTo(Joined.How.REJOINED);
        assertThat(joined.bytes()).isEqualTo(whole);
        assertThat(joined.bytes().storage()).isSameAs(whole.storage());
        assertThat(joined.copied()).isZero();
        assertThat(Bytes.concat().how()).isEqualTo(Joined.How.REJOINED);
        assertThat(Bytes.concat().bytes()).isSameAs(Bytes.empty());
        assertThat(Bytes.concat(whole).bytes()).isSameAs(whole);
    }

    @Test
    void smallPartsAreCopiedAndTheCopyIsCounted() {
        long before = Copies.octets(Copies.Site.JOIN);
        Joined joined = Bytes.concat(Bytes.of("Content-Length"), Bytes.of(": "), Bytes.of("42"));
        assertThat(joined.how()).isEqualTo(Joined.How.COPIED);
        assertThat(joined.bytes()).isEqualTo(Bytes.of("Content-Length: 42"));
        assertThat(joined.copied()).isEqualTo(18);
        assertThat(Copies.octets(Copies.Site.JOIN) - before).isEqualTo(18);
    }

    @Test
    void largePartsStayWhereTheyAre() {
        Bytes a = Octs.heap(Octs.pattern(300));
        Bytes b = Octs.segment(Octs.pattern(300));
        long before = Copies.octets();
        Joined joined = Bytes.concat(List.of(a, b));
        assertThat(joined.how()).isEqualTo(Joined.How.LISTED);
        assertThat(joined.bytes()).isNull();
        assertThat(joined.rope().parts()).isEqualTo(2);
        assertThat(Copies.octets()).isEqualTo(before);
        List<Bytes> tiny = new ArrayList<>();
        for (int i = 0; i < 100; i++) tiny.add(Bytes.wrap(new byte[32]));
        assertThat(Bytes.concat(tiny).how()).isEqualTo(Joined.How.COPIED);
        for (int i = 0; i < 100; i++) tiny.add(Bytes.wrap(new byte[32]));
        assertThat(Bytes.concat(tiny).how()).isEqualTo(Joined.How.LISTED);
    }

    @Test
    void anOwnerIsReleasedOnceAfterItsLastView() throws Exception {
        AtomicInteger released = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(1);
        Bytes kept = ownedSlice(released, done);
        System.gc();
        assertThat(kept.getInt(0)).isEqualTo(ByteBuffer.wrap(Octs.pattern(100)).getInt(10));
        assertThat(released.get()).as("a slice keeps the owner").isZero();
        MemorySegment segment = kept.asSegment();
        kept = null;
        System.gc();
        assertThat(segment.get(Octets.BYTE, 0)).isEqualTo(Octs.pattern(100)[10]);
        assertThat(released.get()).as("so does its segment").isZero();
        segment = null;
        for (int i = 0; i < 100 && done.getCount() > 0; i++) {
            System.gc();
            if (done.await(50, TimeUnit.MILLISECONDS)) break;
        }
        assertThat(released.get()).isEqualTo(1);
    }

    private static Bytes ownedSlice(AtomicInteger released, CountDownLatch done) {
        Bytes owner = Octs.segment(Octs.pattern(100));
        Bytes all = Bytes.fromOwner(owner, b -> ((SegmentBytes) b).block.segment, b -> {
            released.incrementAndGet();
            done.countDown();
        });
        return all.slice(10, 20);
    }

    @Test
    void anOwnerWhoseMemoryCannotBeHadIsReleasedAtOnce() {
        AtomicInteger released = new AtomicInteger();
        assertThatThrownBy(() -> Bytes.fromOwner(
                        "owner",
                        o -> {
                            throw new IllegalStateException("no");
                        },
                        o -> released.incrementAndGet()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(released.get()).isEqualTo(1);
        assertThatThrownBy(() -> Bytes.fromOwner(
                        "owner", o -> MemorySegment.ofArray(new byte[3]), o -> released.incrementAndGet()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(released.get()).isEqualTo(2);
        assertThat(Bytes.fromOwner("owner", o -> MemorySegment.NULL, o -> released.incrementAndGet())
                        .isEmpty())
                .isTrue();
        assertThat(released.get()).isEqualTo(3);
    }

    @Test
    void oneViewIsReadByManyThreadsAtOnce() throws Exception {
        byte[] content = Octs.pattern(1_000);
        for (Bytes shared : List.of(Octs.heapSlice(content), Octs.segmentSlice(content))) {
            AtomicInteger wrong = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int round = 0; round < 1_000; round++) {
                        Bytes slice = shared.slice(round % 500, 500 + round % 500);
                        Bytes again = slice.slice(0, 100).tryUnsplit(slice.sliceFrom(100));
                        if (again == null || !again.equals(slice) || again.get(3) != content[round % 500 + 3])
                            wrong.incrementAndGet();
                    }
                }));
            }
            for (Thread thread : threads) thread.join();
            assertThat(wrong.get()).isZero();
            assertThat(shared.toByteArray()).isEqualTo(content);
        }
    }
}
