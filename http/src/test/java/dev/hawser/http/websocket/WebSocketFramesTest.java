package dev.hawser.http.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.ScriptedTunnel;
import dev.hawser.http.WebSocketKey;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 by frames: what comes in octet by octet, what is made of it, what goes out. */
final class WebSocketFramesTest {

    private static final int MASK = 0x37fa213d;
    private static final WebSocketConfig SMALL =
            WebSocketConfig.builder().maxMessageOctets(1000).maxFrames(20).build();

    /** A masked frame with the shortest length. */
    private static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        int length = payload.length;
        if (length < 126) {
            frame.write(0x80 | length);
        } else {
            int width = length < 65_536 ? 2 : 8;
            frame.write(0x80 | (width == 2 ? 126 : 127));
            for (int i = width - 1; i >= 0; i--) frame.write((int) ((long) length >>> 8 * i));
        }
        for (int shift = 24; shift >= 0; shift -= 8) frame.write(MASK >>> shift);
        for (int i = 0; i < length; i++) frame.write(payload[i] ^ (MASK >>> (24 - 8 * (i & 3))));
        return frame.toByteArray();
    }

    private static byte[] frame(int first, String payload) {
        return frame(first, payload.getBytes(UTF_8));
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) all.writeBytes(part);
        return all.toByteArray();
    }

    private static WebSocket socket(ScriptedTunnel tunnel) {
        return WebSocket.server(tunnel.tunnel(), SMALL, null);
    }

    /** What a server makes of {@code octets}, in words, until the end or a fault. */
    private static List<String> heard(ScriptedTunnel tunnel) {
        List<String> heard = new ArrayList<>();
        WebSocket socket = socket(tunnel);
        try {
            for (Message message; (message = socket.receive()) != null; ) {
                heard.add(
                        switch (message) {
                            case Message.Text(String text) -> "text " + text;
                            case Message.Binary(Bytes bytes) -> "binary " + bytes.toHex();
                        });
            }
            heard.add("closed " + socket.closeCode() + " " + socket.closeReason());
        } catch (WebSocketException e) {
            heard.add("fault " + e.code());
        } catch (IOException e) {
            heard.add(e instanceof EOFException ? "lost" : e.toString());
        }
        return heard;
    }

    /** The same at every split into two, and octet by octet. */
    private static List<String> heardAtEverySplit(byte[] octets) {
        ScriptedTunnel whole = new ScriptedTunnel(Bytes.wrap(octets));
        List<String> expected = heard(whole);
        for (int at = 0; at <= octets.length; at++) {
            ScriptedTunnel split =
                    new ScriptedTunnel(Bytes.copyOf(octets, 0, at), Bytes.copyOf(octets, at, octets.length - at));
            assertThat(heard(split)).isEqualTo(expected);
            assertThat(split.told().toHex()).isEqualTo(whole.told().toHex());
        }
        Bytes[] single = new Bytes[octets.length];
        for (int i = 0; i < octets.length; i++) single[i] = Bytes.copyOf(octets, i, 1);
        assertThat(heard(new ScriptedTunnel(single))).isEqualTo(expected);
        return expected;
    }

    @Test
    void messagesComeWholeAtEverySplit() {
        byte[] talk = joined(
                frame(0x81, "Hello"),
                frame(0x82, new byte[] {1, 2, 3}),
                frame(0x81, ""),
                frame(0x81, "x".repeat(200)),
                frame(0x88, "\u0003\u00e8".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)));
        assertThat(heardAtEverySplit(talk))
                .containsExactly("text Hello", "binary 010203", "text ", "text " + "x".repeat(200), "closed 1000 ");
    }

    @Test
    void fragmentsAreOneMessageAndPingsMayStandBetweenThem() {
        byte[] talk = joined(
                frame(0x01, "Hel"), frame(0x89, "ping"), frame(0x00, "lo "), frame(0x8A, ""), frame(0x80, "World"));
        ScriptedTunnel tunnel = new ScriptedTunnel(Bytes.wrap(talk));
        assertThat(heard(tunnel)).containsExactly("text Hello World", "lost");
        assertThat(tunnel.told().toHex()).isEqualTo("8a04" + Bytes.of("ping").toHex());
        heardAtEverySplit(talk);
    }

    @Test
    void aCharacterMayBeSplitBetweenFragments() {
        byte[] euro = "€".getBytes(UTF_8);
        assertThat(heardAtEverySplit(joined(
                        frame(0x01, new byte[] {euro[0]}),
                        frame(0x00, new byte[] {euro[1]}),
                        frame(0x80, new byte[] {euro[2]}))))
                .startsWith("text €");
    }

    @Test
    void theCloseIsAnsweredWithItsCode() {
        ScriptedTunnel tunnel = new ScriptedTunnel(Bytes.wrap(frame(
                0x88, joined(new byte[] {0x0F, (byte) 0xA0}, "why".getBytes(UTF_8)))));
        assertThat(heard(tunnel)).containsExactly("closed 4000 why");
        assertThat(tunnel.told().toHex()).isEqualTo("88020fa0");
        assertThat(tunnel.isEnded()).isTrue();
        ScriptedTunnel empty = new ScriptedTunnel(Bytes.wrap(frame(0x88, "")));
        assertThat(heard(empty)).containsExactly("closed 1005 ");
        assertThat(empty.told().toHex()).isEqualTo("8800");
    }

    @Test
    void nothingIsHeardBehindTheClose() {
        assertThat(heardAtEverySplit(joined(frame(0x88, ""), frame(0x81, "late"))))
                .containsExactly("closed 1005 ");
    }

    @ParameterizedTest
    @CsvSource({
        "a reserved bit, c180 37fa213d",
        "another, a180 37fa213d",
        "the third, 9180 37fa213d",
        "an unknown opcode, 8380 37fa213d",
        "an unknown control opcode, 8b80 37fa213d",
        "no mask, 8100",
        "a fragmented ping, 0980 37fa213d",
        "a ping of 126 octets, 89fe 007e 37fa213d",
        "a length of two octets that fits in one, 81fe 007d 37fa213d",
        "a length of eight octets that fits in two, 81ff 000000000000ffff 37fa213d",
        "a negative length, 81ff 8000000000000000 37fa213d",
        "a continuation of nothing, 8080 37fa213d",
        "a message within another, 0180 37fa213d 8180 37fa213d",
        "a close frame of one octet, 8881 37fa213d 34",
    })
    void whatBreaksTheProtocolIsToldSo(String what, String hex) {
        byte[] octets = Bytes.ofHex(hex.replace(" ", "")).toByteArray();
        assertThat(heardAtEverySplit(octets)).as(what).containsExactly("fault 1002");
        ScriptedTunnel tunnel = new ScriptedTunnel(Bytes.wrap(octets));
        heard(tunnel);
        assertThat(tunnel.told().toHex()).isEqualTo("880203ea");
        assertThat(tunnel.isClosed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535})
    void codesThatMustNotBeSentAreRefused(int code) {
        byte[] payload = {(byte) (code >>> 8), (byte) code};
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(frame(0x88, payload))))).containsExactly("fault 1002");
        assertThatThrownBy(() -> socket(new ScriptedTunnel()).close(code, ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1003, 1007, 1011, 1014, 3000, 4999})
    void codesThatMayBeSentAreHeard(int code) {
        byte[] payload = {(byte) (code >>> 8), (byte) code};
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(frame(0x88, payload))))).containsExactly("closed " + code + " ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c080",
                "c1bf",
                "c3",
                "e0809f",
                "e09f80",
                "eda080",
                "edbfbf",
                "ef",
                "efbf",
                "f0808080",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "ff",
                "ce",
                "41c3",
                "cebae1bdb9cf83cebcceb5eda080656469746564"
            })
    void textThatIsNoUtf8IsToldSo(String hex) {
        byte[] text = Bytes.ofHex(hex).toByteArray();
        assertThat(heardAtEverySplit(frame(0x81, text))).containsExactly("fault 1007");
        byte[] close = joined(new byte[] {3, (byte) 0xe8}, text);
        assertThat(heardAtEverySplit(frame(0x88, close))).containsExactly("fault 1007");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"})
    void textAtTheEdgesOfUtf8IsText(String hex) {
        byte[] text = hex.equals("a") ? new byte[] {'a'} : Bytes.ofHex(hex).toByteArray();
        assertThat(heardAtEverySplit(frame(0x81, text))).startsWith("text " + new String(text, UTF_8));
    }

    @Test
    void malformedTextIsToldBeforeTheFrameHasEnded() {
        byte[] begun = Bytes.ofHex("81fe 0100 00000000 41ff".replace(" ", "")).toByteArray();
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(begun)))).containsExactly("fault 1007");
    }

    @Test
    void aMessageAtTheLimitIsTakenAndOnePastItIsNot() {
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(frame(0x82, new byte[1000])))))
                .first()
                .asString()
                .startsWith("binary 00");
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(frame(0x82, new byte[1001])))))
                .containsExactly("fault 1009");
        byte[] fragments = joined(frame(0x02, new byte[500]), frame(0x80, new byte[501]));
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(fragments)))).containsExactly("fault 1009");
    }

    @Test
    void aLengthThatIsOnlyAnnouncedIsRefusedAtOnce() {
        byte[] head = Bytes.ofHex("82ff7fffffffffffffff37fa213d").toByteArray();
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(head)))).containsExactly("fault 1009");
    }

    @Test
    void moreFramesThanAllowedAreRefused() {
        byte[][] frames = new byte[21][];
        for (int i = 0; i < frames.length; i++) frames[i] = frame(i == 0 ? 0x01 : i == 20 ? 0x80 : 0x00, "");
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(joined(frames))))).containsExactly("fault 1009");
        frames[19] = frame(0x80, "");
        frames[20] = new byte[0];
        assertThat(heard(new ScriptedTunnel(Bytes.wrap(joined(frames))))).startsWith("text ");
    }

    @Test
    void anEndWithoutACloseIsALoss() {
        assertThat(heardAtEverySplit(frame(0x01, "Hel"))).containsExactly("lost");
        assertThat(heard(new ScriptedTunnel(Bytes.of("\u0081")))).doesNotContain("closed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 1024, 1025, 65_535, 65_536, 100_000})
    void whatIsSentIsHeardByTheOtherRole(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        WebSocketConfig large = WebSocketConfig.defaults();
        ScriptedTunnel down = new ScriptedTunnel();
        WebSocket.server(down.tunnel(), large, null).send(Bytes.wrap(content));
        Message atClient = WebSocket.client(new ScriptedTunnel(down.told()).tunnel(), large, null)
                .receive();
        assertThat(atClient).isEqualTo(new Message.Binary(Bytes.wrap(content)));
        ScriptedTunnel up = new ScriptedTunnel();
        WebSocket.client(up.tunnel(), large, null).send(Bytes.wrap(content));
        if (size > 100)
            assertThat(up.told().toHex())
                    .doesNotContain(Bytes.wrap(content).slice(0, 100).toHex());
        Message atServer = WebSocket.server(new ScriptedTunnel(up.told()).tunnel(), large, null)
                .receive();
        assertThat(atServer).isEqualTo(new Message.Binary(Bytes.wrap(content)));
    }

    @Test
    void nothingIsSentAfterTheClose() throws IOException {
        ScriptedTunnel tunnel = new ScriptedTunnel(Bytes.wrap(frame(0x89, "?")), Bytes.wrap(frame(0x88, "")));
        WebSocket socket = socket(tunnel);
        socket.close(CloseCode.GOING_AWAY, "bye");
        socket.close(CloseCode.NORMAL, "again");
        assertThatThrownBy(() -> socket.send("late")).isInstanceOf(IllegalStateException.class);
        assertThat(socket.receive()).isNull();
        assertThat(tunnel.told().toHex()).isEqualTo("880503e9" + Bytes.of("bye").toHex());
    }

    @Test
    void aPingAndAReasonHaveTheirLimits() throws IOException {
        WebSocket socket = socket(new ScriptedTunnel());
        socket.ping(Bytes.wrap(new byte[125]));
        assertThatThrownBy(() -> socket.ping(Bytes.wrap(new byte[126]))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> socket.close(1000, "x".repeat(124))).isInstanceOf(IllegalArgumentException.class);
        socket.close(1000, "x".repeat(123));
    }

    @Test
    void theHandshakesProofIsThatOfTheRfc() {
        assertThat(WebSocketKey.proof("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
