package dev.hawser.wire.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanTest {

    private static byte[] coded(String text) {
        byte[] out = new byte[Huffman.codedLength(text)];
        assertThat(Huffman.encode(text, out, 0)).isEqualTo(out.length);
        return out;
    }

    private static String decoded(byte[] octets) throws HpackException {
        byte[] out = new byte[Huffman.decodedBound(octets.length)];
        return Octets.text(out, 0, Huffman.decode(octets, 0, octets.length, out, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "www.example.com, f1e3c2e5f23a6ba0ab90f4ff",
        "no-cache, a8eb10649cbf",
        "custom-key, 25a849e95ba97d7f",
        "custom-value, 25a849e95bb8e8b4bf",
        "'Mon, 21 Oct 2013 20:13:21 GMT', d07abe941054d444a8200595040b8166e082a62d1bff",
        "https://www.example.com, 9d29ad171863c78f0b97c8e9ae82ae43d3",
    })
    void theExamplesOfRfc7541(String text, String hex) throws HpackException {
        assertThat(HexFormat.of().formatHex(coded(text))).isEqualTo(hex);
        assertThat(decoded(HexFormat.of().parseHex(hex))).isEqualTo(text);
    }

    @Test
    void everySymbolAloneAndBesideEveryOther() throws HpackException {
        for (int a = 0; a < 256; a++) {
            String one = String.valueOf((char) a);
            assertThat(decoded(coded(one))).isEqualTo(one);
            for (int b = 0; b < 256; b++) {
                String two = one + (char) b + one;
                assertThat(decoded(coded(two))).isEqualTo(two);
            }
        }
    }

    @Test
    void anyOctetsSurvive() throws HpackException {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(100); i > 0; i--) text.append((char) random.nextInt(256));
            assertThat(decoded(coded(text.toString()))).isEqualTo(text.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ffffffff", "ff", "ffff", "1fff", "1f00", "18", "00", "fffffffc", "ffffffffffffffff", "3fffffff"
            })
    void badPaddingAndEosAreRefused(String hex) {
        byte[] octets = HexFormat.of().parseHex(hex);
        // "00" is '0' and three zeros, "18" is 'a' and three zeros; the others are too many ones, or EOS.
        assertThatThrownBy(() -> decoded(octets)).isInstanceOf(HpackException.class);
    }

    @Test
    void whateverIsDecodedWasCodedJustSo() {
        Random random = new Random(6);
        int accepted = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] octets = new byte[1 + random.nextInt(6)];
            random.nextBytes(octets);
            if (random.nextBoolean()) octets[octets.length - 1] |= 0x1f;
            String text;
            try {
                text = decoded(octets);
            } catch (HpackException e) {
                continue;
            }
            accepted++;
            assertThat(coded(text)).isEqualTo(octets);
        }
        assertThat(accepted).isGreaterThan(1000);
    }
}
