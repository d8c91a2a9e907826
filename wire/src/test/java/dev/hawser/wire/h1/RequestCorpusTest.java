package dev.hawser.wire.h1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.wire.CorpusJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of src/test/resources/h1, whole and cut: the verdict must be the same, and the strict one. */
class RequestCorpusTest {

    private static final int LONG = 20_000;

    private record Case(String id, String bytes, Map<String, Object> json) {
        String expect() {
            String expect = (String) json.get("expect");
            Object prefer = json.get("prefer");
            return prefer == null ? expect : (String) prefer;
        }

        int responses() {
            Object responses = json.get("responses");
            return responses == null ? 1 : (int) (long) responses;
        }

        boolean isOk(int status) {
            Object ok = json.get("ok_status");
            return ok != null && CorpusJson.array(ok).contains((long) status);
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Object one : CorpusJson.array(CorpusJson.read(Path.of("src/test/resources/h1/cases.json")))) {
            Map<String, Object> json = CorpusJson.object(one);
            cases.add(new Case((String) json.get("id"), (String) json.get("bytes"), json));
        }
        return cases;
    }

    @Test
    void theCorpusIsWhole() {
        assertThat(cases()).hasSize(291);
    }

    @TestFactory
    Stream<DynamicTest> everyCaseGetsItsVerdictHoweverItIsCut() {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.id(), () -> judgeCuts(c)));
    }

    private static void judgeCuts(Case c) {
        String bytes = c.bytes();
        judge(c, "whole", List.of(bytes));
        List<String> octets = new ArrayList<>();
        for (int i = 0; i < bytes.length(); i++) octets.add(bytes.substring(i, i + 1));
        judge(c, "one octet at a time", octets);
        if (bytes.length() < LONG) {
            for (int i = 1; i < Math.min(bytes.length(), 400); i++) {
                judge(c, "cut at " + i, List.of(bytes.substring(0, i), bytes.substring(i)));
            }
        }
        Random random = new Random(c.id().hashCode());
        for (int round = 0; round < 20; round++) {
            List<String> parts = new ArrayList<>();
            for (int at = 0; at < bytes.length(); ) {
                int next = Math.min(bytes.length(), at + 1 + random.nextInt(1 + random.nextInt(bytes.length())));
                parts.add(bytes.substring(at, next));
                at = next;
            }
            judge(c, "cut into " + parts.size() + ", round " + round, parts);
        }
    }

    private static void judge(Case c, String cut, List<String> parts) {
        EchoServer server = new EchoServer();
        for (String part : parts) server.receives(part);
        String method = c.bytes().startsWith("HEAD ") ? "HEAD" : "GET";
        List<Replies.Reply> replies = Replies.finals(server.sent(), method);
        boolean closed = server.isFinished();
        boolean accepted = accepts(c, replies, closed);
        server.receivesEnd();
        boolean rejected = rejects(c, Replies.finals(server.sent(), method), server.isFinished());
        boolean right = switch (c.expect()) {
            case "accept" -> accepted;
            case "reject" -> rejected;
            default -> accepted || rejected;
        };
        assertThat(right)
                .withFailMessage(
                        "%s, %s: wanted %s (%s), got %s, closed %s",
                        c.id(), cut, c.expect(), c.json().get("why"), replies, closed)
                .isTrue();
    }

    private static boolean accepts(Case c, List<Replies.Reply> replies, boolean closed) {
        if (replies.size() != c.responses()) return false;
        for (Replies.Reply reply : replies) if (reply.status() != 200 && !c.isOk(reply.status())) return false;
        Object body = c.json().get("body");
        if (body != null && !body.equals(replies.get(0).body())) return false;
        return c.json().get("close") == null || closed;
    }

    /** A refusal comes once: 4xx, 5xx or nothing, and then the connection is over. */
    private static boolean rejects(Case c, List<Replies.Reply> replies, boolean closed) {
        if (replies.size() > 1 || !closed) return false;
        return replies.isEmpty()
                || replies.get(0).status() >= 400
                || c.isOk(replies.get(0).status());
    }
}
