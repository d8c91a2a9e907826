package dev.hawser.wire.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.BufList;
import dev.hawser.bytes.Bytes;
import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.wire.CorpusJson;
import dev.hawser.wire.WireEvent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a client makes of a server's octets: every case of responses.json, whole and cut. {@code ok}: taken as said.
 * {@code bad}: never a complete response, and the connection is over. {@code extra}: taken, and then the connection is
 * over because of what follows.
 */
class ResponseCasesTest {

    /** What the driver of the client was told. */
    private record Outcome(int status, String content, boolean complete, boolean failed, boolean goesOn) {}

    private static List<Map<String, Object>> cases() {
        List<Map<String, Object>> cases = new ArrayList<>();
        for (Object one : CorpusJson.array(CorpusJson.read(Path.of("src/test/resources/h1/responses.json")))) {
            cases.add(CorpusJson.object(one));
        }
        return cases;
    }

    @Test
    void thereAreAsManyCasesAsPromised() {
        assertThat(cases()).hasSizeGreaterThanOrEqualTo(120).allMatch(c -> ((String) c.get("why")).contains("RFC 91"));
    }

    @TestFactory
    Stream<DynamicTest> everyResponseIsReadTheSameHoweverItIsCut() {
        return cases().stream().map(c -> DynamicTest.dynamicTest((String) c.get("id"), () -> judgeCuts(c)));
    }

    private static void judgeCuts(Map<String, Object> c) {
        String bytes = (String) c.get("bytes");
        judge(c, "whole", List.of(bytes));
        List<String> octets = new ArrayList<>();
        for (int i = 0; i < bytes.length(); i++) octets.add(bytes.substring(i, i + 1));
        judge(c, "one octet at a time", octets);
        for (int i = 1; i < Math.min(bytes.length(), 300); i++) {
            judge(c, "cut at " + i, List.of(bytes.substring(0, i), bytes.substring(i)));
        }
        Random random = new Random(bytes.hashCode());
        for (int round = 0; round < 10 && bytes.length() > 3; round++) {
            int i = random.nextInt(bytes.length() - 1);
            int j = i + random.nextInt(bytes.length() - i);
            judge(
                    c,
                    "cut at " + i + " and " + j,
                    List.of(bytes.substring(0, i), bytes.substring(i, j), bytes.substring(j)));
        }
    }

    private static void judge(Map<String, Object> c, String cut, List<String> parts) {
        Outcome outcome = read(c, parts);
        String what = "%s, %s: %s (%s)".formatted(c.get("id"), cut, outcome, c.get("why"));
        if (c.get("expect").equals("bad")) {
            assertThat(outcome.complete()).as(what).isFalse();
            assertThat(outcome.failed()).as(what).isTrue();
            assertThat(outcome.goesOn()).as(what).isFalse();
            return;
        }
        assertThat(outcome.status()).as(what).isEqualTo((int) (long) c.get("status"));
        assertThat(outcome.content()).as(what).isEqualTo(c.get("body"));
        if (!"CONNECT".equals(c.get("req")) || c.get("keep") != null) {
            assertThat(outcome.complete()).as(what).isTrue();
        }
        boolean extra = c.get("expect").equals("extra");
        assertThat(outcome.failed()).as(what).isEqualTo(extra);
        if (extra) assertThat(outcome.goesOn()).as(what).isFalse();
        else if (c.get("keep") != null) assertThat(outcome.goesOn()).as(what).isEqualTo(c.get("keep"));
    }

    private static Outcome read(Map<String, Object> c, List<String> parts) {
        ServerScript client = ServerScript.client();
        Object asked = c.get("req");
        Method method = Method.of(asked == null ? "GET" : (String) asked);
        String target = method.equals(Method.CONNECT) ? "h:443" : "/";
        client.connection.sendRequest(RequestHead.of(method, target, Fields.of(FieldName.HOST, "h")), Bytes.empty());
        client.connection.fill(new BufList(), 1 << 20);
        List<WireEvent> events = new ArrayList<>();
        for (String part : parts) events.addAll(client.receives(part));
        if (c.get("end") != null) events.addAll(client.receivesEnd());
        int status = 0;
        boolean complete = false;
        boolean failed = false;
        for (WireEvent event : events) {
            switch (event) {
                case WireEvent.ResponseReceived response -> {
                    status = response.head().status().code();
                    complete |= response.last();
                }
                case WireEvent.DataReceived data -> complete |= data.last();
                case WireEvent.TrailersReceived _ -> complete = true;
                case WireEvent.ConnectionFailed _ -> failed = true;
                default -> {}
            }
        }
        return new Outcome(status, client.content.toString(), complete, failed, client.connection.canOpen());
    }
}
