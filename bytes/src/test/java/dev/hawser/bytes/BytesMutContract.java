package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What octets with one owner do, on the heap and outside it. */
abstract class BytesMutContract {

    abstract BytesMut room(int capacity);

    private BytesMut with(int capacity, byte[] content) {
        BytesMut out = room(capacity);
        out.write(content);
        return out;
    }

    private static byte[] content(BytesMut buf) {
        byte[] out = new byte[buf.length()];
        for (int i = 0; i < out.length; i++) out[i] = buf.get(i);
        return out;
    }

    private final byte[] pattern = Octs.pattern(64);

    // ---- the frozen watermark

    @Test
    void aPrefixIsFrozenWithoutACopyWhileWritingGoesOnBehindIt() {
        BytesMut buf = room(64);
        buf.write(pattern, 0, 10);
        long before = Copies.octets();
        Bytes first = buf.freezeFirst(10);
        buf.write(pattern, 10, 20);
        Bytes second = buf.freezeFirst(15);
        buf.write(pattern, 30, 34);
        assertThat(Copies.octets()).isEqualTo(before);
        assertThat(first.toByteArray()).isEqualTo(Octs.cut(pattern, 0, 10));
        assertThat(second.toByteArray()).isEqualTo(Octs.cut(pattern, 10, 25));
        assertThat(content(buf)).isEqualTo(Octs.cut(pattern, 25, 64));
        assertThat(second.storage()).isSameAs(first.storage());
        assertThat(first.unsplit(second).unsplit(buf.freeze()).toByteArray()).isEqualTo(pattern);
    }

    @Test
    void whatWasFrozenInPiecesCanBeHadAsOneView() {
        BytesMut buf = with(64, pattern);
        assertThat(buf.frozen().isEmpty()).isTrue();
        buf.freezeFirst(7);
        buf.freezeFirst(13);
        Bytes all = buf.frozen();
        assertThat(all.toByteArray()).isEqualTo(Octs.cut(pattern, 0, 20));
        buf.advance(4);
        assertThat(buf.frozen()).as("reading freezes nothing").isEqualTo(all);
        buf.freezeFirst(6);
        assertThat(buf.frozen().toByteArray()).as("a new row after a gap").isEqualTo(Octs.cut(pattern, 24, 30));
    }

    @Test
    void showingAChunkFreezesItAndLeavesItToBeRead() {
        BytesMut buf = with(64, pattern);
        Bytes shown = buf.chunk();
        assertThat(shown.toByteArray()).isEqualTo(pattern);
        assertThat(buf.length()).isEqualTo(64);
        assertThatThrownBy(() -> buf.set(3, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("64");
        assertThat(content(buf)).isEqualTo(pattern);
        buf.clear();
        buf.writeRepeated(9, 64);
        assertThat(shown.toByteArray()).isEqualTo(pattern);
    }

    @Test
    void nothingThatHappensLaterChangesAFrozenView() {
        BytesMut buf = with(64, pattern);
        Bytes frozen = buf.freezeFirst(20);
        List<Consumer<BytesMut>> deeds = List.of(
                b -> b.set(0, 99),
                b -> b.writeRepeated(7, 10),
                b -> b.advance(10),
                b -> b.reserve(5),
                b -> b.truncate(3),
                b -> b.resize(40, 1),
                BytesMut::clear,
                b -> b.writeRepeated(8, 100),
                b -> b.tryReclaim(30),
                b -> b.splitTo(5).set(0, 5),
                b -> b.splitOff(3).writeRepeated(6, 20));
        for (Consumer<BytesMut> deed : deeds) {
            deed.accept(buf);
            assertThat(frozen.toByteArray()).isEqualTo(Octs.cut(pattern, 0, 20));
        }
    }

    @Test
    void truncatingIntoWhatIsFrozenGivesTheRoomUpAndSparesTheView() {
        BytesMut buf = with(64, pattern);
        Bytes shown = buf.chunk();
        buf.truncate(10);
        assertThat(buf.capacity()).isEqualTo(10);
        buf.writeRepeated(1, 30);
        assertThat(shown.toByteArray()).isEqualTo(pattern);
        assertThat(Octs.cut(content(buf), 0, 10)).isEqualTo(Octs.cut(pattern, 0, 10));
    }

    // ---- freezing ends it

    @Test
    void everyUseAfterFreezingThrowsByNameAndTheViewIsSafe() {
        BytesMut buf = with(64, pattern);
        Bytes frozen = buf.freeze();
        assertGone(buf, "frozen");
        assertThat(frozen.toByteArray()).isEqualTo(pattern);
        assertThat(buf.toString()).contains("frozen");
    }

    @Test
    void everyUseAfterJoiningThrowsByName() {
        BytesMut buf = with(64, pattern);
        BytesMut back = buf.splitOff(30);
        assertThat(buf.tryUnsplit(back)).isTrue();
        assertGone(back, "joined");
        assertThat(content(buf)).isEqualTo(pattern);
    }

    private static void assertGone(BytesMut buf, String how) {
        List<Consumer<BytesMut>> uses = List.of(
                BytesMut::length,
                BytesMut::capacity,
                b -> b.get(0),
                b -> b.set(0, 1),
                BytesMut::freeze,
                b -> b.freezeFirst(0),
                BytesMut::frozen,
                b -> b.splitTo(0),
                BytesMut::split,
                b -> b.splitOff(0),
                b -> b.tryUnsplit(new BytesMut()),
                b -> new BytesMut().tryUnsplit(b),
                b -> b.unsplit(new BytesMut()),
                b -> b.reserve(1),
                b -> b.tryReclaim(1),
                b -> b.truncate(0),
                BytesMut::clear,
                b -> b.resize(1, 1),
                BytesMut::remaining,
                BytesMut::chunk,
                b -> b.advance(0),
                b -> b.takeFirst(0),
                b -> b.readTo(new byte[0]),
                b -> b.readUnsigned(0),
                BytesMut::readByte,
                BytesMut::readInt,
                BytesMut::remainingMut,
                b -> b.write(new byte[0]),
                b -> b.write(Bytes.empty()),
                b -> b.writeAgain(0, 0),
                b -> b.writeRepeated(0, 0),
                b -> b.writeUnsigned(0, 0),
                b -> b.writeByte(1),
                b -> b.writeLong(1));
        for (Consumer<BytesMut> use : uses) {
            assertThatThrownBy(() -> use.accept(buf))
                    .isInstanceOf(MovedException.class)
                    .hasMessageContaining(how);
        }
    }

    @Test
    void freezingShowsExactlyWhatCouldBeRead() {
        BytesMut buf = with(64, pattern);
        buf.advance(5);
        buf.truncate(50);
        BytesMut back = buf.splitOff(40);
        BytesMut front = buf.splitTo(10);
        assertThat(front.freeze().toByteArray()).isEqualTo(Octs.cut(pattern, 5, 15));
        assertThat(buf.freeze().toByteArray()).isEqualTo(Octs.cut(pattern, 15, 45));
        assertThat(back.freeze().toByteArray()).isEqualTo(Octs.cut(pattern, 45, 55));
        assertThat(room(0).freeze().isEmpty()).isTrue();
    }

    // ---- splitting and joining

    @Test
    void partsSplitAtEveryPlaceHoldAllOctetsAndAllRoom() {
        for (int at = 0; at <= 64; at++) {
            BytesMut buf = with(80, pattern);
            int capacity = buf.capacity();
            BytesMut front = buf.splitTo(at);
            assertThat(front.capacity() + buf.capacity()).isEqualTo(capacity);
            assertThat(content(front)).isEqualTo(Octs.cut(pattern, 0, at));
            assertThat(content(buf)).isEqualTo(Octs.cut(pattern, at, 64));
            front.writeRepeated(1, 3);
            assertThat(content(buf)).as("the front grows elsewhere").isEqualTo(Octs.cut(pattern, at, 64));
        }
        for (int at = 0; at <= 80; at++) {
            BytesMut buf = with(80, pattern);
            int capacity = buf.capacity();
            BytesMut back = buf.splitOff(at);
            assertThat(back.capacity() + buf.capacity()).isEqualTo(capacity);
            assertThat(content(buf)).isEqualTo(Octs.cut(pattern, 0, Math.min(at, 64)));
            assertThat(content(back)).isEqualTo(Octs.cut(pattern, Math.min(at, 64), 64));
            buf.writeRepeated(1, 30);
            assertThat(content(back)).isEqualTo(Octs.cut(pattern, Math.min(at, 64), 64));
        }
    }

    @Test
    void splittingBesideTheEndFailsAndDoesNoDamage() {
        BytesMut buf = with(70, pattern);
        int capacity = buf.capacity();
        for (int bad : new int[] {-1, 65, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> buf.splitTo(bad))
                    .isInstanceOf(OverrunException.class)
                    .hasMessageContaining("64");
            assertThatThrownBy(() -> buf.freezeFirst(bad)).isInstanceOf(OverrunException.class);
        }
        assertThatThrownBy(() -> buf.splitOff(capacity + 1)).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> buf.splitOff(-1)).isInstanceOf(OverrunException.class);
        assertThat(content(buf)).isEqualTo(pattern);
        assertThat(buf.capacity()).isEqualTo(capacity);
    }

    @Test
    void partsRejoinAtEveryCutWithAllTheirRoomAndWithoutACopy() {
        for (int at = 0; at <= 80; at++) {
            BytesMut buf = with(80, pattern);
            BytesMut back = buf.splitOff(at);
            long before = Copies.octets();
            if (at <= 64) {
                assertThat(buf.unsplit(back)).isEqualTo(Joined.How.REJOINED);
                assertThat(Copies.octets()).isEqualTo(before);
                assertThat(buf.capacity()).isEqualTo(80);
            } else {
                // The front ends before its room does: back is empty, so its room comes back all the same.
                assertThat(buf.tryUnsplit(back)).isTrue();
                assertThat(buf.capacity()).isEqualTo(80);
            }
            assertThat(content(buf)).isEqualTo(pattern);
        }
    }

    @Test
    void aPartThatGrewElsewhereIsJoinedByACountedCopy() {
        BytesMut buf = with(64, pattern);
        BytesMut back = buf.splitOff(32);
        back.reserve(200);
        assertThat(buf.tryUnsplit(back)).isFalse();
        assertThat(content(back)).isEqualTo(Octs.cut(pattern, 32, 64));
        long before = Copies.octets(Copies.Site.JOIN);
        assertThat(buf.unsplit(back)).isEqualTo(Joined.How.COPIED);
        assertThat(Copies.octets(Copies.Site.JOIN) - before).isEqualTo(32);
        assertThat(content(buf)).isEqualTo(pattern);
        assertGone(back, "joined");
    }

    @Test
    void aGapBetweenPartsIsNotJoined() {
        BytesMut buf = with(64, pattern);
        BytesMut back = buf.splitOff(32);
        buf.truncate(30);
        assertThat(buf.tryUnsplit(back)).isFalse();
        BytesMut other = with(64, pattern);
        BytesMut otherBack = other.splitOff(32);
        otherBack.advance(1);
        assertThat(other.tryUnsplit(otherBack)).isFalse();
        assertThat(content(otherBack)).isEqualTo(Octs.cut(pattern, 33, 64));
        assertThatThrownBy(() -> other.tryUnsplit(other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void frozenOctetsStayFrozenThroughARejoin() {
        BytesMut buf = with(64, pattern);
        BytesMut back = buf.splitOff(32);
        Bytes shown = back.chunk().slice(0, 8);
        assertThat(buf.tryUnsplit(back)).isTrue();
        assertThatThrownBy(() -> buf.set(33, 0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> buf.set(3, 0)).isInstanceOf(IllegalStateException.class);
        buf.writeRepeated(1, 50);
        assertThat(shown.toByteArray()).isEqualTo(Octs.cut(pattern, 32, 40));
    }

    @Test
    void anEmptyBufferBecomesWhatIsJoinedToIt() {
        BytesMut empty = new BytesMut();
        BytesMut full = with(64, pattern);
        assertThat(empty.tryUnsplit(full)).isTrue();
        assertThat(content(empty)).isEqualTo(pattern);
        BytesMut buf = with(64, pattern);
        assertThat(buf.tryUnsplit(new BytesMut())).isTrue();
        assertThat(content(buf)).isEqualTo(pattern);
    }

    // ---- room

    @Test
    void roomIsExactWhenMuchIsAskedForAndDoublesOtherwise() {
        BytesMut buf = with(64, pattern);
        buf.reserve(1_000);
        assertThat(buf.capacity()).isEqualTo(1_064);
        BytesMut other = with(64, pattern);
        other.reserve(1);
        assertThat(other.capacity()).isEqualTo(128);
        other.reserve(0);
        assertThat(other.capacity()).isEqualTo(128);
        assertThat(content(other)).isEqualTo(pattern);
    }

    @Test
    void aBufferThatIsSplitAndDroppedOverAndOverDoesNotGrow() {
        BytesMut buf = room(1_000);
        for (int i = 0; i < 1_000; i++) {
            buf.writeRepeated(i, 300);
            assertThat(buf.split().freeze().get(299)).isEqualTo((byte) i);
        }
        buf.reserve(300);
        assertThat(buf.capacity()).isLessThanOrEqualTo(1_000);
    }

    @Test
    void aPartThatWasSplitDownGrowsBackToItsFormerSizeUpTo64Kib() {
        for (int capacity : new int[] {1_000, 64 * 1024, 200_000}) {
            BytesMut buf = room(capacity);
            buf.write(pattern);
            BytesMut front = buf.splitTo(64);
            assertThat(front.capacity()).isEqualTo(64);
            front.reserve(1);
            int remembered = Math.min(capacity, 64 * 1024);
            assertThat(front.capacity()).as("of %d", capacity).isBetween(remembered, remembered + 5);
            assertThat(content(front)).isEqualTo(pattern);
        }
    }

    @Test
    void aBufferThatWasReadFromGrowsByWhatIsLeftOfIt() {
        BytesMut buf = with(64, pattern);
        buf.advance(10);
        buf.reserve(500);
        assertThat(buf.capacity()).isEqualTo(554);
        assertThat(content(buf)).isEqualTo(Octs.cut(pattern, 10, 64));
    }

    @Test
    void aChainOfRejoinsRestoresTheOriginalWhateverWasWrittenIntoItsParts() {
        for (int step = 1; step <= 64; step += 7) {
            BytesMut buf = with(80, pattern);
            List<BytesMut> parts = new ArrayList<>();
            while (buf.length() > step) parts.add(buf.splitTo(step));
            buf.write(pattern, 0, 16);
            parts.add(buf);
            long before = Copies.octets();
            BytesMut whole = parts.getFirst();
            for (int i = 1; i < parts.size(); i++) {
                assertThat(whole.unsplit(parts.get(i))).isEqualTo(Joined.How.REJOINED);
            }
            assertThat(Copies.octets()).isEqualTo(before);
            assertThat(whole.capacity()).isEqualTo(80);
            assertThat(Octs.cut(content(whole), 0, 64)).isEqualTo(pattern);
            assertThat(whole.length()).isEqualTo(80);
        }
    }

    @Test
    void consumedRoomIsUsedAgainWithoutGrowing() {
        BytesMut buf = with(64, pattern);
        buf.advance(40);
        assertThat(buf.capacity()).isEqualTo(24);
        assertThat(buf.tryReclaim(40)).isTrue();
        assertThat(buf.capacity()).isEqualTo(64);
        assertThat(content(buf)).isEqualTo(Octs.cut(pattern, 40, 64));
        buf.write(pattern, 0, 40);
        buf.advance(64);
        long before = Copies.octets();
        buf.reserve(64);
        assertThat(buf.capacity()).isEqualTo(64);
        assertThat(Copies.octets()).as("nothing is left to move").isEqualTo(before);
    }

    @Test
    void roomThatIsFrozenIsNotReclaimed() {
        BytesMut buf = with(64, pattern);
        buf.freezeFirst(40);
        assertThat(buf.tryReclaim(40)).isFalse();
        assertThat(buf.tryReclaim(0)).isTrue();
        assertThat(buf.tryReclaim(Integer.MAX_VALUE)).isFalse();
        assertThat(buf.capacity()).isEqualTo(24);
        BytesMut other = with(64, pattern);
        other.advance(20);
        assertThat(other.tryReclaim(20)).as("44 octets are not moved for 20").isFalse();
        BytesMut third = with(64, pattern);
        third.freezeFirst(30);
        third.advance(4);
        assertThat(third.tryReclaim(4)).as("what is frozen pays for no move").isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, -1, Integer.MIN_VALUE})
    void roomThatCannotBeFailsBeforeAnythingChanges(int extra) {
        BytesMut buf = with(64, pattern);
        assertThatThrownBy(() -> buf.reserve(extra)).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> buf.writeRepeated(1, extra < 0 ? extra : extra + 1_000L))
                .isInstanceOf(OverrunException.class);
        if (extra < 0) assertThatThrownBy(() -> buf.tryReclaim(extra)).isInstanceOf(OverrunException.class);
        assertThat(content(buf)).isEqualTo(pattern);
        assertThat(buf.capacity()).isEqualTo(64);
    }

    // ---- content

    @Test
    void octetsNotYetReadCanBeReplacedInPlace() {
        BytesMut buf = with(64, pattern);
        buf.set(0, 1);
        buf.set(61, 0x010203, 3);
        buf.set(10, 7, 0);
        assertThat(buf.get(0)).isEqualTo((byte) 1);
        assertThat(Octs.cut(content(buf), 61, 64)).containsExactly(1, 2, 3);
        for (int bad : new int[] {-1, 64, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> buf.set(bad, 1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buf.get(bad)).isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> buf.set(62, 1, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> buf.set(0, 1, 9)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void contentIsDroppedResizedAndWrittenAgain() {
        BytesMut buf = with(64, pattern);
        buf.truncate(100);
        assertThat(buf.length()).isEqualTo(64);
        buf.truncate(10);
        buf.resize(12, 5);
        buf.writeAgain(1, 3);
        assertThat(content(buf))
                .startsWith(Octs.cut(pattern, 0, 10))
                .endsWith((byte) 5, (byte) 5, pattern[1], pattern[2]);
        buf.resize(2, 0);
        assertThat(content(buf)).isEqualTo(Octs.cut(pattern, 0, 2));
        buf.clear();
        assertThat(buf.length()).isZero();
        assertThat(buf.capacity()).isEqualTo(64);
        assertThatThrownBy(() -> buf.truncate(-1)).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> buf.resize(-1, 0)).isInstanceOf(OverrunException.class);
        assertThatThrownBy(() -> buf.writeAgain(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void channelsAndStreamsAreReadToTheEndOfThis() throws IOException {
        BytesMut buf = room(16);
        ByteArrayInputStream in = new ByteArrayInputStream(pattern);
        assertThat(buf.readFrom(in, 10)).isEqualTo(10);
        assertThat(buf.readFrom(Channels.newChannel(in), 100)).isEqualTo(54);
        assertThat(buf.readFrom(in, 10)).isEqualTo(-1);
        assertThat(buf.readFrom(Channels.newChannel(in), 10)).isEqualTo(-1);
        assertThatThrownBy(() -> buf.readFrom(in, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(content(buf)).isEqualTo(pattern);
        assertThat(buf.isNative()).isEqualTo(room(1).isNative());
    }

    @Test
    void oneBufferIsWrittenIntoAnotherWithoutFreezingIt() {
        BytesMut source = with(64, pattern);
        BytesMut target = room(10);
        target.write(source);
        assertThat(source.length()).isZero();
        assertThat(source.frozen().isEmpty()).isTrue();
        assertThat(content(target)).isEqualTo(pattern);
        assertThatThrownBy(() -> target.write((Buf) target)).isInstanceOf(IllegalArgumentException.class);
        assertThat(target.toString()).startsWith("BytesMut[64 of ");
    }
}
