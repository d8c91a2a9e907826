package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentCodingTest {

    @ParameterizedTest
    @CsvSource({"plain,plain", "a%20b,a b", "%e2%82%ac,€", "%E2%82%AC,€", "%2F,/", "a%25b,a%b", "a+b,a+b", "%7e,~"})
    void tripletsStandForTheirOctets(String encoded, String decoded) {
        assertThat(PercentCoding.decode(encoded)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "%4",
                "a%",
                "%zz",
                "%4g",
                "%-1",
                "%00",
                "a%00b",
                "%ff",
                "%c3",
                "%c3%28",
                "%c0%af",
                "%ed%a0%80",
                "%f5%80%80%80",
                "ü",
                "\0"
            })
    void whatIsNotStrictlyRightIsRefused(String encoded) {
        assertThat(PercentCoding.decode(encoded)).isNull();
    }

    @Test
    void everySegmentSurvivesBothWays() {
        StringBuilder all = new StringBuilder("€𝄞");
        for (char c = 1; c < 256; c++) all.append(c);
        String encoded = PercentCoding.encodeSegment(all.toString());
        assertThat(encoded).matches("[A-Za-z0-9%._~!$&'()*+,;=:@-]+").doesNotContain("/", "?", "#");
        assertThat(PercentCoding.decode(encoded)).isEqualTo(all.toString());
    }
}
