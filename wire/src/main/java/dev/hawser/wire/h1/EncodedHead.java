package dev.hawser.wire.h1;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.internal.Heads;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A head as octets, without the lines that the engine itself adds when the head leaves, and without the empty line.
 *
 * <p>Immutable. A response's head remembers its own, so sending it again is one copy. Transfer-Encoding and the options
 * close and keep-alive are taken out: how a message is framed and whether the connection lives on is known only when
 * it leaves.
 */
final class EncodedHead {

    private static final byte[] VERSION = Ascii.octets("HTTP/1.1");

    /** Start line and field lines, each with its CRLF. */
    final byte[] lines;

    final boolean hasDate;

    /** What Content-Length says, or -1. */
    final long contentLength;

    final boolean saysClose;
    final boolean saysUpgrade;
    final boolean expectsContinue;
    final int status;

    private EncodedHead(byte[] lines, Facts facts, int status) {
        this.lines = lines;
        this.hasDate = facts.hasDate;
        this.contentLength = facts.contentLength;
        this.saysClose = facts.saysClose;
        this.saysUpgrade = facts.saysUpgrade;
        this.expectsContinue = facts.expectsContinue;
        this.status = status;
    }

    /**
     * The octets of {@code head}.
     *
     * @throws IllegalArgumentException if its Content-Length is repeated or no number
     */
    static EncodedHead of(ResponseHead head) {
        Object memo = Heads.http1Memo(head);
        if (memo instanceof EncodedHead encoded) return encoded;
        EncodedHead encoded = encode(head);
        Heads.http1Memo(head, encoded);
        return encoded;
    }

    private static EncodedHead encode(ResponseHead head) {
        String given = head.reason();
        String reason = given != null ? given : head.status().reason();
        Fields fields = head.fields();
        byte[] out = new byte[VERSION.length + 7 + reason.length() + size(fields)];
        int at = Ascii.put(VERSION, out, 0);
        out[at++] = ' ';
        int code = head.status().code();
        out[at++] = (byte) ('0' + code / 100);
        out[at++] = (byte) ('0' + code / 10 % 10);
        out[at++] = (byte) ('0' + code % 10);
        out[at++] = ' ';
        at = Ascii.put(reason, out, at);
        at = Ascii.endLine(out, at);
        Facts facts = new Facts();
        // RFC 9110 8.6: no Content-Length in 1xx and 204. In 304 it tells about the representation.
        facts.dropsLength = code < 200 || code == 204;
        at = put(fields, out, at, facts);
        return new EncodedHead(Arrays.copyOf(out, at), facts, code);
    }

    /**
     * The octets of {@code head}. Host comes first (RFC 9110 7.2), made from the authority where the fields have none.
     *
     * @throws IllegalArgumentException if there is no host, or its Content-Length is repeated or no number
     */
    static EncodedHead of(RequestHead head) {
        Fields fields = head.fields();
        byte[] method = Heads.octets(head.method());
        String target = head.target();
        String host = fields.contains(FieldName.HOST) ? null : host(head);
        int room = method.length + target.length() + VERSION.length + 4 + size(fields);
        byte[] out = new byte[host == null ? room : room + host.length() + 8];
        int at = Ascii.put(method, out, 0);
        out[at++] = ' ';
        at = Ascii.put(target, out, at);
        out[at++] = ' ';
        at = Ascii.put(VERSION, out, at);
        at = Ascii.endLine(out, at);
        if (host != null) {
            at = Ascii.put(Heads.canonicalOctets(FieldName.HOST), out, at);
            at = Ascii.endValue(host, out, at);
        }
        Facts facts = new Facts();
        at = put(fields, out, at, facts);
        return new EncodedHead(Arrays.copyOf(out, at), facts, 0);
    }

    private static String host(RequestHead head) {
        String authority = head.authority();
        if (authority != null) return authority;
        if (head.method().equals(Method.CONNECT)) return head.target();
        throw new IllegalArgumentException(
                "%s %s: neither an authority nor a Host field".formatted(head.method(), head.target()));
    }

    /** The octets of a trailer section without its empty line. */
    static byte[] trailers(Fields fields) {
        Fields kept = Trailers.filter(fields);
        byte[] out = new byte[size(kept)];
        int at = put(kept, out, 0, new Facts());
        return at == out.length ? out : Arrays.copyOf(out, at);
    }

    private static int size(Fields fields) {
        int size = 0;
        for (int i = 0; i < fields.size(); i++) {
            size += fields.rawNameAt(i).length() + fields.valueAt(i).length() + 4;
        }
        return size;
    }

    private static int put(Fields fields, byte[] out, int from, Facts facts) {
        int at = from;
        for (int i = 0; i < fields.size(); i++) {
            FieldName name = fields.nameAt(i);
            String value = fields.valueAt(i);
            if (name.id() >= 0) {
                String kept = facts.see(name, value);
                if (kept == null) continue;
                value = kept;
            }
            at = Ascii.put(fields.rawNameAt(i), out, at);
            at = Ascii.endValue(value, out, at);
        }
        return at;
    }

    /** What is learnt from the fields on the way. */
    private static final class Facts {
        boolean dropsLength;
        boolean hasDate;
        long contentLength = -1;
        boolean saysClose;
        boolean saysUpgrade;
        boolean expectsContinue;

        /** What is left of the value; null if the line is left out. */
        @Nullable
        String see(FieldName name, String value) {
            if (name.equals(FieldName.DATE)) hasDate = true;
            else if (name.equals(FieldName.CONTENT_LENGTH)) return length(value);
            else if (name.equals(FieldName.TRANSFER_ENCODING)) return null;
            else if (name.equals(FieldName.CONNECTION)) return options(value);
            else if (name.equals(FieldName.EXPECT)) expectsContinue |= value.equalsIgnoreCase("100-continue");
            return value;
        }

        private @Nullable String length(String value) {
            byte[] octets = Ascii.octets(value);
            long length = Notes.number(octets, 0, octets.length);
            if (length < 0 || contentLength >= 0) {
                throw new IllegalArgumentException(
                        contentLength >= 0
                                ? "Content-Length twice, %d and '%s'".formatted(contentLength, value)
                                : "Content-Length '%s' is no number of octets".formatted(value));
            }
            if (dropsLength) return null;
            contentLength = length;
            return value;
        }

        private @Nullable String options(String value) {
            StringBuilder kept = new StringBuilder();
            for (String member : value.split(",", -1)) {
                String option = member.strip();
                if (option.equalsIgnoreCase("close")) saysClose = true;
                if (option.equalsIgnoreCase("upgrade")) saysUpgrade = true;
                if (!option.isEmpty() && !option.equalsIgnoreCase("close") && !option.equalsIgnoreCase("keep-alive")) {
                    kept.append(kept.isEmpty() ? "" : ", ").append(option);
                }
            }
            return kept.isEmpty() ? null : kept.toString();
        }
    }
}
