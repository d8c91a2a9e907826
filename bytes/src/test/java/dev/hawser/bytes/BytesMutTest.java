package dev.hawser.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BytesMutTest {

    @Nested
    class OnTheHeap extends BytesMutContract {
        @Override
        BytesMut room(int capacity) {
            return new BytesMut(capacity);
        }
    }

    @Nested
    class OutsideTheHeap extends BytesMutContract {
        @Override
        BytesMut room(int capacity) {
            return BytesMut.ofNative(capacity);
        }
    }

    @Nested
    class BehindAFrozenPrefix extends BytesMutContract {
        @Override
        BytesMut room(int capacity) {
            BytesMut out = new BytesMut(capacity + 5);
            out.writeRepeated(3, 5);
            out.freezeFirst(5);
            // Cut, so that there is neither a frozen row before it nor a size to remember.
            BytesMut back = out.splitOff(0);
            return rowless(back, capacity);
        }

        private static BytesMut rowless(BytesMut buf, int capacity) {
            buf.reserve(capacity);
            return buf;
        }
    }

    @Test
    void capacitiesThatCannotBeAreRefused() {
        for (int bad : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> new BytesMut(bad)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> BytesMut.ofNative(bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCopyIsIndependentAndZeroesAreZero() {
        Bytes source = Octs.segment(Octs.pattern(20));
        BytesMut copy = BytesMut.copyOf(source);
        copy.set(0, 99);
        assertThat(source.get(0)).isEqualTo(Octs.pattern(1)[0]);
        assertThat(BytesMut.zeroed(5).freeze().toByteArray()).containsOnly(0).hasSize(5);
    }

    @Test
    void manySmallWritesCopyEachOctetAboutOnce() {
        BytesMut buf = new BytesMut();
        long before = Copies.octets(Copies.Site.GROW);
        for (int i = 0; i < 100_000; i++) buf.writeInt(i);
        assertThat(Copies.octets(Copies.Site.GROW) - before).isLessThan(2 * 400_000);
        for (int i = 0; i < 100_000; i++) assertThat(buf.readInt()).isEqualTo(i);
    }
}
