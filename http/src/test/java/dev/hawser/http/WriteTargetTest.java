package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WriteTargetTest {

    private final WriteTarget target = new WriteTarget(100, 5);

    @Test
    void aSocketThatTakesAllIsOfferedTwiceAsMuchUpToTheLimit() {
        assertThat(target.octets()).isEqualTo(100);
        target.wrote(100, false);
        assertThat(target.octets()).isEqualTo(200);
        target.wrote(230, false);
        assertThat(target.octets()).isEqualTo(400);
        target.wrote(400, false);
        target.wrote(500, false);
        assertThat(target.octets()).isEqualTo(500);
    }

    @Test
    void aSmallWriteSaysNothingAboutTheSocket() {
        target.wrote(99, false);
        assertThat(target.octets()).isEqualTo(100);
    }

    @Test
    void aShortWriteBeginsAgain() {
        target.wrote(100, false);
        target.wrote(200, true);
        assertThat(target.octets()).isEqualTo(100);
    }

    @Test
    void withoutGrowthItStays() {
        var fixed = new WriteTarget(100, 1);
        fixed.wrote(100, false);
        assertThat(fixed.octets()).isEqualTo(100);
    }
}
