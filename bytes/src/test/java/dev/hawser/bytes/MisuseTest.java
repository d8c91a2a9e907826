package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every misuse throws by name, says what was asked and what there was, and leaves the object as it was. */
class MisuseTest {

    private static final int MAX = Integer.MAX_VALUE;

    /** One wrong call on an object of {@code make}, and what its message must tell. */
    private record Misuse<T>(
            String name,
            Supplier<T> make,
            Function<T, Object> state,
            Consumer<T> deed,
            Class<? extends RuntimeException> thrown,
            List<String> told) {
        void check() {
            T object = make.get();
            Object before = state.apply(object);
            assertThatThrownBy(() -> deed.accept(object))
                    .isInstanceOf(thrown)
                    .satisfies(e -> assertThat(e.getMessage()).contains(told));
            assertThat(state.apply(object)).isEqualTo(before);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The misuses of one kind of object. */
    private static final class Table<T> {
        private final List<Misuse<?>> rows;
        private final String kind;
        private final Supplier<T> make;
        private final Function<T, Object> state;

        Table(List<Misuse<?>> rows, String kind, Supplier<T> make, Function<T, Object> state) {
            this.rows = rows;
            this.kind = kind;
            this.make = make;
            this.state = state;
        }

        void add(String name, Consumer<T> deed, Class<? extends RuntimeException> thrown, String... told) {
            rows.add(new Misuse<>(kind + ": " + name, make, state, deed, thrown, List.of(told)));
        }

        void outside(String name, Consumer<T> deed, String... told) {
            add(name, deed, IndexOutOfBoundsException.class, told);
        }

        void overrun(String name, Consumer<T> deed, String... told) {
            add(name, deed, OverrunException.class, told);
        }

        void refused(String name, Consumer<T> deed, String... told) {
            add(name, deed, IllegalArgumentException.class, told);
        }

        void untimely(String name, Consumer<T> deed, String... told) {
            add(name, deed, IllegalStateException.class, told);
        }
    }

    static Stream<Misuse<?>> misuses() {
        List<Misuse<?>> rows = new ArrayList<>();
        byte[] octets = Octs.pattern(64);
        bytes(new Table<>(rows, "Bytes on the heap", () -> Octs.heapSlice(octets), Bytes::toHex));
        bytes(new Table<>(rows, "Bytes outside the heap", () -> Octs.segmentSlice(octets), Bytes::toHex));
        bytesMut(new Table<>(rows, "BytesMut on the heap", () -> written(new BytesMut(70)), MisuseTest::stateOf));
        bytesMut(new Table<>(
                rows, "BytesMut outside the heap", () -> written(BytesMut.ofNative(70)), MisuseTest::stateOf));
        BlockPool pool = new BlockPool(70, 1);
        bytesMut(
                new Table<>(rows, "BytesMut, leased", () -> written(pool.lease().writer()), MisuseTest::stateOf));
        rope(new Table<>(rows, "Rope", () -> Octs.rope(octets, 7), rope -> Bytes.wrap(rope.toByteArray())));
        cursor(new Table<>(
                rows,
                "RopeCursor",
                () -> {
                    RopeCursor at = Octs.rope(octets, 7).cursor();
                    at.advance(10);
                    return at;
                },
                RopeCursor::position));
        list(new Table<>(
                rows, "BufList", MisuseTest::list, list -> list.copyRemaining().toHex()));
        lease(new Table<>(rows, "Lease, open", pool::lease, lease -> List.of(lease.isOpen(), lease.hasEscaped())));
        closed(new Table<>(
                rows,
                "Lease, closed",
                () -> {
                    Lease lease = pool.lease();
                    lease.close();
                    return lease;
                },
                lease ->
                        List.of(lease.isOpen(), lease.hasEscaped(), pool.stats().free())));
        return rows.stream();
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void aMisuseThrowsByNameSaysBothNumbersAndChangesNothing(Misuse<?> misuse) {
        misuse.check();
    }

    private static BytesMut written(BytesMut room) {
        room.write(Octs.pattern(66));
        room.freezeFirst(2);
        return room;
    }

    private static BufList list() {
        BufList list = new BufList(new PackBlocks(64, 2));
        list.append(Octs.heap(Octs.pattern(40)));
        list.packCopy(Octs.pattern(24), 0, 24);
        return list;
    }

    private static Object stateOf(BytesMut buf) {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < buf.length(); i++) content.append(buf.get(i)).append(' ');
        return List.of(content.toString(), buf.capacity(), buf.frozen().toHex(), buf.remainingMut());
    }

    private static void bytes(Table<Bytes> t) {
        for (int bad : new int[] {-1, 64, MAX, Integer.MIN_VALUE}) {
            t.outside("get " + bad, b -> b.get(bad), "" + bad, "64");
            t.outside("getShort " + bad, b -> b.getShort(bad), "2 octets from " + bad + " of 64");
            t.outside("getIntLE " + bad, b -> b.getIntLE(bad), "4 octets from " + bad + " of 64");
            t.outside("getUnsigned " + bad, b -> b.getUnsigned(bad, 3), "3 octets from " + bad + " of 64");
            if (bad == 64) continue;
            t.outside("sliceFrom " + bad, b -> b.sliceFrom(bad), "" + bad, "64");
            t.outside("indexOf from " + bad, b -> b.indexOf((byte) 1, bad), "" + bad, "64");
            t.outside("copyTo, " + bad + " octets", b -> b.copyTo(0, new byte[9], 0, bad), "" + bad);
        }
        t.outside("slice backwards", b -> b.slice(3, 2), "3", "2");
        t.outside("slice too far", b -> b.slice(60, 65), "60", "65", "64");
        t.outside("slice whose length overflows", b -> b.slice(Integer.MIN_VALUE, MAX), "" + MAX, "64");
        t.outside("getLong that begins inside", b -> b.getLong(57), "8 octets from 57 of 64");
        t.outside("copyTo beside the target", b -> b.copyTo(0, new byte[9], 5, 5), "9");
        t.refused("getUnsigned of 9 octets", b -> b.getUnsigned(0, 9), "9", "8");
        t.refused("getSigned of -1 octets", b -> b.getSigned(0, -1), "-1");
        t.refused("unsplit of a stranger", b -> b.unsplit(Bytes.of("x")), "64 octets", "1 begin");
    }

    private static void bytesMut(Table<BytesMut> t) {
        for (int bad : new int[] {-1, 64, MAX, Integer.MIN_VALUE}) {
            t.outside("get " + bad, b -> b.get(bad), "" + bad, "64");
            t.outside("set " + bad, b -> b.set(bad, 1), "1 octets from " + bad + " of 64");
        }
        for (int bad : new int[] {-1, 65, MAX, Integer.MIN_VALUE}) {
            t.overrun("advance " + bad, b -> b.advance(bad), "" + bad, "64");
            t.overrun("freezeFirst " + bad, b -> b.freezeFirst(bad), "" + bad, "64");
            t.overrun("takeFirst " + bad, b -> b.takeFirst(bad), "" + bad, "64");
            t.overrun("splitTo " + bad, b -> b.splitTo(bad), "" + bad, "64");
        }
        t.overrun("advance beyond int", b -> b.advance(1L << 32), "4294967296", "64");
        t.overrun("splitOff beyond the room", b -> b.splitOff(69), "69", "68");
        t.overrun("splitOff -1", b -> b.splitOff(-1), "-1", "68");
        t.overrun("truncate -1", b -> b.truncate(-1), "-1", "64");
        t.overrun("resize -1", b -> b.resize(-1, 0), "-1", "64");
        t.overrun("resize to the largest int", b -> b.resize(MAX, 0), "" + (MAX - 64));
        t.overrun("reserve -1", b -> b.reserve(-1), "-1");
        t.overrun("reserve what overflows int", b -> b.reserve(MAX), "" + MAX);
        t.overrun("tryReclaim -1", b -> b.tryReclaim(-1), "-1");
        t.overrun("writeRepeated -1", b -> b.writeRepeated(1, -1), "-1");
        t.overrun("writeRepeated beyond int", b -> b.writeRepeated(1, 1L << 32), "4294967296");
        t.overrun("writeRepeated beyond long", b -> b.writeRepeated(1, Long.MAX_VALUE), "" + Long.MAX_VALUE);
        t.overrun("readTo too much", b -> b.readTo(new byte[65]), "65", "64");
        t.overrun("write from an endless reader", b -> b.write(endless()), "" + Long.MAX_VALUE);
        t.outside("readTo beside the target", b -> b.readTo(new byte[9], MAX, 1), "" + MAX, "9");
        t.outside("write beside the source", b -> b.write(new byte[9], 5, MAX), "" + MAX, "9");
        t.outside("writeAgain too much", b -> b.writeAgain(0, 65), "65", "64");
        t.outside("writeAgain backwards", b -> b.writeAgain(3, 2), "3", "2");
        t.outside("set that begins inside", b -> b.set(62, 1, 3), "3 octets from 62 of 64");
        t.refused("set of 9 octets", b -> b.set(0, 1, 9), "9", "8");
        t.refused("readUnsigned of 9 octets", b -> b.readUnsigned(9), "9", "8");
        t.refused("writeUnsigned of -1 octets", b -> b.writeUnsigned(1, -1), "-1");
        t.refused("readFrom -1", b -> readFrom(b, -1), "-1");
        t.refused("tryUnsplit with itself", b -> b.tryUnsplit(b), "itself");
        t.refused("unsplit with itself", b -> b.unsplit(b), "itself");
        t.refused("write of itself", b -> b.write((Buf) b), "itself");
    }

    private static void readFrom(BytesMut b, int most) {
        try {
            b.readFrom(new ByteArrayInputStream(new byte[1]), most);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A reader that claims to hold more than there are numbers for. */
    private static Buf endless() {
        return new Buf() {
            @Override
            public long remaining() {
                return Long.MAX_VALUE;
            }

            @Override
            public Bytes chunk() {
                return Bytes.of("a");
            }

            @Override
            public void advance(long n) {
                throw new AssertionError("moved by " + n);
            }
        };
    }

    private static void rope(Table<Rope> t) {
        for (long bad : new long[] {-1, 64, Long.MAX_VALUE, Long.MIN_VALUE}) {
            t.outside("get " + bad, r -> r.get(bad), "" + bad, "64");
            if (bad == 64) continue;
            t.outside("slice from " + bad, r -> r.slice(bad, 64), "" + bad, "64");
            t.outside("slice to " + bad, r -> r.slice(1, bad), "" + bad, "64");
            t.outside("indexOf from " + bad, r -> r.indexOf((byte) 1, bad), "" + bad, "64");
            t.outside("copyTo from " + bad, r -> r.copyTo(bad, new byte[9], 0, 1), "" + bad, "64");
        }
        t.outside("getUnsigned that begins inside", r -> r.getUnsigned(60, 8), "60", "64");
        t.outside("copyTo beside the target", r -> r.copyTo(0, new byte[9], 5, 5), "9");
        t.outside("part 10", r -> r.part(10), "10");
        t.refused("getUnsigned of 9 octets", r -> r.getUnsigned(0, 9), "9", "8");
    }

    private static void cursor(Table<RopeCursor> t) {
        for (long bad : new long[] {-1, 65, Long.MAX_VALUE, Long.MIN_VALUE}) {
            t.outside("position " + bad, c -> c.position(bad), "" + bad);
        }
        for (long bad : new long[] {-1, 55, Long.MAX_VALUE, Long.MIN_VALUE}) {
            t.overrun("advance " + bad, c -> c.advance(bad), "" + bad, "54");
            t.overrun("takeParts " + bad, c -> c.takeParts(bad), "" + bad, "54");
        }
    }

    private static void list(Table<BufList> t) {
        for (long bad : new long[] {-1, 65, Long.MAX_VALUE, Long.MIN_VALUE}) {
            t.overrun("advance " + bad, list -> list.advance(bad), "" + bad, "64");
        }
        for (int bad : new int[] {-1, 65, MAX, Integer.MIN_VALUE}) {
            t.overrun("takeFirst " + bad, list -> list.takeFirst(bad), "" + bad, "64");
        }
        t.outside("packCopy beside the source", list -> list.packCopy(new byte[9], 5, 5), "9");
        t.outside("packCopy of -1", list -> list.packCopy(new byte[9], 5, -1), "-1");
        t.outside("packCopy beside the view", list -> list.packCopy(Bytes.of("abc"), 2, 2), "2", "3");
        t.outside("append beside the view", list -> list.append(Bytes.of("abc"), 2, 4), "2", "4", "3");
        t.outside("packed beyond the array", list -> list.packed(MAX), "" + MAX, "64");
        t.refused("pack of more than an array", list -> list.pack(65), "65", "64");
        t.refused("take of itself", list -> list.take(list), "itself");
        t.untimely("packed before pack", list -> new BufList().packed(3), "packed(3)", "pack()");
    }

    private static void lease(Table<Lease> t) {
        t.untimely(
                "a second writer",
                lease -> {
                    lease.writer();
                    lease.writer();
                },
                "writer");
    }

    private static void closed(Table<Lease> t) {
        t.add("closed twice", Lease::close, LeaseClosedException.class, "close", "closed");
        t.add("written", Lease::writer, LeaseClosedException.class, "writer", "closed");
        t.add("handed over", Lease::handOver, LeaseClosedException.class, "handOver", "closed");
    }
}
