package dev.hawser.wire.h1;

import static dev.hawser.wire.h1.ServerScript.GET;
import static dev.hawser.wire.h1.ServerScript.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.bytes.FileRegion;
import dev.hawser.bytes.OpenFile;
import dev.hawser.bytes.PackBlocks;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.wire.WireEvent;
import dev.hawser.wire.WriteStrategy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How content leaves: its framing, its chunks, its entries in the list. */
class ContentTest {

    private static final ResponseHead OK = ResponseHead.of(Status.OK);

    // ---- the matrix of framings

    enum How {
        WHOLE,
        WHOLE_EMPTY,
        STREAM_DECLARED,
        STREAM_LATE_END,
        STREAM_EARLY_END
    }

    static Stream<Arguments> matrix() {
        List<Arguments> all = new ArrayList<>();
        for (String method : List.of("GET", "HEAD", "POST")) {
            for (String version : List.of("1.1", "1.0", "1.0 keep")) {
                for (int status : List.of(200, 204, 304, 404)) {
                    for (How how : How.values()) all.add(Arguments.of(method, version, status, how));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void theLengthOfContentIsAlwaysKnownToThePeer(String method, String version, int code, How how) {
        ServerScript server = new ServerScript();
        String keep = version.endsWith("keep") ? "Connection: keep-alive\r\n" : "";
        server.receives(method + " / HTTP/" + version.substring(0, 3) + "\r\nHost: h\r\n" + keep + "\r\n");
        Status status = Status.of(code);
        boolean none = status.forbidsContent();
        boolean stream = how.name().startsWith("STREAM");
        String content = none || how == How.WHOLE_EMPTY ? "" : "content";
        Fields fields = how == How.STREAM_DECLARED && !none ? Fields.of(FieldName.CONTENT_LENGTH, "7") : Fields.EMPTY;
        ResponseHead head = ResponseHead.of(status, fields);
        StringBuilder sent = new StringBuilder();
        if (stream) {
            server.connection.sendResponse(1, head);
            if (how == How.STREAM_LATE_END) sent.append(server.sends());
            if (!none) server.connection.sendBody(1, bytes(content));
            if (how == How.STREAM_LATE_END) sent.append(server.sends());
            server.connection.endBody(1);
        } else {
            server.connection.sendResponse(1, head, bytes(content));
        }
        sent.append(server.sends());

        Replies.Reply reply = Replies.read(sent.toString(), method).get(0);
        boolean silent = method.equals("HEAD") || none;
        boolean old = !version.equals("1.1");
        boolean unknown = how == How.STREAM_LATE_END && !silent;
        assertThat(reply.body()).isEqualTo(silent ? "" : content);
        assertThat(reply.field("Transfer-Encoding")).isEqualTo(unknown && !old ? "chunked" : null);
        if (none || unknown) assertThat(reply.field("Content-Length")).isNull();
        else if (!(silent && stream && how != How.STREAM_DECLARED)) {
            assertThat(reply.field("Content-Length")).isEqualTo(Integer.toString(content.length()));
        }
        boolean closes = version.equals("1.0") || (old && unknown);
        assertThat(reply.field("Connection")).isEqualTo(closes ? "close" : old ? "keep-alive" : null);
        assertThat(server.connection.isFinished()).isEqualTo(closes);
        if (!closes) assertThat(server.receives(GET)).hasSize(1);
    }

    @Test
    void theHeadersOfTheCallerStayInTheirOrderAndCase() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        Fields fields = Fields.builder()
                .add("x-One", "1")
                .add(FieldName.SERVER, "s")
                .add("X-one", "caf\u00e9")
                .add(FieldName.TRANSFER_ENCODING, "gzip")
                .add(FieldName.DATE, "mine")
                .build();
        server.connection.sendResponse(1, ResponseHead.of(Status.OK, fields, "Fine"), bytes("b"));
        assertThat(server.sends())
                .isEqualTo("HTTP/1.1 200 Fine\r\nx-One: 1\r\nServer: s\r\nX-one: caf\u00e9\r\nDate: mine\r\n"
                        + "Content-Length: 1\r\n\r\nb");
    }

    @Test
    void aHeadThatIsSentAgainIsEncodedOnce() {
        ResponseHead head = ResponseHead.of(Status.OK, Fields.of(FieldName.SERVER, "s"));
        assertThat(EncodedHead.of(head)).isSameAs(EncodedHead.of(head));
    }

    @Test
    void aHeadLargerThanABlockOfTheListLeavesWhole() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        String value = "v".repeat(10_000);
        server.connection.sendResponse(
                1,
                ResponseHead.of(Status.OK, Fields.builder().add("X-Long", value).build()),
                bytes("b"));
        Replies.Reply reply = Replies.read(server.sends()).get(0);
        assertThat(reply.field("X-Long")).isEqualTo(value);
        assertThat(reply.body()).isEqualTo("b");
    }

    // ---- chunks and entries

    @Test
    void manySmallPiecesBecomeOneChunk() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        server.connection.sendResponse(1, OK);
        server.sends();
        for (int i = 0; i < 100; i++) server.connection.sendBody(1, bytes("piece"));
        assertThat(server.sends()).isEqualTo("1f4\r\n" + "piece".repeat(100) + "\r\n");
        server.connection.sendBody(1, bytes("x"));
        server.connection.endBody(
                1, Fields.builder().add("X-Sum", "9").add("Content-Length", "1").build());
        assertThat(server.sends()).isEqualTo("1\r\nx\r\n0\r\nX-Sum: 9\r\n\r\n");
    }

    @Test
    void headAndFirstPieceShareOneList() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        server.connection.sendResponse(1, OK);
        server.connection.sendBody(1, bytes("first"));
        BufList out = new BufList();
        server.connection.fill(out, 1 << 16);
        assertThat(out.entries()).isEqualTo(1);
        assertThat(out.copyRemaining().toString(StandardCharsets.US_ASCII)).endsWith("\r\n\r\n5\r\nfirst\r\n");
    }

    @ParameterizedTest
    @CsvSource({"GATHER, 100, 1, 100", "GATHER, 5000, 2, 0", "FLATTEN, 5000, 1, 5000", "FRAME, 5000, 2, 0"})
    void largePiecesAreNamedAndSmallOnesCopied(WriteStrategy write, int size, int entries, int copied) {
        ServerScript server = new ServerScript(H1Config.builder().write(write).build());
        server.receives(GET);
        server.connection.sendResponse(1, OK, Bytes.wrap(new byte[size]));
        BufList out = new BufList(new PackBlocks(65536, 2));
        server.connection.fill(out, 1 << 20);
        assertThat(out.entries()).isEqualTo(entries);
        assertThat(server.connection.counters().copiedOctets).isEqualTo(copied);
        assertThat(server.connection.counters().bodyOctetsOut).isEqualTo(size);
    }

    @Test
    void theFrameStrategyEndsABatchWithALargePiece() {
        ServerScript server =
                new ServerScript(H1Config.builder().write(WriteStrategy.FRAME).build());
        server.receives(GET + GET);
        server.connection.sendResponse(1, OK, Bytes.wrap(new byte[5000]));
        server.connection.sendResponse(2, OK, Bytes.wrap(new byte[5000]));
        assertThat(Replies.read(server.sends())).hasSize(1);
        assertThat(server.connection.wantsOutput()).isTrue();
        assertThat(Replies.read(server.sends())).hasSize(1);
        assertThat(server.connection.wantsOutput()).isFalse();
    }

    @Test
    void aSmallTargetCutsContentAndLosesNothing() {
        String content = "0123456789".repeat(2000);
        for (boolean chunked : new boolean[] {false, true}) {
            for (int target : new int[] {1, 7, 100, 4096, 10_000}) {
                ServerScript server = new ServerScript();
                server.receives(GET);
                server.connection.sendResponse(
                        1, chunked ? OK : ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_LENGTH, "20000")));
                StringBuilder sent = new StringBuilder(server.sends(target));
                for (int i = 0; i < content.length(); i += 500) {
                    server.connection.sendBody(1, bytes(content.substring(i, i + 500)));
                }
                server.connection.endBody(1);
                while (server.connection.wantsOutput()) {
                    String part = server.sends(target);
                    assertThat(part).isNotEmpty();
                    sent.append(part);
                }
                assertThat(Replies.read(sent.toString()).get(0).body()).isEqualTo(content);
                assertThat(server.connection.exchanges()).isZero();
            }
        }
    }

    @Test
    void aFileIsNamedAndNotRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "0123456789");
        try (OpenFile opened = OpenFile.open(file)) {
            ServerScript server = new ServerScript();
            server.receives(GET);
            server.connection.sendResponse(1, ResponseHead.of(Status.OK, Fields.of(FieldName.CONTENT_LENGTH, "10")));
            server.connection.sendBody(1, new FileRegion(opened, 0, 10));
            server.connection.endBody(1);
            BufList out = new BufList();
            server.connection.fill(out, 1 << 16);
            assertThat(out.entries()).isEqualTo(2);
            assertThat(server.connection.exchanges()).isZero();
            assertThat(server.connection.counters().copiedOctets).isZero();
        }
    }

    @Test
    void marksRunWhenWhatIsBeforeThemHasLeftTheList() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        List<String> ran = new ArrayList<>();
        server.connection.sendResponse(1, OK);
        server.connection.sendBody(1, bytes("a"));
        server.connection.markBody(1, () -> ran.add("first"));
        server.connection.sendBody(1, bytes("b"));
        server.connection.markBody(1, () -> ran.add("second"));
        BufList out = new BufList();
        server.connection.fill(out, 1 << 16);
        assertThat(ran).isEmpty();
        out.advance(out.remaining() - 1);
        assertThat(ran).contains("first");
        out.advance(1);
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void marksRunWhenWhatIsBeforeThemIsDropped() {
        ServerScript server = new ServerScript();
        server.receives(GET);
        List<String> ran = new ArrayList<>();
        server.connection.sendResponse(1, OK);
        server.connection.sendBody(1, bytes("a"));
        server.connection.markBody(1, () -> ran.add("dropped"));
        server.connection.reset(1, dev.hawser.message.ErrorCode.CANCEL);
        assertThat(ran).containsExactly("dropped");
        assertThat(server.connection.isFinished()).isTrue();
    }

    // ---- watermarks and credit

    @Test
    void aProducerAboveItsMarkIsToldWhenTheQueueHasDrained() {
        ServerScript server =
                new ServerScript(H1Config.builder().watermarks(100, 1000).build());
        server.receives(GET);
        server.connection.sendResponse(1, OK);
        server.connection.sendBody(1, Bytes.wrap(new byte[1001]));
        assertThat(server.connection.queued(1)).isEqualTo(1001);
        server.sends(1);
        assertThat(server.events()).containsExactly(new WireEvent.BodyDrained(1));
        assertThat(server.connection.queued(1)).isZero();
    }

    @Test
    void contentThatNobodyConsumesStopsTheReading() {
        ServerScript server = new ServerScript(H1Config.builder().window(10).build());
        byte[] octets = ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n" + "x".repeat(11))
                .getBytes(StandardCharsets.US_ASCII);
        server.connection.receive(octets, 0, octets.length, 1);
        for (WireEvent e = server.connection.poll(); e != null; ) e = server.connection.poll();
        assertThat(server.connection.wantsInput()).isFalse();
        assertThat(server.connection.deadline()).isEqualTo(Long.MAX_VALUE);
        server.connection.release(1, 1);
        assertThat(server.connection.wantsInput()).isTrue();
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> server.connection.release(1, 11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10 are held");
    }
}
