package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangesTest {

    private static String read(String field, long size) {
        return switch (ByteRanges.of(field, size, 4)) {
            case ByteRanges.Whole _ -> "whole";
            case ByteRanges.Unsatisfiable _ -> "none";
            case ByteRanges.Parts(var parts) -> {
                StringBuilder text = new StringBuilder();
                for (ByteRanges.Part part : parts)
                    text.append(part.first()).append('-').append(part.last()).append(' ');
                yield text.toString().strip();
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "bytes=0-0, 0-0",
                "bytes=0-99, 0-99",
                "bytes=0-100, 0-99",
                "bytes=99-, 99-99",
                "bytes=10-19, 10-19",
                "bytes=-1, 99-99",
                "bytes=-100, 0-99",
                "bytes=-1000, 0-99",
                "bytes=5-99999999999999999999999, 5-99",
                "bytes=-99999999999999999999999, 0-99",
                "Bytes=1-2, 1-2",
                "'bytes=0-0, 5-6', 0-0 5-6",
                "'bytes=5-6,0-0', 5-6 0-0",
                "'bytes=0-0 ,\t-1,,', 0-0 99-99",
                "'bytes=0-9,5-14', 0-14",
                "'bytes=5-14,0-9,90-', 0-14 90-99",
                "'bytes=0-,0-,0-,0-', 0-99",
                "'bytes=200-300,1-1', 1-1",
                "'bytes=-0,1-1', 1-1",
                "'bytes=0-1,2-3', 0-1 2-3",
            })
    void partsAreThoseThatTheWholeHas(String field, String expected) {
        assertThat(read(field, 100)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "bytes=100-, none",
                "bytes=100-200, none",
                "bytes=-0, none",
                "'bytes=100-,200-', none",
                "bytes=99999999999999999999999-, none"
            })
    void aRangeBeyondTheEndIsUnsatisfiable(String field, String expected) {
        assertThat(read(field, 100)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-",
                "bytes=1-a",
                "bytes=5-4",
                "bytes=1",
                "bytes=--1",
                "bytes=1--2",
                "items=0-1",
                "'bytes=0-1,x'",
                "'bytes=,'",
                "bytes=+1-2",
                "bytes= 1 - 2",
                "'bytes=0-0,1-1,2-2,3-3,4-4'"
            })
    void whatIsNotUnderstoodOrAsksForTooMuchIsIgnored(String field) {
        assertThat(read(field, 100)).isEqualTo("whole");
    }

    @Test
    void nothingHasNoOctetAtZero() {
        assertThat(read("bytes=0-", 0)).isEqualTo("none");
        assertThat(read("bytes=-5", 0)).isEqualTo("whole");
        assertThat(read(null, 0)).isEqualTo("whole");
    }

    @Test
    void partsNeverOverlapNorExceedTheWhole() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int round = 0; round < 5_000; round++) {
            StringBuilder field = new StringBuilder("bytes=");
            boolean[] asked = new boolean[30];
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                int first = random.nextInt(30);
                int last = random.nextInt(first, 35);
                field.append(first).append('-').append(last).append(',');
                for (int at = first; at <= Math.min(last, 29); at++) asked[at] = true;
            }
            assertThat(ByteRanges.of(field.toString(), 30, 4)).isInstanceOfSatisfying(ByteRanges.Parts.class, parts -> {
                boolean[] given = new boolean[30];
                for (ByteRanges.Part part : parts.parts()) {
                    for (long at = part.first(); at <= part.last(); at++) {
                        assertThat(given[(int) at])
                                .as("%d twice in %s", at, field)
                                .isFalse();
                        given[(int) at] = true;
                    }
                }
                assertThat(given).as(field.toString()).isEqualTo(asked);
            });
        }
    }
}
