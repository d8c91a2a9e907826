package dev.hawser.wire.h1;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what a server sent, as plainly as can be. */
final class Replies {

    /** One response; {@code fields} are the lines behind the status line. */
    record Reply(int status, List<String> fields, String body) {
        String field(String name) {
            for (String line : fields) {
                if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ": ")) {
                    return line.substring(name.length() + 2);
                }
            }
            return null;
        }
    }

    private final String octets;
    private int at;

    private Replies(String octets) {
        this.octets = octets;
    }

    /** Every response in {@code octets}; one to HEAD where the request at that place is {@code "HEAD"}. */
    static List<Reply> read(String octets, String... methods) {
        Replies reader = new Replies(octets);
        List<Reply> replies = new ArrayList<>();
        int answered = 0;
        while (reader.at < octets.length()) {
            boolean head = answered < methods.length && methods[answered].equals("HEAD");
            Reply reply = reader.next(head);
            replies.add(reply);
            if (reply.status() >= 200) answered++;
        }
        return replies;
    }

    /** The final ones only. */
    static List<Reply> finals(String octets, String... methods) {
        return read(octets, methods).stream().filter(r -> r.status() >= 200).toList();
    }

    private Reply next(boolean head) {
        String start = line();
        if (!start.startsWith("HTTP/1.1 ")) throw new IllegalStateException("no status line: " + start);
        int status = Integer.parseInt(start.substring(9, 12));
        List<String> fields = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) fields.add(line);
        Reply bare = new Reply(status, fields, "");
        if (head || status < 200 || status == 204 || status == 304) return bare;
        String length = bare.field("Content-Length");
        if (length != null) return new Reply(status, fields, take(Integer.parseInt(length)));
        if ("chunked".equals(bare.field("Transfer-Encoding"))) return new Reply(status, fields, chunks(fields));
        return new Reply(status, fields, take(octets.length() - at));
    }

    private String chunks(List<String> fields) {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) break;
            body.append(take(size));
            if (!line().isEmpty()) throw new IllegalStateException("no CRLF behind a chunk");
        }
        for (String line = line(); !line.isEmpty(); line = line()) fields.add("trailer " + line);
        return body.toString();
    }

    private String line() {
        int end = octets.indexOf("\r\n", at);
        if (end < 0) throw new IllegalStateException("no line at " + at + " in " + octets);
        String line = octets.substring(at, end);
        at = end + 2;
        return line;
    }

    private String take(int count) {
        String taken = octets.substring(at, at + count);
        at += count;
        return taken;
    }
}
