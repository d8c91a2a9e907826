package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptEncodingTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            nullValues = "-",
            value = {
                "-, br, 0",
                "-, identity, 1",
                "'', br, 0",
                "'', identity, 1",
                "br, br, 1000",
                "BR, br, 1000",
                "br, gzip, 0",
                "'gzip, br', br, 1000",
                "'gzip,br;q=0.5', br, 500",
                "'gzip ; q=0.25 , br', gzip, 250",
                "'gzip;q=0', gzip, 0",
                "'gzip;q=0.000', gzip, 0",
                "'gzip;q=0.001', gzip, 1",
                "'gzip;q=1.000', gzip, 1000",
                "'gzip;q=1.', gzip, 1000",
                "'gzip;q=1.9', gzip, 1000",
                "'gzip;q=2', gzip, 0",
                "'gzip;q=x', gzip, 0",
                "'gzip;q=', gzip, 0",
                "'gzip;q=0.1234', gzip, 0",
                "'gzip;a=b;q=0.3', gzip, 300",
                "'*', zstd, 1000",
                "'*;q=0.1', zstd, 100",
                "'*;q=0', identity, 0",
                "'*;q=0, gzip', gzip, 1000",
                "'gzip, *;q=0', identity, 0",
                "'identity;q=0', identity, 0",
                "'identity;q=0.5', identity, 500",
                "x-gzip, gzip, 1000",
                "'gzipped', gzip, 0",
                "',, ,gzip,', gzip, 1000",
            })
    void theWeightIsThatOfTheFieldOrOfTheWildcard(String field, String coding, int weight) {
        assertThat(AcceptEncoding.of(field).weight(coding)).isEqualTo(weight);
    }
}
