package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of reader does, whatever it reads from. */
abstract class BufContract {

    /** A reader of {@code content}. */
    abstract Buf reader(byte[] content);

    /** Whether {@link Buf#chunks} of this kind shows everything. */
    boolean showsEverything() {
        return true;
    }

    /** One way to read a number: its width, its order, what it must give, and its twin that does not throw. */
    record Number(
            String name,
            int width,
            boolean lowestFirst,
            Function<Long, Object> expected,
            Function<Buf, Object> read,
            Function<Buf, Object> tryRead) {
        @Override
        public String toString() {
            return name;
        }

        long bits(byte[] from, int at) {
            long value = 0;
            for (int i = 0; i < width; i++) {
                value = value << 8 | (from[lowestFirst ? at + width - 1 - i : at + i] & 0xff);
            }
            return value;
        }
    }

    private static long sign(long bits, int width) {
        return width == 0 ? 0 : bits << (64 - 8 * width) >> (64 - 8 * width);
    }

    static Stream<Number> numbers() {
        Stream<Number> fixed = Stream.of(
                new Number("byte", 1, false, v -> (byte) (long) v, Buf::readByte, b ->
                        (byte) b.tryReadByte().orElseThrow()),
                new Number(
                        "u8",
                        1,
                        false,
                        v -> (int) (long) v,
                        Buf::readU8,
                        b -> b.tryReadU8().orElseThrow()),
                new Number("short", 2, false, v -> (short) (long) v, Buf::readShort, b ->
                        (short) b.tryReadShort().orElseThrow()),
                new Number("shortLE", 2, true, v -> (short) (long) v, Buf::readShortLE, b ->
                        (short) b.tryReadShortLE().orElseThrow()),
                new Number(
                        "u16",
                        2,
                        false,
                        v -> (int) (long) v,
                        Buf::readU16,
                        b -> b.tryReadU16().orElseThrow()),
                new Number(
                        "u16LE",
                        2,
                        true,
                        v -> (int) (long) v,
                        Buf::readU16LE,
                        b -> b.tryReadU16LE().orElseThrow()),
                new Number(
                        "int24",
                        3,
                        false,
                        v -> (int) sign(v, 3),
                        Buf::readInt24,
                        b -> b.tryReadInt24().orElseThrow()),
                new Number(
                        "int24LE",
                        3,
                        true,
                        v -> (int) sign(v, 3),
                        Buf::readInt24LE,
                        b -> b.tryReadInt24LE().orElseThrow()),
                new Number(
                        "u24",
                        3,
                        false,
                        v -> (int) (long) v,
                        Buf::readU24,
                        b -> b.tryReadU24().orElseThrow()),
                new Number(
                        "u24LE",
                        3,
                        true,
                        v -> (int) (long) v,
                        Buf::readU24LE,
                        b -> b.tryReadU24LE().orElseThrow()),
                new Number(
                        "int",
                        4,
                        false,
                        v -> (int) (long) v,
                        Buf::readInt,
                        b -> b.tryReadInt().orElseThrow()),
                new Number(
                        "intLE",
                        4,
                        true,
                        v -> (int) (long) v,
                        Buf::readIntLE,
                        b -> b.tryReadIntLE().orElseThrow()),
                new Number(
                        "u32",
                        4,
                        false,
                        v -> v,
                        Buf::readU32,
                        b -> b.tryReadU32().orElseThrow()),
                new Number(
                        "u32LE",
                        4,
                        true,
                        v -> v,
                        Buf::readU32LE,
                        b -> b.tryReadU32LE().orElseThrow()),
                new Number(
                        "long",
                        8,
                        false,
                        v -> v,
                        Buf::readLong,
                        b -> b.tryReadLong().orElseThrow()),
                new Number(
                        "longLE",
                        8,
                        true,
                        v -> v,
                        Buf::readLongLE,
                        b -> b.tryReadLongLE().orElseThrow()),
                new Number("float", 4, false, v -> Float.intBitsToFloat((int) (long) v), Buf::readFloat, b ->
                        (float) b.tryReadFloat().orElseThrow()),
                new Number("floatLE", 4, true, v -> Float.intBitsToFloat((int) (long) v), Buf::readFloatLE, b ->
                        (float) b.tryReadFloatLE().orElseThrow()),
                new Number(
                        "double",
                        8,
                        false,
                        v -> Double.longBitsToDouble(v),
                        Buf::readDouble,
                        b -> b.tryReadDouble().orElseThrow()),
                new Number(
                        "doubleLE",
                        8,
                        true,
                        v -> Double.longBitsToDouble(v),
                        Buf::readDoubleLE,
                        b -> b.tryReadDoubleLE().orElseThrow()));
        Stream<Number> variable = Stream.iterate(1, w -> w + 1)
                .limit(8)
                .flatMap(w -> Stream.of(
                        new Number(
                                "unsigned " + w,
                                w,
                                false,
                                v -> v,
                                b -> b.readUnsigned(w),
                                b -> b.tryReadUnsigned(w).orElseThrow()),
                        new Number(
                                "unsignedLE " + w,
                                w,
                                true,
                                v -> v,
                                b -> b.readUnsignedLE(w),
                                b -> b.tryReadUnsignedLE(w).orElseThrow()),
                        new Number(
                                "signed " + w,
                                w,
                                false,
                                v -> sign(v, w),
                                b -> b.readSigned(w),
                                b -> b.tryReadSigned(w).orElseThrow()),
                        new Number(
                                "signedLE " + w,
                                w,
                                true,
                                v -> sign(v, w),
                                b -> b.readSignedLE(w),
                                b -> b.tryReadSignedLE(w).orElseThrow())));
        return Stream.concat(fixed, variable);
    }

    /** All bits of a number matter: high ones, low ones, and both signs. */
    private static final byte[] NUMBERS = {
        (byte) 0x80,
        0x7f,
        (byte) 0xff,
        0x00,
        0x01,
        (byte) 0xfe,
        0x12,
        (byte) 0xca,
        0x40,
        0x09,
        0x21,
        (byte) 0xfb,
        0x54,
        0x44,
        0x2d,
        0x18,
        (byte) 0x9a
    };

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberIsReadExactlyAtEveryPlaceAndMovesByItsWidth(Number number) {
        for (int at = 0; at + number.width <= NUMBERS.length; at++) {
            Buf buf = reader(NUMBERS);
            buf.advance(at);
            assertThat(number.read.apply(buf)).isEqualTo(number.expected.apply(number.bits(NUMBERS, at)));
            assertThat(buf.remaining()).isEqualTo(NUMBERS.length - at - number.width);
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aNumberThatIsNotAllThereFailsAndMovesNothing(Number number) {
        for (int there = 0; there < number.width; there++) {
            byte[] content = Arrays.copyOf(NUMBERS, there + 3);
            Buf buf = reader(content);
            buf.advance(3);
            long has = there;
            assertThatThrownBy(() -> number.read.apply(buf)).isInstanceOfSatisfying(OverrunException.class, e -> {
                assertThat(e.asked()).isEqualTo(number.width);
                assertThat(e.available()).isEqualTo(has);
            });
            assertRest(buf, Octs.cut(content, 3, content.length));
        }
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void theTwinThatDoesNotThrowReadsTheSameOrNothing(Number number) {
        Buf buf = reader(NUMBERS);
        assertThat(number.tryRead.apply(buf)).isEqualTo(number.expected.apply(number.bits(NUMBERS, 0)));
        assertThat(buf.remaining()).isEqualTo(NUMBERS.length - number.width);
        byte[] few = Arrays.copyOf(NUMBERS, number.width - 1);
        Buf shorter = reader(few);
        assertThatThrownBy(() -> number.tryRead.apply(shorter)).isInstanceOf(NoSuchElementException.class);
        assertRest(shorter, few);
    }

    @Test
    void aNumberOfNoOctetsIsZeroAndMovesNothing() {
        Buf buf = reader(NUMBERS);
        assertThat(buf.readUnsigned(0)).isZero();
        assertThat(buf.readUnsignedLE(0)).isZero();
        assertThat(buf.readSigned(0)).isZero();
        assertThat(buf.readSignedLE(0)).isZero();
        assertThat(buf.remaining()).isEqualTo(NUMBERS.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 9, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aNumberOfAnotherWidthIsRefused(int width) {
        Buf buf = reader(NUMBERS);
        assertThatThrownBy(() -> buf.readUnsigned(width)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> buf.readSignedLE(width)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> buf.tryReadUnsigned(width)).isInstanceOf(IllegalArgumentException.class);
        assertThat(buf.remaining()).isEqualTo(NUMBERS.length);
    }

    private static void assertRest(Buf buf, byte[] expected) {
        assertThat(buf.remaining()).isEqualTo(expected.length);
        byte[] rest = new byte[expected.length];
        buf.readTo(rest);
        assertThat(rest).isEqualTo(expected);
    }

    // ---- position

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 31, 63, 64})
    void theChunkIsABeginningOfTheRestUnlessNothingRemains(int advanced) {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        buf.advance(advanced);
        assertThat(buf.remaining()).isEqualTo(64 - advanced);
        assertThat(buf.hasRemaining()).isEqualTo(advanced < 64);
        Bytes chunk = buf.chunk();
        assertThat(chunk.isEmpty()).isEqualTo(advanced == 64);
        assertThat(chunk.toByteArray()).isEqualTo(Octs.cut(content, advanced, advanced + chunk.length()));
        assertThat(buf.remaining()).as("chunk() moves nothing").isEqualTo(64 - advanced);
    }

    @ParameterizedTest
    @ValueSource(longs = {65, -1, Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, 1L << 32})
    void advancingBeyondTheEndFailsAndMovesNothing(long n) {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        assertThatThrownBy(() -> buf.advance(n))
                .isInstanceOf(OverrunException.class)
                .hasMessageContaining("64");
        assertRest(buf, content);
    }

    @Test
    void advancingByNothingDoesNothingEvenAtTheEnd() {
        Buf buf = reader(Octs.pattern(10));
        buf.advance(0);
        assertThat(buf.remaining()).isEqualTo(10);
        buf.advance(10);
        buf.advance(0);
        assertThat(buf.remaining()).isZero();
        assertThatThrownBy(() -> buf.advance(1)).isInstanceOf(OverrunException.class);
    }

    @Test
    void aReaderOfNothingIsEmptyInEveryRespect() throws IOException {
        Buf buf = reader(new byte[0]);
        assertThat(buf.remaining()).isZero();
        assertThat(buf.hasRemaining()).isFalse();
        assertThat(buf.chunk().isEmpty()).isTrue();
        assertThat(buf.chunks(new Bytes[3])).isZero();
        assertThat(buf.takeFirst(0).isEmpty()).isTrue();
        assertThat(buf.takeParts(0).isEmpty()).isTrue();
        assertThat(buf.octets().hasNext()).isFalse();
        assertThat(buf.asInputStream().read()).isEqualTo(-1);
    }

    @Test
    void everyOctetIsReadInOrder() {
        byte[] content = Octs.pattern(300);
        Buf buf = reader(content);
        for (byte b : content) assertThat(buf.readByte()).isEqualTo(b);
        assertThat(buf.hasRemaining()).isFalse();
    }

    // ---- showing views

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 32, 63, 64})
    void theViewsShownAreABeginningOfTheRestAndAllOfItWhereThisIsPromised(int advanced) {
        byte[] content = Octs.pattern(64);
        for (int slots = 0; slots <= 70; slots = slots < 4 ? slots + 1 : slots * 2) {
            Buf buf = reader(content);
            buf.advance(advanced);
            Bytes untouched = Bytes.of("untouched");
            Bytes[] into = new Bytes[slots + 2];
            Arrays.fill(into, untouched);
            Bytes[] window = Arrays.copyOf(into, slots + 1);
            int n = slots == 0 ? buf.chunks(new Bytes[0]) : buf.chunks(window, 1);
            assertThat(n).isBetween(advanced == 64 || slots == 0 ? 0 : 1, slots);
            if (slots == 0) continue;
            ByteArrayOutputStream seen = new ByteArrayOutputStream();
            assertThat(window[0]).isSameAs(untouched);
            for (int i = 1; i <= n; i++) {
                assertThat(window[i].isEmpty()).isFalse();
                seen.writeBytes(window[i].toByteArray());
            }
            for (int i = n + 1; i < window.length; i++) assertThat(window[i]).isSameAs(untouched);
            assertThat(seen.toByteArray()).isEqualTo(Octs.cut(content, advanced, advanced + seen.size()));
            if (showsEverything() && slots >= 64) assertThat(seen.size()).isEqualTo(64 - advanced);
            assertThat(buf.remaining()).isEqualTo(64 - advanced);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 10, 40, 63, 64, 65, Long.MAX_VALUE})
    void aLimitCutsWhatIsShown(long limit) {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        buf.advance(4);
        Take take = buf.take(limit);
        int most = (int) Math.min(60, limit);
        assertThat(take.remaining()).isEqualTo(most);
        Bytes[] into = new Bytes[64];
        int n = take.chunks(into);
        int seen = 0;
        for (int i = 0; i < n; i++) {
            assertThat(into[i].toByteArray()).isEqualTo(Octs.cut(content, 4 + seen, 4 + seen + into[i].length()));
            seen += into[i].length();
        }
        assertThat(seen).isLessThanOrEqualTo(most);
        if (showsEverything()) assertThat(seen).isEqualTo(most);
        for (int i = n; i < 64; i++) assertThat(into[i]).isNull();
        assertThatThrownBy(() -> take.advance(most + 1L)).isInstanceOf(OverrunException.class);
        take.advance(most);
        assertThat(buf.remaining()).isEqualTo(60 - most);
    }

    // ---- bulk

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 33, 63, 64})
    void takenOctetsAreThoseAskedForAndTheReaderMovesBehindThem(int n) {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        assertThat(buf.takeFirst(n).toByteArray()).isEqualTo(Octs.cut(content, 0, n));
        assertRest(buf, Octs.cut(content, n, 64));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 33, 63, 64})
    void partsTakenAreThoseAskedForAndNothingIsCopied(int n) {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        long before = Copies.octets(Copies.Site.STRADDLE);
        Rope taken = buf.takeParts(n);
        assertThat(Copies.octets(Copies.Site.STRADDLE)).isEqualTo(before);
        assertThat(taken.toByteArray()).isEqualTo(Octs.cut(content, 0, n));
        assertRest(buf, Octs.cut(content, n, 64));
    }

    @ParameterizedTest
    @ValueSource(ints = {65, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void takingTooMuchFailsAndMovesNothing(int n) {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        assertThatThrownBy(() -> buf.takeFirst(n)).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> buf.takeParts(n)).isInstanceOf(OverrunException.class);
        assertRest(buf, content);
    }

    @Test
    void takenOctetsShareStorageWhereTheyLieInOnePart() {
        Buf buf = reader(Octs.pattern(64));
        long before = Copies.octets(Copies.Site.STRADDLE);
        while (buf.hasRemaining()) {
            Bytes chunk = buf.chunk();
            Bytes taken = buf.takeFirst(chunk.length());
            assertThat(taken.storage()).isSameAs(chunk.storage());
            assertThat(taken.start()).isEqualTo(chunk.start());
        }
        assertThat(Copies.octets(Copies.Site.STRADDLE)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void viewsAreNotShownBesideTheSlots(int from) {
        Buf buf = reader(Octs.pattern(64));
        Bytes[] into = new Bytes[3];
        assertThatThrownBy(() -> buf.chunks(into, from))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("" + from)
                .hasMessageContaining("3");
        assertThat(into).containsOnlyNulls();
        assertThatThrownBy(() -> buf.chain(buf)).isInstanceOf(IllegalArgumentException.class);
        assertRest(buf, Octs.pattern(64));
    }

    @Test
    void octetsAreCopiedIntoAPlaceInAnArray() {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        byte[] target = new byte[70];
        buf.readTo(target, 3, 40);
        assertThat(Octs.cut(target, 3, 43)).isEqualTo(Octs.cut(content, 0, 40));
        assertThat(Octs.cut(target, 43, 70)).containsOnly(0);
        assertThat(buf.tryReadTo(new byte[25])).isFalse();
        assertThat(buf.remaining()).isEqualTo(24);
        byte[] rest = new byte[24];
        assertThat(buf.tryReadTo(rest)).isTrue();
        assertThat(rest).isEqualTo(Octs.cut(content, 40, 64));
    }

    @Test
    void copyingTooMuchOrBesideTheArrayFailsAndMovesNothing() {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        assertThatThrownBy(() -> buf.readTo(new byte[65])).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> buf.readTo(new byte[10], 5, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.readTo(new byte[10], -1, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.readTo(new byte[10], 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertRest(buf, content);
    }

    // ---- adapters

    @Test
    void chainedReadersAreReadAsOneAndTheBackFollowsTheFront() {
        byte[] content = Octs.pattern(64);
        Chain chain = reader(Octs.cut(content, 0, 20)).chain(reader(Octs.cut(content, 20, 64)));
        assertThat(chain.remaining()).isEqualTo(64);
        chain.advance(18);
        assertThat(chain.readInt()).isEqualTo(ByteBuffer.wrap(content).getInt(18));
        assertThat(chain.first().remaining()).isZero();
        assertThat(chain.last().remaining()).isEqualTo(42);
        assertRest(chain, Octs.cut(content, 22, 64));
    }

    @Test
    void aStreamOverAReaderGivesItsOctetsAndEnds() throws IOException {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        InputStream in = buf.asInputStream();
        assertThat(in.available()).isEqualTo(64);
        assertThat(in.read()).isEqualTo(content[0] & 0xff);
        assertThat(in.skip(3)).isEqualTo(3);
        byte[] some = new byte[10];
        assertThat(in.read(some, 2, 8)).isEqualTo(8);
        assertThat(Octs.cut(some, 2, 10)).isEqualTo(Octs.cut(content, 4, 12));
        assertThat(in.read(some, 0, 0)).isZero();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        assertThat(in.transferTo(rest)).isEqualTo(52);
        assertThat(rest.toByteArray()).isEqualTo(Octs.cut(content, 12, 64));
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(some)).isEqualTo(-1);
        assertThat(in.skip(5)).isZero();
    }

    @Test
    void linesAreReadAcrossTheBordersOfParts() throws IOException {
        String text = "first line\nsecond, a longer line\r\nthird\n";
        BufferedReader lines = new BufferedReader(new InputStreamReader(
                reader(text.getBytes(StandardCharsets.UTF_8)).asInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.lines()).containsExactly("first line", "second, a longer line", "third");
    }

    @Test
    void aChannelOverAReaderGivesItsOctetsAndEnds() throws IOException {
        byte[] content = Octs.pattern(64);
        ReadableByteChannel channel = reader(content).asChannel();
        ByteBuffer target = ByteBuffer.allocateDirect(50);
        assertThat(channel.read(target)).isEqualTo(50);
        assertThat(channel.read(target)).isZero();
        assertThat(target.flip()).isEqualTo(ByteBuffer.wrap(content, 0, 50));
        target.clear();
        assertThat(channel.read(target)).isEqualTo(14);
        assertThat(channel.read(target)).isEqualTo(-1);
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(target)).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void anIteratorGivesEveryOctetAndMovesTheReader() {
        byte[] content = Octs.pattern(20);
        Buf buf = reader(content);
        PrimitiveIterator.OfInt octets = buf.octets();
        for (int i = 0; i < 20; i++) {
            assertThat(buf.remaining()).isEqualTo(20 - i);
            assertThat(octets.nextInt()).isEqualTo(content[i] & 0xff);
        }
        assertThat(octets.hasNext()).isFalse();
        assertThatThrownBy(octets::nextInt).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void everythingThatRemainsCanBeWrittenElsewhere() {
        byte[] content = Octs.pattern(64);
        Buf buf = reader(content);
        buf.advance(3);
        BytesMut target = new BytesMut();
        target.write(buf);
        assertThat(buf.hasRemaining()).isFalse();
        assertThat(target.freeze().toByteArray()).isEqualTo(Octs.cut(content, 3, 64));
    }
}
