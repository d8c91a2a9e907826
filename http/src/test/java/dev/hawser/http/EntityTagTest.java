package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    private static EntityTag ofFile(String modified, String now) {
        return EntityTag.ofFile(
                10,
                FileTime.from(Instant.parse(modified)),
                "",
                Instant.parse(now).toEpochMilli());
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-01T00:00:00.123456789Z, 2020-01-01T00:00:01Z, false",
        "2020-01-01T00:00:00.123456789Z, 2020-01-01T00:00:00.130Z, true",
        "2020-01-01T00:00:00Z, 2020-01-01T00:00:01Z, true",
        "2020-01-01T00:00:00Z, 2020-01-01T00:00:03Z, false",
        "2021-01-01T00:00:00.5Z, 2020-01-01T00:00:00Z, true",
    })
    void aFileThatMayStillChangeUnseenHasAWeakTag(String modified, String now, boolean weak) {
        assertThat(ofFile(modified, now).weak()).isEqualTo(weak);
    }

    @Test
    void aTagTellsNanosecondsSizesAndSuffixesApart() {
        String now = "2030-01-01T00:00:00Z";
        EntityTag tag = ofFile("2020-01-01T00:00:00.000000001Z", now);
        assertThat(tag).isNotEqualTo(ofFile("2020-01-01T00:00:00.000000002Z", now));
        FileTime modified = FileTime.from(Instant.parse("2020-01-01T00:00:00.000000001Z"));
        long millis = Instant.parse(now).toEpochMilli();
        assertThat(tag).isEqualTo(EntityTag.ofFile(10, modified, "", millis));
        assertThat(tag).isNotEqualTo(EntityTag.ofFile(11, modified, "", millis));
        assertThat(tag).isNotEqualTo(EntityTag.ofFile(10, modified, "-br", millis));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "'\"a\"', true, true",
                "'W/\"a\"', false, true",
                "'\"b\", \"a\"', true, true",
                "'\"b\",W/\"a\"', false, true",
                "'\"b\" , W/\"c\" ,\"a\"', true, true",
                "'*', true, true",
                "'\"b\"', false, false",
                "'a', false, false",
                "'\"a', false, false",
                "'', false, false",
                "'\"A\"', false, false",
                "'\"x, a\"', false, false",
            })
    void aListIsSearchedStronglyOrWeakly(String list, boolean strongly, boolean weakly) {
        EntityTag tag = new EntityTag("a", false);
        assertThat(tag.isIn(list, true)).isEqualTo(strongly);
        assertThat(tag.isIn(list, false)).isEqualTo(weakly);
    }

    @Test
    void aWeakTagMatchesNothingStrongly() {
        EntityTag weak = new EntityTag("a", true);
        assertThat(weak.isIn("\"a\", W/\"a\"", true)).isFalse();
        assertThat(weak.isIn("\"a\"", false)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\"", "\"a", "a\"", "\"a\"b\"", "w/\"a\"", "W/", "W/a", "\"a\", \"b\""})
    void whatIsNoTagIsNone(String text) {
        assertThat(EntityTag.parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "W/\"a\"", "\"\"", "\"a b,c\""})
    void aTagReadsAsItIsWritten(String text) {
        assertThat(EntityTag.parse(text)).hasToString(text);
    }
}
