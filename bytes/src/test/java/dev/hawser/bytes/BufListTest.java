package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.internal.Raw;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufListTest {

    /** What a transport would see, octet by octet. */
    private static byte[] seen(BufList list) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Raw.spans(list, new Raw.Spans() {
            @Override
            public boolean heap(byte[] array, int offset, int length) {
                out.write(array, offset, length);
                return true;
            }

            @Override
            public boolean memory(MemorySegment memory, ByteBuffer whole, long offset, int length) {
                byte[] some = new byte[length];
                MemorySegment.copy(memory, Octets.BYTE, offset, some, 0, length);
                assertThat(whole.slice((int) offset, length)).isEqualTo(ByteBuffer.wrap(some));
                out.writeBytes(some);
                return true;
            }

            @Override
            public boolean file(FileRegion file, long start, long length) {
                ByteBuffer some = ByteBuffer.allocate((int) length);
                try {
                    assertThat(file.file().channel().read(some, file.position() + start))
                            .isEqualTo((int) length);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                out.writeBytes(some.array());
                return true;
            }
        });
        return out.toByteArray();
    }

    /** A list of {@code shape}: one letter an entry. Returns what it holds. */
    private static byte[] fill(BufList list, String shape, FileChannel file, byte[] fileContent) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < shape.length(); i++) {
            byte[] piece = Octs.pattern(5 + i * 3 % 56);
            piece[0] = (byte) i;
            switch (shape.charAt(i)) {
                case 'p' -> {
                    byte[] block = list.pack(piece.length);
                    System.arraycopy(piece, 0, block, list.packPosition(), piece.length);
                    list.packed(list.packPosition() + piece.length);
                }
                case 'c' -> list.packCopy(piece, 0, piece.length);
                case 'b' -> list.packCopy(Octs.segmentSlice(piece), 0, piece.length);
                case 'h' -> list.append(Octs.heapSlice(piece));
                case 'n' -> list.append(Octs.segmentSlice(piece));
                case 's' -> list.append(Octs.heap(Octs.pattern(50)), 10, 20);
                case 'm' -> list.mark(() -> {});
                case 'f' -> list.append(new FileRegion(OpenFile.of(file), 3, 40), 2, 9);
                default -> throw new AssertionError();
            }
            switch (shape.charAt(i)) {
                case 's' -> all.write(Octs.pattern(50), 10, 10);
                case 'm' -> {}
                case 'f' -> all.write(fileContent, 5, 9);
                default -> all.writeBytes(piece);
            }
        }
        return all.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p",
                "h",
                "n",
                "f",
                "pp",
                "ph",
                "hp",
                "pnp",
                "pnpnpnpn",
                "cccccccccccc",
                "phmnmpm",
                "bsbsbs",
                "pfpfp",
                "mmm",
                "hnhnhn",
                "pppphhhhnnnnffffmmmm",
                "cnmpfhbsmcnmpfhbsmcnmpfhbs"
            })
    void everyShapeIsSeenInOrderAfterEveryShortWrite(String shape, @TempDir Path dir) throws IOException {
        byte[] fileContent = Octs.pattern(100);
        Path path = Files.write(dir.resolve("f"), fileContent);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            int total = fill(new BufList(), shape, file, fileContent).length;
            for (int first = 0; first <= total; first++) {
                // A pack array of 64 octets, so that lists run through several of them.
                BufList list = new BufList(new PackBlocks(64, 2));
                byte[] all = fill(list, shape, file, fileContent);
                assertThat(list.remaining()).isEqualTo(total);
                assertThat(seen(list)).isEqualTo(all);
                list.advance(first);
                assertThat(list.remaining()).isEqualTo(total - first);
                assertThat(seen(list)).isEqualTo(Octs.cut(all, first, total));
                if (first % 3 == 0) list.trim();
                assertThat(seen(list)).isEqualTo(Octs.cut(all, first, total));
                list.advance((total - first) / 2);
                assertThat(seen(list)).isEqualTo(Octs.cut(all, first + (total - first) / 2, total));
                list.clear();
                assertThat(list.entries()).isZero();
            }
        }
    }

    @Test
    void aListThatIsFilledAndDrainedAtRandomLosesNothingAndReusesItsArrays() {
        PackBlocks blocks = new PackBlocks(256, 64);
        Random random = new Random(42);
        BufList list = new BufList(blocks);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        for (int round = 0; round < 3_000; round++) {
            byte[] piece = new byte[random.nextInt(90)];
            random.nextBytes(piece);
            if (random.nextBoolean()) list.packCopy(piece, 0, piece.length);
            else list.append(Octs.segment(piece));
            expected.writeBytes(piece);
            if (random.nextInt(4) == 0) {
                int n = random.nextInt((int) Math.min(list.remaining(), 500) + 1);
                sent.write(seen(list), 0, n);
                list.advance(n);
            }
            if (random.nextInt(50) == 0) list.trim();
        }
        sent.writeBytes(seen(list));
        list.advance(list.remaining());
        assertThat(sent.toByteArray()).isEqualTo(expected.toByteArray());
        assertThat(blocks.outstanding()).as("arrays not given back").isZero();
    }

    @Test
    void marksRunInOrderOnceWhatIsBeforeThemHasBeenPassed() {
        BufList list = new BufList();
        List<String> ran = new ArrayList<>();
        list.mark(() -> ran.add("at once"));
        list.append(Bytes.of("abc"));
        list.mark(() -> ran.add("after abc"));
        list.mark(() -> ran.add("again"));
        list.append(Bytes.of("de"));
        list.mark(() -> ran.add("after de"));
        assertThat(ran).containsExactly("at once");
        list.advance(2);
        assertThat(ran).containsExactly("at once");
        list.advance(1);
        assertThat(ran).containsExactly("at once", "after abc", "again");
        list.clear();
        assertThat(ran).containsExactly("at once", "after abc", "again", "after de");
    }

    @Test
    void aMarkMayFillTheListThatRunsIt() {
        BufList list = new BufList();
        list.append(Bytes.of("abc"));
        list.mark(() -> list.append(Bytes.of("more")));
        list.advance(3);
        assertThat(list.copyRemaining()).isEqualTo(Bytes.of("more"));
    }

    @Test
    void passingTooMuchFailsBeforeAnythingMoves() {
        BufList list = new BufList();
        list.append(Bytes.of("abc"));
        assertThatThrownBy(() -> list.advance(4))
                .isInstanceOf(OverrunException.class)
                .hasMessageContaining("4 octets asked for, 3 there");
        assertThatThrownBy(() -> list.advance(-1)).isInstanceOf(OverrunException.class);
        assertThat(list.copyRemaining()).isEqualTo(Bytes.of("abc"));
        assertThatThrownBy(() -> list.takeFirst(4)).isInstanceOf(OverrunException.class);
        assertThat(list.remaining()).isEqualTo(3);
    }

    @Test
    void aSumBeyondLongFailsBeforeAnythingIsAdded(@TempDir Path dir) throws IOException {
        try (FileChannel file = FileChannel.open(Files.createFile(dir.resolve("e")), StandardOpenOption.READ)) {
            BufList list = new BufList();
            list.append(new FileRegion(OpenFile.of(file), 0, Long.MAX_VALUE));
            assertThatThrownBy(() -> list.append(new FileRegion(OpenFile.of(file), 0, 1)))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> list.packCopy(new byte[3], 0, 3)).isInstanceOf(IllegalStateException.class);
            assertThat(list.remaining()).isEqualTo(Long.MAX_VALUE);
            assertThat(list.entries()).isEqualTo(1);
        }
    }

    @Test
    void packingMoreThanAnArrayHoldsIsRefused() {
        BufList list = new BufList(new PackBlocks(64, 1));
        assertThatThrownBy(() -> list.pack(65)).hasMessageContaining("64").hasMessageContaining("65");
        assertThatThrownBy(() -> list.packed(1)).isInstanceOf(IllegalStateException.class);
        list.pack(10);
        assertThatThrownBy(() -> list.packed(65)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(list.remaining()).isZero();
    }

    @Test
    void takingAnotherListMovesItsEntriesAndItsMarks() {
        BufList a = new BufList();
        BufList b = new BufList();
        List<String> ran = new ArrayList<>();
        a.packCopy(Bytes.of("one "), 0, 4);
        Bytes shared = Octs.segment("two ".getBytes());
        b.append(shared);
        b.mark(() -> ran.add("two"));
        b.packCopy(Bytes.of("three"), 0, 5);
        a.take(b);
        assertThat(b.remaining()).isZero();
        assertThat(b.entries()).isZero();
        assertThat(ran).isEmpty();
        assertThat(a.copyRemaining()).isEqualTo(Bytes.of("one two three"));
        a.advance(8);
        assertThat(ran).containsExactly("two");
    }

    @Test
    void takenOctetsShareAppendedStorageAndCopyWhatIsPacked() {
        BufList list = new BufList();
        Bytes shared = Octs.segment("shared".getBytes());
        list.append(shared);
        list.packCopy(Bytes.of("packed"), 0, 6);
        long before = Copies.octets(Copies.Site.STRADDLE);
        assertThat(list.takeFirst(4).storage()).isSameAs(shared.storage());
        assertThat(Copies.octets(Copies.Site.STRADDLE)).isEqualTo(before);
        Bytes across = list.takeFirst(5);
        assertThat(across).isEqualTo(Bytes.of("edpac"));
        assertThat(Copies.octets(Copies.Site.STRADDLE) - before).isEqualTo(5);
        long copied = Copies.octets(Copies.Site.TO_ARRAY);
        assertThat(list.copyRemaining()).isEqualTo(Bytes.of("ked"));
        assertThat(Copies.octets(Copies.Site.TO_ARRAY) - copied).isEqualTo(3);
        list.packCopy(new byte[64], 0, 64);
        assertThat(across).isEqualTo(Bytes.of("edpac"));
    }

    @Test
    void packedAndAppendedPiecesThatTakeTurnsArePassedInLinearTime() {
        // 200,000 entries in one array: with a search per passed entry this would not end within the time limit.
        PackBlocks blocks = new PackBlocks(1 << 20, 1);
        BufList list = new BufList(blocks);
        Bytes piece = Octs.heap(new byte[] {1});
        byte[] one = {2};
        for (int i = 0; i < 100_000; i++) {
            list.packCopy(one, 0, 1);
            list.append(piece);
        }
        assertThat(list.entries()).isEqualTo(200_000);
        while (list.remaining() > 0) list.advance(1);
        assertThat(blocks.outstanding()).isZero();
    }

    @Test
    void trimmingMovesSmallRestsOutOfLargeArrays() {
        PackBlocks blocks = new PackBlocks(1024, 8);
        BufList list = new BufList(blocks);
        list.packCopy(Octs.pattern(1000), 0, 1000);
        list.append(Octs.segment(Octs.pattern(20)));
        list.packCopy(Octs.pattern(30), 0, 30);
        byte[] all = seen(list);
        assertThat(blocks.outstanding()).isEqualTo(2);
        list.advance(950);
        list.trim();
        assertThat(blocks.outstanding()).isZero();
        assertThat(seen(list)).isEqualTo(Octs.cut(all, 950, all.length));
        list.packCopy(Octs.pattern(5), 0, 5);
        list.trim();
        list.advance(list.remaining());
        assertThat(blocks.outstanding()).isZero();
    }

    @Test
    void trimmingLeavesAnArrayThatIsStillFull() {
        PackBlocks blocks = new PackBlocks(1024, 8);
        BufList list = new BufList(blocks);
        list.packCopy(Octs.pattern(900), 0, 900);
        long copied = blocks.copied();
        list.trim();
        assertThat(blocks.copied()).isEqualTo(copied);
        assertThat(blocks.outstanding()).isEqualTo(1);
        list.clear();
        assertThat(blocks.outstanding()).isZero();
    }

    /** Takes at most so many octets a call. */
    private static final class Narrow implements GatheringByteChannel {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final int most;
        int calls;

        Narrow(int most) {
            this.most = most;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            calls++;
            long taken = 0;
            for (int i = offset; i < offset + length && taken < most; i++) {
                ByteBuffer b = sources[i];
                int n = (int) Math.min(b.remaining(), most - taken);
                byte[] some = new byte[n];
                b.get(some);
                out.writeBytes(some);
                taken += n;
            }
            return taken;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public int write(ByteBuffer source) {
            return (int) write(new ByteBuffer[] {source}, 0, 1);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "hn", "pnpnpn", "pppphhhhnnnnffffmmmm", "cnmpfhbsmcnmpfhbsmcnmpfhbs", "mfm"})
    void aChannelThatTakesAnyFewOctetsGetsThemAll(String shape, @TempDir Path dir) throws IOException {
        byte[] fileContent = Octs.pattern(100);
        Path path = Files.write(dir.resolve("f"), fileContent);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            for (int most = 1; most < 60; most++) {
                BufList list = new BufList(new PackBlocks(64, 2));
                byte[] all = fill(list, shape, file, fileContent);
                Narrow channel = new Narrow(most);
                while (list.remaining() > 0) assertThat(list.writeTo(channel)).isPositive();
                assertThat(channel.out.toByteArray()).isEqualTo(all);
                assertThat(list.writeTo(channel)).isZero();
            }
        }
    }

    @Test
    void aFileThatIsTooShortFailsInsteadOfTurningForEver(@TempDir Path dir) throws IOException {
        Path path = Files.write(dir.resolve("f"), new byte[10]);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            BufList list = new BufList();
            list.append(new FileRegion(OpenFile.of(file), 5, 20));
            Narrow channel = new Narrow(100);
            assertThat(list.writeTo(channel)).isEqualTo(5);
            assertThatThrownBy(() -> list.writeTo(channel)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void manyPiecesGoOutInOneCall() throws IOException {
        BufList list = new BufList();
        Bytes piece = Octs.segment(Octs.pattern(100));
        for (int i = 0; i < 1500; i++) list.append(piece);
        Narrow channel = new Narrow(Integer.MAX_VALUE);
        assertThat(list.writeTo(channel)).isEqualTo(1024 * 100);
        assertThat(list.writeTo(channel)).isEqualTo(476 * 100);
        assertThat(channel.calls).isEqualTo(2);
    }
}
