package dev.hawser.wire.hpack;

import static org.assertj.core.api.Assertions.assertThat;

import com.twitter.hpack.Decoder;
import dev.hawser.wire.CorpusJson;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the own encoder writes means the same to a decoder that nobody here has written. */
class ForeignDecoderTest {

    @Test
    void everyFieldListOfTheCorpusSurvivesAForeignDecoder() throws Exception {
        List<Path> stories;
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/hpack"))) {
            stories = files.filter(f -> f.getFileName().toString().startsWith("story"))
                    .sorted()
                    .toList();
        }
        int lists = 0;
        for (Path story : stories) {
            HpackEncoder encoder = new HpackEncoder(4096);
            Decoder foreign = new Decoder(1 << 20, 4096);
            for (Object one :
                    CorpusJson.array(CorpusJson.object(CorpusJson.read(story)).get("cases"))) {
                List<String> wanted = new ArrayList<>();
                for (Object field : CorpusJson.array(CorpusJson.object(one).get("headers"))) {
                    CorpusJson.object(field).forEach((name, value) -> wanted.add(name + ": " + value));
                }
                byte[] out = new byte[1 << 16];
                int end = HpackCorpusTest.encode(encoder, out, wanted);
                List<String> got = new ArrayList<>();
                foreign.decode(
                        new ByteArrayInputStream(out, 0, end),
                        (name, value, sensitive) -> got.add(new String(name, StandardCharsets.ISO_8859_1) + ": "
                                + new String(value, StandardCharsets.ISO_8859_1)));
                assertThat(foreign.endHeaderBlock()).isFalse();
                assertThat(got).as("%s", story).isEqualTo(wanted);
                lists++;
            }
        }
        assertThat(lists).isEqualTo(2052);
    }
}
