package dev.hawser.interop.h1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Octets that a client sends, and what RFC 9112 makes of them. The file is the wire room's; its README says what the
 * members mean.
 *
 * @param expect what a strict server does: where both are legal, the stricter; {@link Expect#EITHER} where neither is
 * @param responses requests that the octets hold when they are taken
 * @param closes when taken, the server closes behind the answer
 * @param body the content of the first answer; null where that is not told
 * @param alsoFine statuses that pass, too
 */
record RequestCase(
        String id,
        byte[] octets,
        Expect expect,
        String why,
        int responses,
        boolean closes,
        String body,
        List<Object> alsoFine) {

    enum Expect {
        ACCEPT,
        REJECT,
        EITHER
    }

    private static final Path FILE = Path.of("../wire/src/test/resources/h1/cases.json");

    static List<RequestCase> all() throws IOException {
        List<RequestCase> cases = new ArrayList<>();
        for (Map<String, Object> json : Json.objects(FILE)) cases.add(of(json));
        return cases;
    }

    private static RequestCase of(Map<String, Object> json) {
        Object expect = json.getOrDefault("prefer", json.get("expect"));
        return new RequestCase(
                (String) json.get("id"),
                ((String) json.get("bytes")).getBytes(StandardCharsets.ISO_8859_1),
                Expect.valueOf(expect.toString().toUpperCase(java.util.Locale.ROOT)),
                (String) json.get("why"),
                (int) json.getOrDefault("responses", 1),
                json.containsKey("close"),
                (String) json.get("body"),
                list(json.getOrDefault("ok_status", List.of())));
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object json) {
        return (List<Object>) json;
    }

    /** Whether the answer to it has a head only. */
    boolean asksForHead() {
        return octets.length > 4 && octets[0] == 'H' && octets[1] == 'E' && octets[2] == 'A' && octets[3] == 'D';
    }
}
