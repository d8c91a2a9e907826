package dev.hawser.wire.h1;

import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.RequestHead;
import dev.hawser.message.internal.Authority;
import dev.hawser.message.internal.Heads;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Judges a request's head as a whole: target, Host, framing. A request that can be read in two ways is not read. */
final class RequestRules {

    private RequestRules() {}

    /** Why the head is refused, or null. */
    static @Nullable Refusal judge(HeadParser head, H1Config config) {
        Refusal target = target(head);
        if (target != null) return target;
        Refusal host = host(head);
        return host != null ? host : framing(head, config);
    }

    /** RFC 9112 3.2: the form must suit the method. */
    private static @Nullable Refusal target(HeadParser head) {
        byte[] a = head.packed();
        int length = head.targetLength();
        if (head.method().equals(Method.CONNECT)) {
            return Authority.isTunnelTarget(a, 0, length) ? null : Refusal.MALFORMED_TARGET;
        }
        if (a[0] == '/') return null;
        if (length == 1 && a[0] == '*') {
            return head.method().equals(Method.OPTIONS) ? null : Refusal.MALFORMED_TARGET;
        }
        return absolute(a, length);
    }

    private static @Nullable Refusal absolute(byte[] a, int length) {
        int from = authorityStart(a, length);
        if (from < 0) return Refusal.MALFORMED_TARGET;
        // RFC 9110 4.2.1, 4.2.4: an empty host and a user name are errors. The grammar of Authority has neither.
        if (!Authority.isHostAndPort(a, from, authorityEnd(a, from, length))) return Refusal.MALFORMED_TARGET;
        return schemeIs(a, from, "http") || schemeIs(a, from, "https") ? null : Refusal.MISDIRECTED;
    }

    private static boolean schemeIs(byte[] a, int authority, String scheme) {
        return Octets.equalsIgnoreCase(a, 0, authority - 3, scheme);
    }

    /** Behind "scheme://", or -1. RFC 3986 3.1: ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ). */
    private static int authorityStart(byte[] a, int length) {
        int i = 0;
        while (i < length && isSchemeOctet(a[i], i)) i++;
        if (i == 0 || i + 3 > length || a[i] != ':' || a[i + 1] != '/' || a[i + 2] != '/') return -1;
        return i + 3;
    }

    private static boolean isSchemeOctet(byte octet, int at) {
        int lower = octet | 0x20;
        if (lower >= 'a' && lower <= 'z') return true;
        return at > 0 && ((octet >= '0' && octet <= '9') || octet == '+' || octet == '-' || octet == '.');
    }

    private static int authorityEnd(byte[] a, int from, int length) {
        int i = from;
        while (i < length && a[i] != '/' && a[i] != '?') i++;
        return i;
    }

    /** RFC 9112 3.2: HTTP/1.1 has exactly one valid Host, whatever the target; HTTP/1.0 has at most one. */
    private static @Nullable Refusal host(HeadParser head) {
        Notes notes = head.notes();
        if (notes.hosts == 0) return head.version() == HttpVersion.HTTP_1_0 ? null : Refusal.HOST;
        if (notes.hosts > 1) return Refusal.HOST;
        // RFC 9112 3.2: empty where the target has no authority.
        if (notes.hostFrom == notes.hostTo) return null;
        return Authority.isHostAndPort(head.packed(), notes.hostFrom, notes.hostTo) ? null : Refusal.HOST;
    }

    /** RFC 9112 6.1 and 6.3. Where the RFC allows to mend or to refuse, this refuses: the next hop may mend otherwise. */
    private static @Nullable Refusal framing(HeadParser head, H1Config config) {
        Notes notes = head.notes();
        long length = notes.contentLength;
        if (notes.coding != Notes.Coding.NONE) {
            if (notes.coding == Notes.Coding.BAD || notes.coding == Notes.Coding.OTHERS) return Refusal.CODING;
            if (length != Notes.ABSENT) return Refusal.LENGTH_AND_CODING;
            if (head.version() == HttpVersion.HTTP_1_0) return Refusal.CODING_IN_HTTP_1_0;
            return notes.coding == Notes.Coding.CHUNKED ? null : Refusal.UNKNOWN_CODING;
        }
        if (length == Notes.BAD) return Refusal.CONTENT_LENGTH;
        return length == Notes.HUGE || length > config.maxContent() ? Refusal.CONTENT_TOO_LARGE : null;
    }

    /** How the content of a judged request is framed (RFC 9112 6.3: without length or coding there is none). */
    static BodyFraming framing(HeadParser head) {
        if (head.notes().coding == Notes.Coding.CHUNKED) return BodyFraming.CHUNKED;
        return head.notes().contentLength > 0 ? BodyFraming.FIXED : BodyFraming.NONE;
    }

    /** RFC 9112 9.3: whether the client means to go on with this connection. */
    static boolean persists(HeadParser head) {
        Notes notes = head.notes();
        if (notes.close) return false;
        return head.version() != HttpVersion.HTTP_1_0 || notes.keepAlive;
    }

    /** The head of a judged request, detached. */
    static RequestHead detach(HeadParser head) {
        byte[] record = head.record();
        int length = head.targetLength();
        if (record[0] == '/') return Heads.packedRequest(head.method(), record, length, head.count(), head.version());
        return detachUnusual(head, record, length);
    }

    private static RequestHead detachUnusual(HeadParser head, byte[] record, int length) {
        String target = new String(record, 0, length, StandardCharsets.ISO_8859_1);
        String scheme = null;
        String authority = null;
        int from = authorityStart(record, length);
        if (head.method().equals(Method.CONNECT)) {
            authority = target;
        } else if (from > 0) {
            // RFC 9112 3.2.2: the target's authority overrides Host.
            scheme = schemeIs(record, from, "https") ? "https" : "http";
            authority = target.substring(from, authorityEnd(record, from, length));
        }
        return Heads.request(
                head.method(),
                scheme,
                authority,
                target,
                null,
                Heads.packed(record, length, head.count()),
                head.version());
    }
}
