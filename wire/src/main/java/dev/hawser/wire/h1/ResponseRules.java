package dev.hawser.wire.h1;

import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.message.internal.Heads;
import org.jspecify.annotations.Nullable;

/** Judges a response's head as a whole, knowing the request it answers. As strict as {@link RequestRules}. */
final class ResponseRules {

    private ResponseRules() {}

    /** Why the head is refused, or null. */
    static @Nullable Refusal judge(HeadParser head, Method request, H1Config config) {
        Notes notes = head.notes();
        long length = notes.contentLength;
        if (framing(head, request) == BodyFraming.TUNNEL) return null;
        if (notes.coding != Notes.Coding.NONE) {
            // RFC 9112 6.1: faulty in HTTP/1.0, beside Content-Length a sign of an attack; codings other than chunked
            // are never asked for here (RFC 9110 10.1.4), so none can be undone.
            if (head.version() == HttpVersion.HTTP_1_0) return Refusal.CODING_IN_HTTP_1_0;
            if (length != Notes.ABSENT) return Refusal.LENGTH_AND_CODING;
            return switch (notes.coding) {
                case CHUNKED, NONE -> null;
                case OTHERS, OTHERS_THEN_CHUNKED -> Refusal.UNKNOWN_CODING;
                case BAD -> Refusal.CODING;
            };
        }
        // RFC 9112 6.3 rule 5: an invalid Content-Length makes the whole response unusable.
        if (length == Notes.BAD) return Refusal.CONTENT_LENGTH;
        boolean tooLarge = length == Notes.HUGE || length > config.maxContent();
        return tooLarge && framing(head, request) == BodyFraming.FIXED ? Refusal.CONTENT_TOO_LARGE : null;
    }

    /** RFC 9112 6.3, in its order. */
    static BodyFraming framing(HeadParser head, Method request) {
        Status status = head.status();
        Notes notes = head.notes();
        if (status.equals(Status.SWITCHING_PROTOCOLS)) return BodyFraming.TUNNEL;
        if (request.equals(Method.CONNECT) && status.isSuccessful()) return BodyFraming.TUNNEL;
        if (request.equals(Method.HEAD) || status.forbidsContent()) return BodyFraming.NONE;
        if (notes.coding == Notes.Coding.CHUNKED) return BodyFraming.CHUNKED;
        if (notes.contentLength == 0) return BodyFraming.NONE;
        return notes.contentLength == Notes.ABSENT ? BodyFraming.UNTIL_CLOSE : BodyFraming.FIXED;
    }

    /** RFC 9112 9.3: whether the server means to go on with this connection. */
    static boolean persists(HeadParser head) {
        Notes notes = head.notes();
        if (notes.close) return false;
        return head.version() != HttpVersion.HTTP_1_0 || notes.keepAlive;
    }

    /** The head of a judged response, detached. */
    static ResponseHead detach(HeadParser head) {
        return Heads.response(head.status(), head.fields(), head.version(), head.reason());
    }
}
