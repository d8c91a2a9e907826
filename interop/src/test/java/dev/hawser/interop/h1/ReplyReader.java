package dev.hawser.interop.h1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads final responses one behind another from a link, as plainly as can be. Interim ones are passed over. */
final class ReplyReader {

    private final Link link;
    private final StringBuilder heard = new StringBuilder();
    private int at;

    ReplyReader(Link link) {
        this.link = link;
    }

    /** The next one; null when the server has ended its side instead. */
    Reply next(boolean toHead) throws IOException {
        while (true) {
            if (at == heard.length() && !more()) return null;
            Reply reply = one(toHead);
            if (reply.status() >= 200) return reply;
        }
    }

    private boolean more() throws IOException {
        byte[] octets = link.read();
        if (octets == null) return false;
        heard.append(new String(octets, StandardCharsets.ISO_8859_1));
        return true;
    }

    private Reply one(boolean toHead) throws IOException {
        String start = line();
        if (!start.startsWith("HTTP/1.1 ")) throw new IOException("no status line: " + start);
        int status = Integer.parseInt(start.substring(9, 12));
        int length = -1;
        boolean chunked = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:"))
                length = Integer.parseInt(line.substring(15).strip());
            if (lower.startsWith("transfer-encoding:")) chunked = lower.endsWith("chunked");
        }
        if (toHead || status < 200 || status == 204 || status == 304) return new Reply(status, "");
        if (chunked) return new Reply(status, chunks());
        if (length >= 0) return new Reply(status, take(length));
        while (more()) {}
        return new Reply(status, take(heard.length() - at));
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(), 16);
            if (size == 0) break;
            body.append(take(size));
            if (!line().isEmpty()) throw new IOException("no CRLF behind a chunk");
        }
        while (!line().isEmpty()) {}
        return body.toString();
    }

    private String line() throws IOException {
        int end;
        while ((end = heard.indexOf("\r\n", at)) < 0) need();
        String line = heard.substring(at, end);
        at = end + 2;
        return line;
    }

    private String take(int count) throws IOException {
        while (heard.length() - at < count) need();
        String taken = heard.substring(at, at + count);
        at += count;
        return taken;
    }

    private void need() throws IOException {
        if (!more()) throw new IOException("the server ended within a response: " + heard.substring(at));
    }
}
