package dev.hawser.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {

    private static final long RFC_EXAMPLE =
            Instant.parse("1994-11-06T08:49:37Z").getEpochSecond();
    private static final long NOW = Instant.parse("2026-05-01T00:00:00Z").getEpochSecond();

    @Test
    void theThreeFormatsOfTheRfcNameTheSameSecond() {
        assertThat(HttpDate.parse("Sun, 06 Nov 1994 08:49:37 GMT", NOW)).isEqualTo(RFC_EXAMPLE);
        assertThat(HttpDate.parse("Sunday, 06-Nov-94 08:49:37 GMT", NOW)).isEqualTo(RFC_EXAMPLE);
        assertThat(HttpDate.parse("Sun Nov  6 08:49:37 1994", NOW)).isEqualTo(RFC_EXAMPLE);
    }

    @Test
    void theFixdateIsWritten() {
        assertThat(HttpDate.format(RFC_EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.format(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @Test
    void whatIsWrittenIsWhatTheJdkWritesAndReadsBack() {
        DateTimeFormatter jdk = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                .withZone(ZoneOffset.UTC);
        for (long second = 0; second < 253402300799L; second += 86400L * 97 + 12345) {
            String text = HttpDate.format(second);
            assertThat(text).isEqualTo(jdk.format(Instant.ofEpochSecond(second)));
            assertThat(HttpDate.parse(text, NOW)).isEqualTo(second);
        }
    }

    @Test
    void aTwoDigitYearMoreThanFiftyYearsAheadIsInThePast() {
        assertThat(HttpDate.parse("Friday, 01-May-76 00:00:00 GMT", NOW))
                .isEqualTo(Instant.parse("2076-05-01T00:00:00Z").getEpochSecond());
        assertThat(HttpDate.parse("Sunday, 01-May-77 00:00:00 GMT", NOW))
                .isEqualTo(Instant.parse("1977-05-01T00:00:00Z").getEpochSecond());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 32 Nov 1994 08:49:37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Wed, 31 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:49:37 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 06 Nix 1994 08:49:37 GMT",
                "Xyz, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06-Nov-1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 XYZ",
                "Someday, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06 Nov 94 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov  6 08.49:37 1994",
                "1994-11-06T08:49:37Z",
                ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,"
            })
    void whatIsNoDateIsInvalid(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEqualTo(HttpDate.INVALID);
    }

    @Test
    void aYearOfFiveDigitsIsRefused() {
        assertThatThrownBy(() -> HttpDate.format(253402300800L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("253402300800");
        assertThatThrownBy(() -> HttpDate.format(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDateFieldMovesOnlyWithTheSecond() {
        DateField date = new DateField(RFC_EXAMPLE);
        byte[] before = date.octets();
        date.tick(RFC_EXAMPLE);
        assertThat(date.octets()).isSameAs(before);
        date.tick(RFC_EXAMPLE + 1);
        assertThat(date.text()).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
        assertThat(new String(before, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(date.second()).isEqualTo(RFC_EXAMPLE + 1);
    }
}
