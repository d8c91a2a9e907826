package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of place to write does. */
abstract class BufMutContract {

    /** A place, and a look at what has been written to it. */
    interface Place {
        BufMut target();

        byte[] written();

        /** What lies around the place and must never change; empty if nothing does. */
        default byte[] around() {
            return new byte[0];
        }
    }

    /** A place with room for {@code room} octets; one that grows may ignore the number. */
    abstract Place place(int room);

    boolean grows() {
        return false;
    }

    record Number(String name, int width, boolean lowestFirst, long bits, Consumer<BufMut> write) {
        @Override
        public String toString() {
            return name;
        }

        byte[] octets() {
            byte[] out = new byte[width];
            for (int i = 0; i < width; i++) out[lowestFirst ? i : width - 1 - i] = (byte) (bits >>> 8 * i);
            return out;
        }
    }

    private static final long BITS = 0x8192a3b4c5d6e7f8L;

    static Stream<Number> numbers() {
        Stream<Number> fixed = Stream.of(
                new Number("byte", 1, false, BITS, b -> b.writeByte((int) BITS)),
                new Number("short", 2, false, BITS, b -> b.writeShort((int) BITS)),
                new Number("shortLE", 2, true, BITS, b -> b.writeShortLE((int) BITS)),
                new Number("int24", 3, false, BITS, b -> b.writeInt24((int) BITS)),
                new Number("int24LE", 3, true, BITS, b -> b.writeInt24LE((int) BITS)),
                new Number("int", 4, false, BITS, b -> b.writeInt((int) BITS)),
                new Number("intLE", 4, true, BITS, b -> b.writeIntLE((int) BITS)),
                new Number("long", 8, false, BITS, b -> b.writeLong(BITS)),
                new Number("longLE", 8, true, BITS, b -> b.writeLongLE(BITS)),
                new Number("float", 4, false, Float.floatToRawIntBits(-1.5e7f), b -> b.writeFloat(-1.5e7f)),
                new Number("floatLE", 4, true, Float.floatToRawIntBits(-1.5e7f), b -> b.writeFloatLE(-1.5e7f)),
                new Number("double", 8, false, Double.doubleToRawLongBits(Math.PI), b -> b.writeDouble(Math.PI)),
                new Number("doubleLE", 8, true, Double.doubleToRawLongBits(Math.PI), b -> b.writeDoubleLE(Math.PI)));
        Stream<Number> variable = Stream.iterate(0, w -> w + 1)
                .limit(9)
                .flatMap(w -> Stream.of(
                        new Number("unsigned " + w, w, false, BITS, b -> b.writeUnsigned(BITS, w)),
                        new Number("unsignedLE " + w, w, true, BITS, b -> b.writeUnsignedLE(BITS, w))));
        return Stream.concat(fixed, variable);
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberIsWrittenExactlyAfterAnythingBefore(Number number) {
        for (int before = 0; before < 6; before++) {
            Place place = place(32);
            place.target().write(Octs.pattern(before));
            long room = place.target().remainingMut();
            number.write.accept(place.target());
            assertThat(place.target().remainingMut()).isEqualTo(room - number.width);
            assertThat(place.written()).isEqualTo(joined(Octs.pattern(before), number.octets()));
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberThatDoesNotFitFailsAndWritesNothing(Number number) {
        if (grows()) return;
        for (int room = 0; room < number.width; room++) {
            Place place = place(5 + room);
            place.target().write(Octs.pattern(5));
            byte[] around = place.around();
            assertThatThrownBy(() -> number.write.accept(place.target())).isInstanceOf(OverrunException.class);
            assertThat(place.written()).isEqualTo(Octs.pattern(5));
            assertThat(place.around()).isEqualTo(around);
            assertThat(place.target().remainingMut()).isEqualTo(room);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 9, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aNumberOfAnotherWidthIsRefused(int width) {
        Place place = place(32);
        assertThatThrownBy(() -> place.target().writeUnsigned(1, width)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> place.target().writeUnsignedLE(1, width)).isInstanceOf(IllegalArgumentException.class);
        assertThat(place.written()).isEmpty();
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] out = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    @Test
    void everyLengthFillsExactlyItsPlace() {
        for (int n = 0; n <= 100; n++) {
            Place place = place(n);
            byte[] around = place.around();
            place.target().write(Octs.pattern(n));
            assertThat(place.written()).isEqualTo(Octs.pattern(n));
            assertThat(place.around()).isEqualTo(around);
            if (grows()) continue;
            assertThat(place.target().remainingMut()).isZero();
            assertThat(place.target().hasRemainingMut()).isFalse();
            assertThatThrownBy(() -> place.target().write(new byte[1]))
                    .isInstanceOf(OverrunException.class)
                    .hasMessageContaining("1 octets asked for, 0 there");
        }
    }

    @Test
    void viewsAndReadersAreWrittenWholeAndCounted() {
        for (Bytes source : new Bytes[] {Octs.heapSlice(Octs.pattern(20)), Octs.segmentSlice(Octs.pattern(20))}) {
            Place place = place(64);
            long before = Copies.octets(Copies.Site.WRITE);
            place.target().write(source);
            assertThat(Copies.octets(Copies.Site.WRITE) - before).isEqualTo(20);
            Buf reader = source.slice(0, 5).cursor().chain(source.sliceFrom(5).cursor());
            place.target().write(reader);
            assertThat(reader.hasRemaining()).isFalse();
            assertThat(place.written()).isEqualTo(joined(Octs.pattern(20), Octs.pattern(20)));
        }
    }

    @Test
    void whatDoesNotFitIsNotWrittenInPartAndItsSourceDoesNotMove() {
        if (grows()) return;
        Place place = place(10);
        byte[] around = place.around();
        Buf source = Octs.rope(Octs.pattern(11), 3).cursor();
        assertThatThrownBy(() -> place.target().write(source)).isInstanceOf(OverrunException.class);
        assertThat(source.remaining()).isEqualTo(11);
        assertThatThrownBy(() -> place.target().write(Octs.pattern(11))).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> place.target().write(Octs.heap(Octs.pattern(11))))
                .isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> place.target().writeRepeated(1, 11)).isInstanceOf(OverrunException.class);
        assertThat(place.written()).isEmpty();
        assertThat(place.around()).isEqualTo(around);
    }

    @Test
    void aRangeBesideTheSourceIsRefused() {
        Place place = place(64);
        assertThatThrownBy(() -> place.target().write(new byte[10], 5, 6))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> place.target().write(new byte[10], -1, 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> place.target().write(new byte[10], 0, -1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> place.target().write(new byte[10], 1, Integer.MAX_VALUE))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(place.written()).isEmpty();
    }

    @Test
    void anOctetCanBeRepeatedAndATextWritten() {
        Place place = place(64);
        place.target().writeRepeated('-', 5);
        place.target().writeText("gr\u00fc\u00df", StandardCharsets.UTF_8);
        place.target().writeRepeated('x', 0);
        assertThat(new String(place.written(), StandardCharsets.UTF_8)).isEqualTo("-----gr\u00fc\u00df");
        assertThatThrownBy(() -> place.target().writeRepeated('x', -1)).isInstanceOf(OverrunException.class);
    }

    @Test
    void aLimitHoldsAndTheTargetKeepsTheRestOfItsRoom() {
        Place place = place(30);
        Limit limit = place.target().limit(8);
        assertThat(limit.remainingMut()).isEqualTo(8);
        limit.writeInt(1);
        assertThatThrownBy(() -> limit.writeUnsigned(1, 5)).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> limit.write(new byte[5])).isInstanceOf(OverrunException.class);
        limit.write(new byte[] {9, 9, 9, 9});
        assertThat(limit.remainingMut()).isZero();
        limit.setLimit(1);
        limit.writeByte(7);
        assertThat(limit.limit()).isZero();
        assertThat(place.written()).containsExactly(0, 0, 0, 1, 9, 9, 9, 9, 7);
        assertThatThrownBy(() -> limit.setLimit(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> place.target().limit(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void chainedPlacesAreFilledOneAfterTheOther() {
        Place front = place(10);
        BytesMut back = new BytesMut();
        ChainMut chain = front.target().limit(6).chainMut(back);
        chain.writeInt(0x01020304);
        chain.writeInt(0x05060708);
        chain.write(new byte[] {9});
        assertThat(front.written()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(back.freeze().toByteArray()).containsExactly(7, 8, 9);
        assertThat(chain.last()).isSameAs(back);
    }

    @Test
    void aStreamWritesHereAndFailsWhenThePlaceIsFull() throws IOException {
        Place place = place(10);
        OutputStream out = place.target().asOutputStream();
        out.write(1);
        out.write(new byte[] {2, 3, 4}, 1, 2);
        out.write(new byte[] {5, 6, 7, 8, 9, 10, 11});
        assertThat(place.written()).containsExactly(1, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        if (grows()) return;
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> out.write(new byte[2])).isInstanceOf(IOException.class);
    }

    @Test
    void aChannelTakesAsMuchAsFits() throws IOException {
        Place place = place(10);
        WritableByteChannel channel = place.target().asWritableChannel();
        ByteBuffer source = ByteBuffer.wrap(Octs.pattern(25));
        int taken = channel.write(source);
        assertThat(taken).isEqualTo(grows() ? 25 : 10);
        assertThat(source.position()).isEqualTo(taken);
        assertThat(place.written()).isEqualTo(Octs.cut(Octs.pattern(25), 0, taken));
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.write(source)).isInstanceOf(ClosedChannelException.class);
    }
}
