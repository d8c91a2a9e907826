package dev.hawser.wire.hpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.message.FieldName;
import dev.hawser.wire.CorpusJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every block of the corpus in src/test/resources/hpack, both ways. */
class HpackCorpusTest {

    private static final Path CORPUS = Path.of("src/test/resources/hpack");

    private static List<Path> stories() throws IOException {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            return files.filter(f -> f.getFileName().toString().startsWith("story"))
                    .sorted()
                    .toList();
        }
    }

    private static int tableSize(Map<String, Object> block) {
        Object size = block.get("header_table_size");
        return size == null ? 4096 : (int) (long) size;
    }

    private static List<String> wanted(Map<String, Object> block) {
        List<String> fields = new ArrayList<>();
        for (Object one : CorpusJson.array(block.get("headers"))) {
            CorpusJson.object(one).forEach((name, value) -> fields.add(name + ": " + latin(value)));
        }
        return fields;
    }

    private static String latin(Object value) {
        return new String(((String) value).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static List<String> decode(HpackDecoder decoder, byte[] wire) throws HpackException {
        HpackFields fields = new HpackFields(10_000, 1 << 24);
        decoder.decode(wire, 0, wire.length, fields);
        List<String> got = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) got.add(fields.get(i).toString());
        return got;
    }

    @Test
    void everyBlockOfEveryStoryDecodesToItsFields() throws Exception {
        int blocks = 0;
        List<Path> stories = stories();
        for (Path story : stories) {
            HpackDecoder decoder = new HpackDecoder(4096);
            for (Object one :
                    CorpusJson.array(CorpusJson.object(CorpusJson.read(story)).get("cases"))) {
                Map<String, Object> block = CorpusJson.object(one);
                if (block.containsKey("header_table_size")) decoder.limitTable(tableSize(block));
                byte[] wire = HexFormat.of().parseHex((String) block.get("wire"));
                assertThat(decode(decoder, wire))
                        .as("%s %s", story, block.get("seqno"))
                        .isEqualTo(wanted(block));
                blocks++;
            }
        }
        assertThat(stories).hasSize(150);
        assertThat(blocks).isEqualTo(2052);
    }

    @Test
    void everyFieldListSurvivesTheOwnEncoderAndTheOwnDecoder() throws Exception {
        for (Path story : stories()) {
            HpackEncoder encoder = new HpackEncoder(4096);
            HpackDecoder decoder = new HpackDecoder(1 << 20);
            for (Object one :
                    CorpusJson.array(CorpusJson.object(CorpusJson.read(story)).get("cases"))) {
                Map<String, Object> block = CorpusJson.object(one);
                encoder.limitTable(tableSize(block));
                byte[] out = new byte[1 << 16];
                int end = encode(encoder, out, wanted(block));
                HpackFields fields = new HpackFields(10_000, 1 << 24);
                decoder.decode(out, 0, end, fields);
                List<String> got = new ArrayList<>();
                for (int i = 0; i < fields.size(); i++) got.add(fields.get(i).toString());
                assertThat(got).as("%s %s", story, block.get("seqno")).isEqualTo(wanted(block));
            }
        }
    }

    static int encode(HpackEncoder encoder, byte[] out, List<String> fields) {
        int at = encoder.begin(out, 0);
        for (String field : fields) {
            int colon = field.indexOf(": ", 1);
            String name = field.substring(0, colon);
            String value = field.substring(colon + 2);
            if (name.equals(":status")) at = encoder.status(out, at, Integer.parseInt(value));
            else if (name.startsWith(":")) at = encoder.pseudo(out, at, name, value);
            else at = encoder.field(out, at, FieldName.of(name), value);
        }
        return at;
    }

    @TestFactory
    List<DynamicTest> singleBlocks() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Object one : CorpusJson.array(CorpusJson.read(CORPUS.resolve("errors.json")))) {
            Map<String, Object> block = CorpusJson.object(one);
            byte[] wire = HexFormat.of().parseHex((String) block.get("wire"));
            HpackDecoder decoder = new HpackDecoder(tableSize(block));
            tests.add(DynamicTest.dynamicTest((String) block.get("id"), () -> {
                if (block.get("expect").equals("ok")) {
                    assertThat(decode(decoder, wire)).isEqualTo(wanted(block));
                } else {
                    assertThatThrownBy(() -> decode(decoder, wire))
                            .as("%s", block.get("why"))
                            .isInstanceOf(HpackException.class);
                }
            }));
        }
        return tests;
    }
}
