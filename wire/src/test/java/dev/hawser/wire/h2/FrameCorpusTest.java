package dev.hawser.wire.h2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.wire.CorpusJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every frame of the corpus in src/test/resources/http2-frames. */
class FrameCorpusTest {

    private static final Path CORPUS = Path.of("src/test/resources/http2-frames");

    private static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(CORPUS)) {
            return files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    @Test
    void theCorpusIsWhole() throws IOException {
        assertThat(files()).hasSize(34);
    }

    @TestFactory
    Stream<DynamicTest> frames() throws IOException {
        return files().stream()
                .map(file -> DynamicTest.dynamicTest(CORPUS.relativize(file).toString(), () -> {
                    Map<String, Object> story = CorpusJson.object(CorpusJson.read(file));
                    byte[] wire = HexFormat.of().parseHex((String) story.get("wire"));
                    if (story.get("error") == null) decodesAndEncodes(wire, CorpusJson.object(story.get("frame")));
                    else isRefused(wire, CorpusJson.array(story.get("error")));
                }));
    }

    private static int number(Object value) {
        return (int) (long) value;
    }

    private static void decodesAndEncodes(byte[] wire, Map<String, Object> frame) {
        FrameReader reader = new FrameReader(Frames.DEFAULT_FRAME_SIZE);
        reader.receive(wire, 0, wire.length);
        assertThat(reader.next()).isEqualTo(FrameReader.Found.FRAME);
        assertThat(reader.length).isEqualTo(number(frame.get("length")));
        assertThat(reader.type).isEqualTo(number(frame.get("type")));
        assertThat(reader.flags).isEqualTo(number(frame.get("flags")));
        assertThat(reader.stream).isEqualTo(number(frame.get("stream_identifier")));
        // DATA is passed on as it comes, the others whole.
        byte[] payload = reader.type == Frames.DATA
                ? java.util.Arrays.copyOfRange(wire, 9, wire.length)
                : java.util.Arrays.copyOfRange(reader.payload, reader.payloadAt, reader.payloadAt + reader.length);
        byte[] written = payload(reader.type, CorpusJson.object(frame.get("frame_payload")));
        assertThat(payload).isEqualTo(written);
        assertThat(Octets.frame(reader.type, reader.flags, reader.stream, written))
                .isEqualTo(wire);
    }

    private static byte[] text(Object value) {
        return value == null ? new byte[0] : ((String) value).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The payload that the corpus describes. */
    private static byte[] payload(int type, Map<String, Object> fields) {
        byte[] before = {};
        byte[] after = text(fields.get("padding"));
        if (fields.get("padding_length") != null) before = new byte[] {(byte) number(fields.get("padding_length"))};
        byte[] content = switch (type) {
            case Frames.DATA -> text(fields.get("data"));
            case Frames.HEADERS -> Octets.join(priority(fields), text(fields.get("header_block_fragment")));
            case Frames.PRIORITY -> priority(fields);
            case Frames.RST_STREAM -> Octets.number(number(fields.get("error_code")));
            case Frames.SETTINGS -> {
                byte[] all = {};
                for (Object one : CorpusJson.array(fields.get("settings"))) {
                    List<Object> pair = CorpusJson.array(one);
                    byte[] key = {0, (byte) number(pair.get(0))};
                    all = Octets.join(all, key, Octets.number(number(pair.get(1))));
                }
                yield all;
            }
            case Frames.PUSH_PROMISE ->
                Octets.join(
                        Octets.number(number(fields.get("promised_stream_id"))),
                        text(fields.get("header_block_fragment")));
            case Frames.PING -> text(fields.get("opaque_data"));
            case Frames.GOAWAY ->
                Octets.join(
                        Octets.number(number(fields.get("last_stream_id"))),
                        Octets.number(number(fields.get("error_code"))),
                        text(fields.get("additional_debug_data")));
            case Frames.WINDOW_UPDATE -> Octets.number(number(fields.get("window_size_increment")));
            case Frames.CONTINUATION -> text(fields.get("header_block_fragment"));
            default -> throw new AssertionError(type);
        };
        return Octets.join(before, content, after);
    }

    private static byte[] priority(Map<String, Object> fields) {
        if (fields.get("stream_dependency") == null) return new byte[0];
        int dependency = number(fields.get("stream_dependency"));
        if (Boolean.TRUE.equals(fields.get("exclusive"))) dependency |= 0x8000_0000;
        return Octets.join(Octets.number(dependency), new byte[] {(byte) (number(fields.get("weight")) - 1)});
    }

    private static void isRefused(byte[] wire, List<Object> codes) {
        FrameScript peer = FrameScript.server();
        peer.sends(Octets.post(1)).forget();
        peer.sends(wire);
        List<String> frames = peer.frames();
        assertThat(frames).hasSize(1);
        String[] words = frames.get(0).split(" ");
        assertThat(words[0]).isIn("GOAWAY", "RST_STREAM");
        long code = dev.hawser.message.ErrorCode.valueOf(words[2]).code();
        assertThat(codes).as("%s", frames).contains(code);
    }
}
