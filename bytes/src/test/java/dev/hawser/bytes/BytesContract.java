package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of immutable view does, wherever its octets lie. docs/bytes-promises.md lists all behaviours and their tests. */
abstract class BytesContract {

    abstract Bytes view(byte[] content);

    private final byte[] content = Octs.pattern(70);

    @Test
    void everyOctetIsThereAndNoneBeside() {
        Bytes bytes = view(content);
        assertThat(bytes.length()).isEqualTo(70);
        for (int i = 0; i < 70; i++) assertThat(bytes.get(i)).isEqualTo(content[i]);
        for (int i : new int[] {-1, 70, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> bytes.get(i)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void numbersAreReadAtEveryPlaceInBothOrders() {
        Bytes bytes = view(content);
        ByteBuffer high = ByteBuffer.wrap(content);
        ByteBuffer low = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i <= 62; i++) {
            assertThat(bytes.getShort(i)).isEqualTo(high.getShort(i));
            assertThat(bytes.getInt(i)).isEqualTo(high.getInt(i));
            assertThat(bytes.getLong(i)).isEqualTo(high.getLong(i));
            assertThat(bytes.getShortLE(i)).isEqualTo(low.getShort(i));
            assertThat(bytes.getIntLE(i)).isEqualTo(low.getInt(i));
            assertThat(bytes.getLongLE(i)).isEqualTo(low.getLong(i));
            assertThat(bytes.getUnsigned(i, 3)).isEqualTo(high.getInt(i) >>> 8);
            assertThat(bytes.getSigned(i, 3)).isEqualTo(high.getInt(i) >> 8);
            assertThat(bytes.getUnsigned(i, 8)).isEqualTo(high.getLong(i));
            assertThat(bytes.getUnsigned(i, 0)).isZero();
            assertThat(bytes.getSigned(i, 0)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 63, 64, 70, Integer.MAX_VALUE, Integer.MAX_VALUE - 7, Integer.MIN_VALUE})
    void numbersBesideTheEndAreRefusedAndTheMessageSaysWhatWasAsked(int index) {
        Bytes bytes = view(content);
        assertThatThrownBy(() -> bytes.getLong(index))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("8 octets from " + index + " of 70");
        assertThatThrownBy(() -> bytes.getLongLE(index)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> bytes.getUnsigned(index, 8)).isInstanceOf(IndexOutOfBoundsException.class);
        if (index < 0 || index > 67) {
            assertThatThrownBy(() -> bytes.getInt(index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> bytes.getIntLE(index)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        if (index < 0 || index > 68) {
            assertThatThrownBy(() -> bytes.getShort(index)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> bytes.getShortLE(index)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void numbersNeverReachBeyondASliceIntoItsStorage() {
        Bytes slice = view(content).slice(10, 20);
        assertThat(slice.getLong(2)).isEqualTo(ByteBuffer.wrap(content).getLong(12));
        assertThatThrownBy(() -> slice.getLong(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.getLong(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.get(10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view(new byte[3]).getLong(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void everySliceHasItsOctetsAndSharesStorage() {
        Bytes bytes = view(content);
        for (int from = 0; from <= 70; from += 3) {
            for (int to = from; to <= 70; to += 5) {
                Bytes slice = bytes.slice(from, to);
                assertThat(slice.toByteArray()).isEqualTo(Octs.cut(content, from, to));
                if (from < to) assertThat(slice.sharesStorageWith(bytes)).isTrue();
            }
        }
        assertThat(bytes.sliceFrom(66).length()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1 3", "3 2", "0 71", "71 71", "2147483647 2147483647", "5 -2147483648"})
    void aSliceOutOfRangeIsRefused(String range) {
        Bytes bytes = view(content);
        int from = Integer.parseInt(range.split(" ")[0]);
        int to = Integer.parseInt(range.split(" ")[1]);
        assertThatThrownBy(() -> bytes.slice(from, to))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining(Integer.toString(from))
                .hasMessageContaining("70");
        assertThat(bytes.toByteArray()).isEqualTo(content);
    }

    @Test
    void anEmptySliceKeepsNoStorageReachable() {
        assertThat(view(content).slice(30, 30)).isSameAs(Bytes.empty());
        assertThat(view(content).slice(30, 30).pinned()).isZero();
        assertThat(view(new byte[0]).isEmpty()).isTrue();
    }

    @Test
    void copiesGoWhereTheyAreAskedToAndNowhereElse() {
        Bytes bytes = view(content);
        for (int n = 0; n <= 70; n += 7) {
            byte[] target = new byte[80];
            bytes.copyTo(70 - n, target, 5, n);
            assertThat(Octs.cut(target, 5, 5 + n)).isEqualTo(Octs.cut(content, 70 - n, 70));
            assertThat(Octs.cut(target, 0, 5)).containsOnly(0);
            assertThat(Octs.cut(target, 5 + n, 80)).containsOnly(0);
        }
        for (int[] bad : new int[][] {
            {0, 0, 71}, {-1, 0, 2}, {70, 0, 1}, {0, 75, 6}, {0, -1, 1}, {0, 0, -1}, {1, 0, Integer.MAX_VALUE}
        }) {
            byte[] target = new byte[80];
            assertThatThrownBy(() -> bytes.copyTo(bad[0], target, bad[1], bad[2]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(target).containsOnly(0);
        }
    }

    @Test
    void splitViewsRejoinAtEveryCutWithoutACopy() {
        Bytes bytes = view(content);
        for (int cut = 0; cut <= 70; cut++) {
            Bytes left = bytes.slice(0, cut);
            Bytes right = bytes.sliceFrom(cut);
            Bytes joined = left.tryUnsplit(right);
            assertThat(joined).isEqualTo(bytes);
            assertThat(joined.sharesStorageWith(bytes)).isTrue();
            assertThat(joined.start()).isEqualTo(bytes.start());
            assertThat(left.unsplit(right)).isEqualTo(bytes);
        }
    }

    @Test
    void aChainOfRejoinsRestoresTheOriginal() {
        Bytes bytes = view(content);
        Bytes sum = Bytes.empty();
        for (int i = 0; i < 70; i += 10) sum = sum.unsplit(bytes.slice(i, i + 10));
        assertThat(sum).isEqualTo(bytes);
        assertThat(sum.sharesStorageWith(bytes)).isTrue();
    }

    @Test
    void viewsThatAreNotNeighboursAreNotRejoined() {
        Bytes bytes = view(content);
        Bytes left = bytes.slice(0, 30);
        assertThat(left.tryUnsplit(bytes.slice(31, 40))).as("a gap").isNull();
        assertThat(left.tryUnsplit(bytes.slice(29, 40))).as("an overlap").isNull();
        assertThat(bytes.slice(30, 60).tryUnsplit(left)).as("the wrong order").isNull();
        assertThat(left.tryUnsplit(view(content).slice(30, 40)))
                .as("another storage")
                .isNull();
        assertThatThrownBy(() -> left.unsplit(bytes.slice(31, 40)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("30 octets")
                .hasMessageContaining("the same");
        assertThat(left.toByteArray()).isEqualTo(Octs.cut(content, 0, 30));
    }

    @Test
    void searchFindsWhatAPlainLoopFindsFromEveryPlace() {
        for (int n : new int[] {0, 1, 7, 8, 9, 31, 32, 33, 64, 65, 70, 200}) {
            byte[] text = new byte[n];
            for (int i = 0; i < n; i++) text[i] = (byte) (i % 11 == 0 ? 0x80 : i % 13 == 0 ? 0x81 : i % 7 - 3);
            Bytes bytes = view(text);
            for (int wanted : new int[] {0x80, 0x81, 0, 1, 0xff, 0x7f, 0xfd}) {
                for (int from = 0; from <= n; from++) {
                    int plain = -1;
                    for (int i = from; i < n && plain < 0; i++) if (text[i] == (byte) wanted) plain = i;
                    assertThat(bytes.indexOf((byte) wanted, from)).isEqualTo(plain);
                }
                int last = -1;
                for (int i = 0; i < n; i++) if (text[i] == (byte) wanted) last = i;
                assertThat(bytes.lastIndexOf((byte) wanted)).isEqualTo(last);
            }
        }
        assertThatThrownBy(() -> view(content).indexOf((byte) 1, 71)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> view(content).indexOf((byte) 1, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void searchInASliceDoesNotSeeWhatLiesBesideIt() {
        byte[] text = new byte[100];
        text[9] = 5;
        text[60] = 5;
        assertThat(view(text).slice(10, 60).indexOf((byte) 5)).isEqualTo(-1);
        assertThat(view(text).slice(10, 61).indexOf((byte) 5)).isEqualTo(50);
    }

    @Test
    void aPhraseIsFoundWhereverItLies() {
        String text = "the quick brown fox jumps over the lazy dog, the end";
        Bytes bytes = view(text.getBytes(StandardCharsets.US_ASCII));
        for (String wanted : List.of("the", "fox", "the end", "dog,", "", "x", "zebra", text, text + "!", "t")) {
            for (int from = 0; from <= text.length(); from++) {
                assertThat(bytes.indexOf(Bytes.of(wanted), from)).isEqualTo(text.indexOf(wanted, from));
                assertThat(bytes.indexOf(view(wanted.getBytes()), from)).isEqualTo(text.indexOf(wanted, from));
            }
            assertThat(bytes.startsWith(Bytes.of(wanted))).isEqualTo(text.startsWith(wanted));
            assertThat(bytes.endsWith(Bytes.of(wanted))).isEqualTo(text.endsWith(wanted));
        }
    }

    @Test
    void aTextFullOfFalseBeginningsIsStillSearchedOnce() {
        byte[] text = new byte[200_000];
        byte[] wanted = new byte[2_000];
        wanted[1_999] = 1;
        text[199_999] = 1;
        assertThat(view(text).indexOf(Bytes.wrap(wanted))).isEqualTo(198_000);
        byte[] none = new byte[2_000];
        none[1_999] = 2;
        assertThat(view(text).indexOf(Bytes.wrap(none))).isEqualTo(-1);
    }

    @Test
    void splittingGivesOneMoreThanThereAreSeparators() {
        assertThat(view("a,b,,c".getBytes()).split((byte) ','))
                .containsExactly(Bytes.of("a"), Bytes.of("b"), Bytes.empty(), Bytes.of("c"));
        assertThat(view(",".getBytes()).split((byte) ',')).containsExactly(Bytes.empty(), Bytes.empty());
        assertThat(view("abc".getBytes()).split((byte) ',')).containsExactly(Bytes.of("abc"));
        assertThat(view(new byte[0]).split((byte) ',')).containsExactly(Bytes.empty());
    }

    @Test
    void trimmingTakesBlanksFromBothEndsOnly() {
        assertThat(view(" \t\r\na b \n".getBytes()).trim()).isEqualTo(Bytes.of("a b"));
        assertThat(view("   ".getBytes()).trim().isEmpty()).isTrue();
        assertThat(view("ab".getBytes()).trim()).isEqualTo(Bytes.of("ab"));
    }

    @Test
    void equalityOrderAndHashAreThoseOfTheOctets() {
        Bytes bytes = view(content);
        List<Bytes> same =
                List.of(Octs.heap(content), Octs.heapSlice(content), Octs.segment(content), Octs.segmentSlice(content));
        for (Bytes other : same) {
            assertThat(bytes).isEqualTo(other).hasSameHashCodeAs(other);
            assertThat(other).isEqualTo(bytes);
            assertThat(bytes.compareTo(other)).isZero();
            assertThat(bytes.mismatch(other)).isEqualTo(-1);
        }
        assertThat(bytes.hashCode()).isEqualTo(Arrays.hashCode(content));
        assertThat(bytes.contentEquals(content)).isTrue();
        assertThat(bytes.contentEquals(new byte[70])).isFalse();
        assertThat(bytes.equals(content)).isFalse();
        for (int at = 0; at < 70; at += 9) {
            byte[] changed = content.clone();
            changed[at] ^= (byte) 0x80;
            for (Bytes other : List.of(Octs.heap(changed), Octs.segment(changed))) {
                int order = Arrays.compareUnsigned(content, changed);
                assertThat(bytes).isNotEqualTo(other);
                assertThat(Integer.signum(bytes.compareTo(other))).isEqualTo(Integer.signum(order));
                assertThat(Integer.signum(other.compareTo(bytes))).isEqualTo(-Integer.signum(order));
                assertThat(bytes.mismatch(other)).isEqualTo(at);
            }
        }
        assertThat(bytes.slice(0, 10)).isLessThan(bytes);
        assertThat(bytes).isGreaterThan(bytes.slice(0, 10));
        assertThat(view(new byte[0])).isEqualTo(Bytes.empty());
    }

    @Test
    void javasOtherFormsShowTheSameOctetsAndCannotBeWritten() throws IOException {
        Bytes bytes = view(content);
        ByteBuffer buffer = bytes.asByteBuffer();
        assertThat(buffer).isEqualTo(ByteBuffer.wrap(content));
        assertThat(buffer.isReadOnly()).isTrue();
        assertThatThrownBy(() -> buffer.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        buffer.position(5);
        assertThat(bytes.asByteBuffer().position()).as("no shared position").isZero();
        MemorySegment segment = bytes.asSegment();
        assertThat(segment.byteSize()).isEqualTo(70);
        assertThat(segment.isReadOnly()).isTrue();
        assertThat(segment.isNative()).isEqualTo(bytes.isNative());
        assertThat(segment.mismatch(MemorySegment.ofArray(content))).isEqualTo(-1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bytes.writeTo(out);
        assertThat(bytes.writeTo(Channels.newChannel(out))).isEqualTo(70);
        assertThat(out.size()).isEqualTo(140);
        assertThat(Octs.cut(out.toByteArray(), 70, 140)).isEqualTo(content);
        assertThat(Bytes.ofHex(bytes.toHex())).isEqualTo(bytes);
    }

    @Test
    void textIsReadInItsCharset() {
        String text = "gr\u00fc\u00dfe, \u4e16\u754c";
        assertThat(view(text.getBytes(StandardCharsets.UTF_8)).toString(StandardCharsets.UTF_8))
                .isEqualTo(text);
        CharSequence latin =
                view("a\u00fcz".getBytes(StandardCharsets.ISO_8859_1)).asLatin1();
        assertThat(latin.length()).isEqualTo(3);
        assertThat(latin.charAt(1)).isEqualTo('\u00fc');
        assertThat(latin.subSequence(1, 3).toString()).isEqualTo("\u00fcz");
        assertThat(latin.toString()).isEqualTo("a\u00fcz");
    }

    @Test
    void everyOctetHasAReadableForm() {
        StringBuilder expected = new StringBuilder();
        for (int v = 0; v < 256; v++) {
            String shown = view(new byte[] {(byte) v}).toString();
            String form = v >= 0x20 && v < 0x7f && v != '"' && v != '\\'
                    ? Character.toString(v)
                    : "\\x" + (v < 16 ? "0" : "") + Integer.toHexString(v);
            assertThat(shown).isEqualTo("Bytes[1] \"" + form + "\"");
        }
        assertThat(view(content).toString()).startsWith("Bytes[70] \"").endsWith("\"...");
    }

    @Test
    void aDetachedViewPinsWhatThePolicyAllows() {
        byte[] large = Octs.pattern(2 << 20);
        Bytes small = view(large).slice(1_000_000, 1_000_032);
        assertThat(small.pinned()).isGreaterThanOrEqualTo(2 << 20);
        long before = Copies.octets(Copies.Site.DETACH);
        Bytes detached = small.detach();
        assertThat(detached).isEqualTo(small);
        assertThat(detached.pinned()).isLessThanOrEqualTo(1024);
        assertThat(Copies.octets(Copies.Site.DETACH) - before).isEqualTo(32);
        Bytes most = view(large).slice(0, 1 << 20);
        assertThat(most.detach()).isSameAs(most);
        assertThat(most.compact().pinned()).isEqualTo(1 << 20);
        assertThat(detached.compact()).isSameAs(detached);
        assertThat(Bytes.empty().detach()).isSameAs(Bytes.empty());
    }
}
