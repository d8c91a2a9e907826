package dev.hawser.wire.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class HpackDecoderTest {

    private final HpackDecoder decoder = new HpackDecoder(4096);
    private final HpackFields fields = new HpackFields(100, 16_384);

    private List<String> decode(String hex) throws HpackException {
        byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
        fields.clear();
        decoder.decode(block, 0, block.length, fields);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) all.add(fields.get(i).toString());
        return all;
    }

    @Test
    void theRequestsOfRfc7541AppendixC4() throws HpackException {
        assertThat(decode("828684418cf1e3c2e5f23a6ba0ab90f4ff"))
                .containsExactly(":method: GET", ":scheme: http", ":path: /", ":authority: www.example.com");
        assertThat(decode("828684be5886a8eb10649cbf"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: http",
                        ":path: /",
                        ":authority: www.example.com",
                        "cache-control: no-cache");
        assertThat(decode("828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf"))
                .containsExactly(
                        ":method: GET",
                        ":scheme: https",
                        ":path: /index.html",
                        ":authority: www.example.com",
                        "custom-key: custom-value");
    }

    @Test
    void indexedFieldsAreTheTablesOwnObjects() throws HpackException {
        decode("40 01 78 01 79");
        HpackField inserted = fields.get(0);
        decode("be be");
        assertThat(fields.get(0)).isSameAs(inserted);
        assertThat(fields.get(1)).isSameAs(inserted);
    }

    @Test
    void theGenerationChangesWithTheTableAndOnlyWithIt() throws HpackException {
        long before = decoder.generation();
        decode("82 00 01 78 01 79 10 01 78 01 79");
        assertThat(decoder.generation()).isEqualTo(before);
        decode("40 01 78 01 79");
        assertThat(decoder.generation()).isNotEqualTo(before);
        before = decoder.generation();
        decode("be");
        assertThat(decoder.generation()).isEqualTo(before);
        decode("20");
        assertThat(decoder.generation()).isNotEqualTo(before);
    }

    @Test
    void anEntryLargerThanTheTableEmptiesIt() throws HpackException {
        decode("40 01 78 01 79");
        byte[] large = new byte[6 + 5000];
        large[0] = 0x40;
        large[1] = 1;
        large[2] = 'z';
        large[3] = 0x7f;
        large[4] = (byte) 0x89;
        large[5] = 0x26; // 127 + 9 + 38 * 128 = 5000
        fields.clear();
        decoder.decode(large, 0, large.length, fields);
        assertThat(fields.octets()).isEqualTo(5033);
        assertThatThrownBy(() -> decode("be")).isInstanceOf(HpackException.class);
    }

    @Test
    void entriesGoWhenALaterOneNeedsTheirRoom() throws HpackException {
        // Room for three entries of 34 octets.
        decode("3f49 40017801 61 40017801 62 40017801 63");
        assertThat(decode("c0")).containsExactly("x: a");
        decode("40017801 64");
        assertThat(decode("c0")).containsExactly("x: b");
        assertThatThrownBy(() -> decode("c1"))
                .isInstanceOf(HpackException.class)
                .hasMessageContaining("index 65 where 64 are in use");
    }

    @Test
    void aLoweredLimitDemandsAnUpdateInTheNextBlock() throws HpackException {
        decoder.limitTable(100);
        assertThatThrownBy(() -> decode("82")).isInstanceOf(HpackException.class);
        HpackDecoder other = new HpackDecoder(4096);
        other.limitTable(100);
        byte[] block = HexFormat.of().parseHex("3f4582");
        other.decode(block, 0, block.length, fields);
        byte[] tooMuch = HexFormat.of().parseHex("3f4682");
        assertThatThrownBy(() -> other.decode(tooMuch, 0, tooMuch.length, fields))
                .isInstanceOf(HpackException.class)
                .hasMessageContaining("101")
                .hasMessageContaining("100");
    }

    @Test
    void moreThanTwoUpdatesInOneBlockAreRefused() throws HpackException {
        decode("20 3fe11f 82");
        assertThatThrownBy(() -> decode("20 20 20 82")).isInstanceOf(HpackException.class);
    }

    @Test
    void integersMayHaveNeedlessOctetsButNotForEver() throws HpackException {
        // 31 + 0 as table size, with octets that add nothing.
        assertThat(decode("3f 80 80 80 80 00")).isEmpty();
        assertThatThrownBy(() -> decode("3f 80 80 80 80 80 00")).isInstanceOf(HpackException.class);
        assertThatThrownBy(() -> decode("ff ff ff ff ff 0f")).isInstanceOf(HpackException.class);
        assertThatThrownBy(() -> decode("7f ff ff ff ff 7f")).isInstanceOf(HpackException.class);
        assertThatThrownBy(() -> decode("00 7f ff ff ff ff ff ff ff ff 7f")).isInstanceOf(HpackException.class);
    }

    @Test
    void aLengthAllocatesNothingBeforeItsOctetsAreThere() {
        // A string of 256 MiB is announced.
        assertThatThrownBy(() -> decode("00 ff 80 ff ff 7f"))
                .isInstanceOf(HpackException.class)
                .hasMessageContaining("a string of");
    }

    @Test
    void beyondTheLimitNothingIsKeptButTheTableGoesOn() throws HpackException {
        HpackFields few = new HpackFields(2, 16_384);
        byte[] block = HexFormat.of().parseHex("8286844001780179000161018300017a0162");
        decoder.decode(block, 0, block.length, few);
        assertThat(few.isTooLarge()).isTrue();
        assertThat(few.size()).isEqualTo(6);
        assertThat(few.octets()).isEqualTo(42 + 43 + 38 + 34 + 34 + 34);
        assertThat(decode("be")).containsExactly("x: y");
    }

    @Test
    void everyPrefixOfABlockIsDecodedOrRefused() {
        byte[] block = HexFormat.of()
                .parseHex("3fe11f828684418cf1e3c2e5f23a6ba0ab90f4ff408825a849e95ba97d7f8925a849e95bb8e8b4bf");
        int refused = 0;
        for (int length = 0; length <= block.length; length++) {
            try {
                new HpackDecoder(4096).decode(block, 0, length, new HpackFields(100, 16_384));
            } catch (HpackException e) {
                refused++;
            }
        }
        // Whole after the update, after each field, and when empty.
        assertThat(block.length + 1 - refused).isEqualTo(7);
    }

    @Test
    void namesAndValuesAreJudged() throws HpackException {
        decode("00 01 58 01 79");
        assertThat(fields.get(0).name().kind()).isEqualTo(HpackName.Kind.MALFORMED);
        decode("00 01 78 02 790a");
        assertThat(fields.get(0).isValueWellFormed()).isFalse();
        decode("00 01 78 02 0979");
        assertThat(fields.get(0).isValueWellFormed()).isFalse();
        decode("00 01 78 03 790979");
        assertThat(fields.get(0).isValueWellFormed()).isTrue();
        decode("00 02 3a78 01 79");
        assertThat(fields.get(0).name().kind()).isEqualTo(HpackName.Kind.UNKNOWN_PSEUDO);
        decode("00 04 686f7374 01 79");
        assertThat(fields.get(0).name()).isSameAs(StaticTable.get(38).name());
    }
}
