package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import org.junit.jupiter.api.Test;

class SharedContentTest {

    private final SharedContent content = new SharedContent();

    @Test
    void everyLengthIsThePatternRepeated() {
        for (int length : new int[] {0, 1, 63, 64, 65, 1 << 20, (1 << 20) + 1, (3 << 20) + 7}) {
            Bytes octets = content.take(length);
            assertThat(octets.length()).isEqualTo(length);
            for (int at = Math.max(0, length - 200); at < length; at++) {
                assertThat((char) octets.get(at)).isEqualTo(SharedContent.PATTERN.charAt(at % 64));
            }
        }
    }

    @Test
    void theBlockGrowsWhenItMustAndIsSharedAfterwards() {
        assertThat(content.has(1 << 20)).isTrue();
        assertThat(content.has((1 << 20) + 1)).isFalse();
        Bytes large = content.take(5 << 20);
        assertThat(content.has(8 << 20)).isTrue();
        assertThat(content.take(5 << 20).asSegment().address())
                .isEqualTo(large.asSegment().address());
    }

    @Test
    void theBlockHasALargestSize() {
        assertThat(content.take(SharedContent.MOST).length()).isEqualTo(SharedContent.MOST);
        assertThatThrownBy(() -> content.take(SharedContent.MOST + 1)).hasMessage("67108865 octets of 67108864");
    }
}
