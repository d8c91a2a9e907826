package dev.hawser.wire.h1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.wire.CorpusJson;
import dev.hawser.wire.WireEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Octets of any kind to the parsers: nothing is thrown, everything ends, and what is made of them does not depend on how
 * they are cut. In an ordinary run the corpora are what is sent, and what a fuzzer has found once
 * ({@code src/test/resources/dev/hawser/wire/h1/H1FuzzTestInputs}); {@code make fuzz} lets Jazzer look for more.
 */
class H1FuzzTest {

    /** Longer input shows nothing that shorter does not, and costs a fuzzer its pace. */
    private static final int LONGEST = 4096;

    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static final String REFUSED = "refused";

    static Stream<byte[]> requestCases() {
        return corpus("cases.json").map(H1FuzzTest::octets);
    }

    static Stream<byte[]> chunkedContents() {
        return corpus("cases.json").filter(c -> c.startsWith(CHUNKED)).map(c -> octets(c.substring(CHUNKED.length())));
    }

    static Stream<byte[]> responseCases() {
        return corpus("responses.json").map(H1FuzzTest::octets);
    }

    private static Stream<String> corpus(String name) {
        List<String> all = new ArrayList<>();
        for (Object one : CorpusJson.array(CorpusJson.read(Path.of("src/test/resources/h1", name)))) {
            Map<String, Object> json = CorpusJson.object(one);
            all.add((String) json.get("bytes"));
        }
        return all.stream().filter(octets -> octets.length() <= LONGEST);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @MethodSource("requestCases")
    @FuzzTest(maxDuration = "1m")
    void requests(byte[] data) {
        serve(new String(data, StandardCharsets.ISO_8859_1));
    }

    @MethodSource("chunkedContents")
    @FuzzTest(maxDuration = "1m")
    void chunks(byte[] data) {
        serve(CHUNKED + new String(data, StandardCharsets.ISO_8859_1));
    }

    @MethodSource("responseCases")
    @FuzzTest(maxDuration = "1m")
    void responses(byte[] data) {
        String octets = new String(data, StandardCharsets.ISO_8859_1);
        if (octets.length() > LONGEST) return;
        List<String> whole = ask(List.of(octets));
        for (List<String> parts : cuts(octets)) assertThat(ask(parts)).isEqualTo(whole);
    }

    private static void serve(String octets) {
        if (octets.length() > LONGEST) return;
        List<String> whole = answers(List.of(octets));
        for (List<String> parts : cuts(octets)) assertThat(answers(parts)).isEqualTo(whole);
    }

    /** One octet at a time, and in two where the octets themselves say. */
    private static List<List<String>> cuts(String octets) {
        List<String> single = new ArrayList<>();
        for (int i = 0; i < octets.length(); i++) single.add(octets.substring(i, i + 1));
        int at = octets.isEmpty() ? 0 : Math.floorMod(octets.hashCode(), octets.length());
        return List.of(single, List.of(octets.substring(0, at), octets.substring(at)));
    }

    /** What a server made of the octets: requests with their content, as it echoes them, and whether it goes on. */
    private static List<String> answers(List<String> parts) {
        EchoServer server = new EchoServer();
        List<String> told = new ArrayList<>();
        for (String part : parts) server.receives(part);
        boolean goesOn = !server.isFinished();
        server.receivesEnd();
        for (RequestHead head : server.requests) told.add(text(head.method() + " " + head.target(), head.fields()));
        for (Fields trailers : server.trailers) told.add(text("trailers", trailers));
        String[] methods =
                server.requests.stream().map(head -> head.method().name()).toArray(String[]::new);
        // Whether 100 (Continue) is sent depends on what of the content has come.
        for (Replies.Reply reply : Replies.finals(server.sent(), methods)) {
            told.add(reply.status() < 400 ? "echo " + reply.body() : REFUSED);
        }
        return withEnd(told, goesOn);
    }

    /** What is refused may be refused later when it comes in pieces, and with another reason, but it is refused. */
    private static List<String> withEnd(List<String> told, boolean goesOn) {
        if (!told.contains(REFUSED)) told.add("goes on " + goesOn);
        return told;
    }

    /** What a client made of them, as the response to GET. */
    private static List<String> ask(List<String> parts) {
        ServerScript client = ServerScript.client();
        RequestHead get = RequestHead.of(Method.GET, "/", Fields.of(FieldName.HOST, "h"));
        client.connection.sendRequest(get, Bytes.empty());
        client.connection.fill(new BufList(), 1 << 20);
        List<WireEvent> events = new ArrayList<>();
        for (String part : parts) events.addAll(client.receives(part));
        List<String> told = new ArrayList<>();
        boolean goesOn = client.connection.canOpen();
        events.addAll(client.receivesEnd());
        boolean last = false;
        for (WireEvent event : events) {
            switch (event) {
                case WireEvent.InformationalReceived(int exchange, var head) ->
                    told.add(text("interim " + head.status(), head.fields()));
                case WireEvent.ResponseReceived(int exchange, var head, boolean end) -> {
                    told.add(text("final " + head.status(), head.fields()));
                    last |= end;
                }
                case WireEvent.DataReceived data -> last |= data.last();
                case WireEvent.TrailersReceived(int exchange, Fields fields) -> {
                    told.add(text("trailers", fields));
                    last = true;
                }
                case WireEvent.ConnectionFailed _ -> told.add(REFUSED);
                default -> {}
            }
        }
        told.add("content " + client.content);
        told.add("complete " + last);
        return withEnd(told, goesOn);
    }

    private static String text(String what, Fields fields) {
        StringBuilder text = new StringBuilder(what);
        for (int i = 0; i < fields.size(); i++) {
            text.append('\n').append(fields.rawNameAt(i)).append(": ").append(fields.valueAt(i));
        }
        return text.toString();
    }
}
