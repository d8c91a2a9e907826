package dev.hawser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            quoteCharacter = '\'',
            value = {
                "0, 100, 0",
                "100, 100, 100",
                "101, 100, -1",
                "0099, 100, 99",
                "-, 100, -1",
                "'', 100, -1",
                "-1, 100, -1",
                "+1, 100, -1",
                "1k, 100, -1",
                "٣, 100, -1",
                "9223372036854775807, 9223372036854775807, 9223372036854775807",
                "9223372036854775808, 9223372036854775807, -1",
                "99999999999999999999999999, 9223372036854775807, -1",
                "0, 0, 0",
                "1, 0, -1",
            })
    void aNumberIsDigitsWithinItsRange(String text, long most, long number) {
        assertThat(Numbers.in(text, most)).isEqualTo(number);
    }
}
