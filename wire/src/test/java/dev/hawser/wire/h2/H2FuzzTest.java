package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.twitter.hpack.Decoder;
import dev.hawser.wire.CorpusJson;
import dev.hawser.wire.hpack.HpackDecoder;
import dev.hawser.wire.hpack.HpackException;
import dev.hawser.wire.hpack.HpackFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Octets of any kind to the reader of frames and the decoder of field blocks: nothing is thrown that is not meant, and
 * what is made of frames does not depend on how they are cut. See {@code make fuzz}.
 */
class H2FuzzTest {

    private static final int LONGEST = 4096;
    private static final Path CORPUS = Path.of("src/test/resources/http2-frames");

    static Stream<byte[]> knownFrames() throws IOException {
        byte[] all = SplitTest.everything();
        Stream<byte[]> script = Stream.of(Arrays.copyOfRange(all, Receiver.PREFACE.length, all.length));
        try (Stream<Path> files = Files.walk(CORPUS)) {
            List<byte[]> single = files.filter(file -> file.toString().endsWith(".json"))
                    .map(file ->
                            (String) CorpusJson.object(CorpusJson.read(file)).get("wire"))
                    .map(HexFormat.of()::parseHex)
                    .toList();
            return Stream.concat(script, single.stream());
        }
    }

    static Stream<byte[]> knownBlocks() {
        return CorpusJson.array(CorpusJson.read(Path.of("src/test/resources/hpack/errors.json"))).stream()
                .map(CorpusJson::object)
                .map(H2FuzzTest::wire);
    }

    private static byte[] wire(Map<String, Object> block) {
        return HexFormat.of().parseHex((String) block.get("wire"));
    }

    @MethodSource("knownFrames")
    @FuzzTest(maxDuration = "1m")
    void frames(byte[] data) {
        if (data.length > LONGEST) return;
        FrameScript whole = heard(data, Integer.MAX_VALUE);
        FrameScript cut = heard(data, 1);
        assertThat(SplitTest.joined(cut.events)).isEqualTo(SplitTest.joined(whole.events));
        assertThat(cut.content.toByteArray()).isEqualTo(whole.content.toByteArray());
    }

    private static FrameScript heard(byte[] data, int step) {
        FrameScript server = FrameScript.silentServer(H2Config.server());
        server.step = step;
        return server.sends(Receiver.PREFACE, Octets.settings(), data);
    }

    @MethodSource("knownBlocks")
    @FuzzTest(maxDuration = "1m")
    void blocks(byte[] data) {
        if (data.length > LONGEST) return;
        HpackFields fields = new HpackFields(10_000, 1 << 24);
        List<String> foreign = foreignFields(data);
        try {
            new HpackDecoder(4096).decode(data, 0, data.length, fields);
        } catch (HpackException e) {
            return; // A decoder may be stricter: the foreign one lets padding and table sizes pass.
        }
        List<String> own = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) own.add(fields.get(i).toString());
        if (foreign != null) assertThat(own).isEqualTo(foreign);
    }

    /** What a decoder that nobody here has written makes of a block; null where it takes it for none. */
    private static List<String> foreignFields(byte[] data) {
        Decoder decoder = new Decoder(1 << 20, 4096);
        List<String> fields = new ArrayList<>();
        try {
            decoder.decode(
                    new ByteArrayInputStream(data),
                    (name, value, sensitive) -> fields.add(text(name) + ": " + text(value)));
            return decoder.endHeaderBlock() ? null : fields;
        } catch (IOException | RuntimeException | AssertionError e) {
            return null; // It asserts that a name has octets.
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
