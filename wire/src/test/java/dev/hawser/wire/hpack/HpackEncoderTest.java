package dev.hawser.wire.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.message.FieldName;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HpackEncoderTest {

    private final byte[] out = new byte[1 << 16];

    private String encode(HpackEncoder encoder, String... namesAndValues) {
        int at = encoder.begin(out, 0);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            at = encoder.field(out, at, FieldName.of(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return HexFormat.of().formatHex(out, 0, at);
    }

    @Test
    void fieldsThatRepeatByNatureAreIndexedAtOnceAndThenOneOctet() {
        HpackEncoder encoder = new HpackEncoder(4096);
        String first = encode(encoder, "content-type", "text/plain");
        assertThat(first).startsWith("5f");
        assertThat(encoder.isRepeatable()).isFalse();
        assertThat(encode(encoder, "content-type", "text/plain")).isEqualTo("be");
        assertThat(encoder.isRepeatable()).isTrue();
    }

    @Test
    void otherFieldsAreIndexedWhenTheyAreSeenAgain() {
        HpackEncoder encoder = new HpackEncoder(4096);
        assertThat(encode(encoder, "x-trace", "abc")).startsWith("00");
        assertThat(encoder.isRepeatable()).isFalse();
        assertThat(encode(encoder, "x-trace", "abc")).startsWith("40");
        assertThat(encode(encoder, "x-trace", "abc")).isEqualTo("be");
        // The name alone is of use as well.
        assertThat(encode(encoder, "x-trace", "other")).startsWith("0f2f");
    }

    @Test
    void secretsAreNeverIndexed() {
        HpackEncoder encoder = new HpackEncoder(4096);
        for (int i = 0; i < 3; i++) {
            assertThat(encode(encoder, "authorization", "Bearer abc")).startsWith("1f08");
            assertThat(encode(encoder, "proxy-authorization", "Basic abc")).startsWith("1f22");
            assertThat(encode(encoder, "set-cookie", "id=1")).startsWith("1f28");
            assertThat(encode(encoder, "cookie", "short=1")).startsWith("1f11");
        }
        assertThat(encode(encoder, "cookie", "a-longer-cookie=0123456789")).startsWith("0f11");
        assertThat(encoder.generation()).isZero();
    }

    @Test
    void whatDiffersFromMessageToMessageIsNotPutIntoTheTable() {
        HpackEncoder encoder = new HpackEncoder(4096);
        for (int i = 0; i < 3; i++) {
            assertThat(encode(encoder, "content-length", "123")).startsWith("0f0d");
            assertThat(encoder.isRepeatable()).isTrue();
        }
        assertThat(encoder.generation()).isZero();
    }

    @Test
    void theTableIsAnnouncedAndCapped() {
        HpackEncoder encoder = new HpackEncoder(4096);
        encoder.limitTable(1 << 30);
        assertThat(encode(encoder)).isEmpty();
        encoder.limitTable(0);
        encoder.limitTable(100);
        assertThat(encode(encoder, "age", "1")).startsWith("203f45");
        encoder.limitTable(1 << 30);
        assertThat(encode(encoder, "age", "1")).startsWith("3fe11f");
        assertThat(encode(encoder, "age", "1")).doesNotStartWith("3f");
    }

    @Test
    void valuesAreHuffmanCodedOnlyWhereThatIsShorter() {
        HpackEncoder encoder = new HpackEncoder(4096);
        assertThat(encode(encoder, "age", "\\\\")).isEqualTo("0f06" + "02" + "5c5c");
        assertThat(encode(encoder, "age", "000")).isEqualTo("0f06" + "82" + "0001");
    }

    @Test
    void tablesStayInStepUnderRandomFieldsAndSizes() throws Exception {
        Random random = new Random(9);
        HpackEncoder encoder = new HpackEncoder(4096);
        HpackDecoder decoder = new HpackDecoder(1 << 20);
        String[] names = {"content-type", "server", "x-a", "x-b", "location", "cookie", "date", "etag", "set-cookie"};
        for (int round = 0; round < 20_000; round++) {
            if (random.nextInt(50) == 0) encoder.limitTable(random.nextInt(6000));
            int count = random.nextInt(8);
            String[] fields = new String[2 * count];
            for (int i = 0; i < count; i++) {
                fields[2 * i] = names[random.nextInt(names.length)];
                fields[2 * i + 1] = "v".repeat(random.nextInt(200)) + random.nextInt(20);
            }
            byte[] block = HexFormat.of().parseHex(encode(encoder, fields));
            HpackFields got = new HpackFields(100, 1 << 20);
            decoder.decode(block, 0, block.length, got);
            assertThat(got.size()).isEqualTo(count);
            for (int i = 0; i < count; i++) {
                assertThat(got.get(i).toString()).isEqualTo(fields[2 * i] + ": " + fields[2 * i + 1]);
            }
        }
    }

    @Test
    void boundsHold() {
        Random random = new Random(10);
        for (int round = 0; round < 2000; round++) {
            HpackEncoder encoder = new HpackEncoder(0);
            char[] value = new char[random.nextInt(300)];
            Arrays.fill(value, (char) (1 + random.nextInt(255)));
            String name = "n".repeat(1 + random.nextInt(200));
            byte[] room = new byte[HpackEncoder.BEGIN_BOUND + HpackEncoder.bound(name.length(), value.length)];
            int at = encoder.begin(room, 0);
            assertThat(at).isLessThanOrEqualTo(HpackEncoder.BEGIN_BOUND);
            encoder.field(room, at, FieldName.of(name), new String(value));
        }
    }
}
