package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RopeTest {

    private static final byte[] CONTENT = Octs.pattern(130);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 129, 130})
    void everyOctetIsFoundFromEverywhere(int part) {
        Rope rope = Octs.rope(CONTENT, part);
        assertThat(rope.length()).isEqualTo(130);
        for (int i = 0; i < 130; i++) assertThat(rope.get(i)).isEqualTo(CONTENT[i]);
        for (int i = 129; i >= 0; i--) assertThat(rope.get(i)).isEqualTo(CONTENT[i]);
        for (int i = 0; i <= 122; i++)
            assertThat(rope.getUnsigned(i, 8)).isEqualTo(Bytes.wrap(CONTENT).getLong(i));
        for (long bad : new long[] {-1, 130, Long.MAX_VALUE, Long.MIN_VALUE}) {
            assertThatThrownBy(() -> rope.get(bad)).isInstanceOf(IndexOutOfBoundsException.class);
            if (bad != 130)
                assertThatThrownBy(() -> rope.slice(bad, 130)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 64, 130})
    void everySliceHasItsOctetsAndCopiesNothing(int part) {
        Rope rope = Octs.rope(CONTENT, part);
        long before = Copies.octets(Copies.Site.FLATTEN) + Copies.octets(Copies.Site.JOIN);
        for (int from = 0; from <= 130; from += 3) {
            for (int to = from; to <= 130; to += 7) {
                Rope slice = rope.slice(from, to);
                assertThat(slice.length()).isEqualTo(to - from);
                assertThat(slice.toByteArray()).isEqualTo(Octs.cut(CONTENT, from, to));
                if (to - from > 3) {
                    assertThat(slice.slice(1, to - from - 1).toByteArray())
                            .isEqualTo(Octs.cut(CONTENT, from + 1, to - 1));
                    assertThat(slice.get(2)).isEqualTo(CONTENT[from + 2]);
                }
            }
        }
        assertThat(Copies.octets(Copies.Site.FLATTEN) + Copies.octets(Copies.Site.JOIN))
                .isEqualTo(before);
    }

    @Test
    void aSmallSliceKeepsNoOtherPartReachable() {
        List<Bytes> parts = new ArrayList<>();
        for (int i = 0; i < 100; i++) parts.add(Octs.heap(new byte[10_000]));
        Rope slice = Rope.of(parts).slice(55_000, 75_000);
        assertThat(slice.parts()).isEqualTo(3);
        assertThat(slice.pinned().pinned()).isEqualTo(30_000);
        assertThat(slice.detach(Retention.COMPACT).pinned().pinned()).isEqualTo(20_000);
    }

    @Test
    void appendingCopiesNoOctetAndNeverChangesTheRopeItStartsFrom() {
        Rope rope = Rope.empty();
        List<Rope> all = new ArrayList<>();
        long before = Copies.octets();
        for (int i = 0; i < 130; i += 5) {
            all.add(rope);
            rope = rope.append(
                    i % 2 == 0 ? Octs.heap(Octs.cut(CONTENT, i, i + 5)) : Octs.segment(Octs.cut(CONTENT, i, i + 5)));
        }
        assertThat(Copies.octets()).isEqualTo(before);
        for (int i = 0; i < all.size(); i++)
            assertThat(all.get(i).toByteArray()).isEqualTo(Octs.cut(CONTENT, 0, i * 5));
        // Two ropes that grow from the same one do not see each other.
        Rope a = rope.append(Bytes.of("a"));
        Rope b = rope.append(Bytes.of("b"));
        assertThat(a.get(130)).isEqualTo((byte) 'a');
        assertThat(b.get(130)).isEqualTo((byte) 'b');
        assertThat(rope.slice(3, 12).append(Bytes.of("x")).toByteArray())
                .isEqualTo(concat(Octs.cut(CONTENT, 3, 12), "x".getBytes(StandardCharsets.US_ASCII)));
        assertThat(a.append(b).length()).isEqualTo(262);
        assertThat(Rope.empty().append(a)).isSameAs(a);
        assertThat(a.append(Bytes.empty())).isSameAs(a);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }

    @Test
    void neighboursBecomeOnePart() {
        Bytes whole = Octs.segment(CONTENT);
        Rope rope = Rope.of(whole.slice(0, 10), whole.slice(10, 50), Bytes.empty(), whole.sliceFrom(50));
        assertThat(rope.parts()).isEqualTo(1);
        assertThat(rope.asOnePart()).isEqualTo(whole);
        assertThat(Rope.of(whole).part(0)).isSameAs(whole);
        assertThat(Rope.empty().asOnePart()).isSameAs(Bytes.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 64})
    void searchCrossesTheBordersOfParts(int part) {
        String text = "the quick brown fox jumps over the lazy dog, and the dog lets it jump over and over, the end";
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        Rope rope = Octs.rope(octets, part);
        Rope slice = Octs.rope(concat("over".getBytes(), concat(octets, "zzz".getBytes())), part)
                .slice(4, 4 + octets.length);
        for (Rope r : List.of(rope, slice)) {
            for (String wanted : List.of("the", "over", "dog,", "end", "jump over", "zebra", "", text, text + "!")) {
                for (int from = 0; from <= text.length(); from++) {
                    assertThat(r.indexOf(Bytes.of(wanted), from)).isEqualTo(text.indexOf(wanted, from));
                }
                assertThat(r.startsWith(Bytes.of(wanted))).isEqualTo(text.startsWith(wanted));
                assertThat(r.endsWith(Bytes.of(wanted))).isEqualTo(text.endsWith(wanted));
            }
            for (char wanted : "thxz,".toCharArray()) {
                for (int from = 0; from <= text.length(); from++) {
                    assertThat(r.indexOf((byte) wanted, from)).isEqualTo(text.indexOf(wanted, from));
                }
            }
            assertThat(r.split((byte) ' ').stream()
                            .map(Rope::toByteArray)
                            .map(String::new)
                            .toList())
                    .containsExactly(text.split(" "));
            assertThat(r.contentEquals(Bytes.wrap(octets))).isTrue();
        }
        assertThat(Octs.rope("  \r\n x y\t ".getBytes(), part).trim().toByteArray())
                .isEqualTo("x y".getBytes());
    }

    @Test
    void aTextFullOfFalseBeginningsIsStillSearchedOnce() {
        byte[] text = new byte[100_000];
        text[99_999] = 1;
        byte[] wanted = new byte[3_000];
        wanted[2_999] = 1;
        assertThat(Octs.rope(text, 1_000).indexOf(Bytes.wrap(wanted))).isEqualTo(97_000);
        wanted[2_999] = 2;
        assertThat(Octs.rope(text, 1_000).indexOf(Bytes.wrap(wanted))).isEqualTo(-1);
    }

    @Test
    void readingInOrderNeverFlattensAndJumpingAboutDoesOnce() {
        byte[] content = Octs.pattern(8_000);
        Rope rope = Octs.rope(content, 80);
        long before = Copies.times(Copies.Site.FLATTEN);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 8_000; i++) assertThat(rope.get(i)).isEqualTo(content[i]);
        }
        assertThat(rope.parts()).isEqualTo(100);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            int at = random.nextInt(8_000);
            assertThat(rope.get(at)).isEqualTo(content[at]);
        }
        assertThat(rope.parts()).isEqualTo(1);
        assertThat(Copies.times(Copies.Site.FLATTEN) - before).isEqualTo(1);
        assertThat(rope.slice(100, 200).toByteArray()).isEqualTo(Octs.cut(content, 100, 200));
        assertThat(rope.flatten()).isSameAs(rope.asOnePart());
    }

    @Test
    void aLargeRopeStaysAListHoweverItIsRead() {
        Bytes part = Octs.heap(new byte[1 << 20]);
        List<Bytes> parts = new ArrayList<>();
        for (int i = 0; i < 33; i++) parts.add(part);
        Rope rope = Rope.of(parts);
        Random random = new Random(3);
        for (int i = 0; i < 600_000; i++) rope.get(random.nextInt(33 << 20));
        assertThat(rope.parts()).isEqualTo(33);
    }

    @Test
    void aSizeBeyondTheLargestViewIsKeptAndOnlyFlatteningFails() {
        Bytes part = Octs.heap(new byte[1 << 20]);
        Rope.Builder builder = Rope.builder();
        for (int i = 0; i < 3_000; i++) builder.append(part);
        Rope rope = builder.build();
        assertThat(rope.length()).isEqualTo(3_000L << 20);
        assertThat(rope.get((3_000L << 20) - 1)).isZero();
        assertThat(rope.slice(1L << 31, (1L << 31) + 5).length()).isEqualTo(5);
        assertThatThrownBy(rope::flatten).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(rope::toByteArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("3145728000", "2147483639");
        assertThat(rope.toString()).startsWith("Rope[3145728000 in 3000]");
    }

    @Test
    void equalityOrderAndHashDoNotDependOnTheParts() {
        Rope a = Octs.rope(CONTENT, 7);
        for (int part : new int[] {1, 5, 64, 200}) {
            Rope b = Octs.rope(CONTENT, part);
            assertThat(a).isEqualTo(b).hasSameHashCodeAs(b);
            assertThat(a.compareTo(b)).isZero();
            byte[] changed = CONTENT.clone();
            changed[100] ^= (byte) 0x80;
            Rope c = Octs.rope(changed, part);
            assertThat(a).isNotEqualTo(c);
            assertThat(Integer.signum(a.compareTo(c)))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(CONTENT, changed)));
            assertThat(a.slice(0, 50)).isLessThan(b);
        }
        assertThat(a.hashCode()).isEqualTo(Arrays.hashCode(CONTENT));
    }

    @Test
    void copiesGoWhereTheyAreAskedTo() {
        Rope rope = Octs.rope(CONTENT, 9);
        byte[] target = new byte[60];
        rope.copyTo(33, target, 4, 50);
        assertThat(Octs.cut(target, 4, 54)).isEqualTo(Octs.cut(CONTENT, 33, 83));
        assertThatThrownBy(() -> rope.copyTo(100, target, 0, 31)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> rope.copyTo(0, target, 50, 11)).isInstanceOf(IndexOutOfBoundsException.class);
        BufList list = new BufList();
        rope.appendTo(list);
        assertThat(list.copyRemaining().toByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void aFileIsMappedWhole(@TempDir Path dir) throws IOException {
        Path file = Files.write(dir.resolve("f"), CONTENT);
        try (FileChannel channel = FileChannel.open(file)) {
            assertThat(Rope.map(channel, 10, 100).toByteArray()).isEqualTo(Octs.cut(CONTENT, 10, 110));
            assertThat(Rope.map(channel, 10, 0).isEmpty()).isTrue();
        }
    }

    @Test
    void threadsThatReadAppendAndFlattenOneRopeAllSeeItsOctets() throws Exception {
        byte[] content = Octs.pattern(20_000);
        for (int round = 0; round < 20; round++) {
            Rope rope = Octs.rope(content, 50);
            List<Throwable> failures = new ArrayList<>();
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int seed = t;
                threads.add(Thread.ofPlatform().start(() -> {
                    try {
                        go.await();
                        Random random = new Random(seed);
                        for (int i = 0; i < 3_000; i++) {
                            int at = random.nextInt(20_000);
                            if (rope.get(at) != content[at]) throw new AssertionError("get " + at);
                            if (i % 100 == 0
                                    && rope.append(Bytes.of("t" + seed)).get(20_001) != '0' + seed)
                                throw new AssertionError("append");
                            if (i % 500 == seed && rope.slice(10, 19_000).get(at % 18_000) != content[10 + at % 18_000])
                                throw new AssertionError("slice");
                        }
                    } catch (Throwable e) {
                        synchronized (failures) {
                            failures.add(e);
                        }
                    }
                }));
            }
            go.countDown();
            for (Thread thread : threads) thread.join();
            assertThat(failures).isEmpty();
        }
    }
}
