package dev.hawser.wire.h2;

import dev.hawser.message.Fields;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.Status;
import dev.hawser.message.internal.Heads;
import dev.hawser.wire.hpack.HpackField;
import dev.hawser.wire.hpack.HpackFields;
import org.jspecify.annotations.Nullable;

/** Makes a response's head or a trailer section of a field list, or says which rule of RFC 9113 section 8 it breaks. */
final class ResponseReader extends HeadRules {

    private boolean trailers;
    private int status;

    /** The response, or null: {@link #fault} then says why not. */
    @Nullable
    DecodedResponse response(HpackFields list) {
        trailers = false;
        status = 0;
        read(list);
        if (fault == null && status == 0) fault = "no :status";
        if (fault != null) return null;
        ResponseHead head = Heads.response(Status.of(status), fields(), HttpVersion.HTTP_2, null);
        return new DecodedResponse(head, contentLength);
    }

    /** The trailers, of a request or a response, or null: {@link #fault} then says why not. */
    @Nullable
    Fields trailers(HpackFields list) {
        trailers = true;
        read(list);
        return fault == null ? fields() : null;
    }

    @Override
    void pseudo(HpackField field) {
        // RFC 9113 8.1: trailers have none.
        if (trailers) fault = "pseudo-field " + field.name() + " in trailers";
        else if (!field.name().text().equals(":status")) fault = "pseudo-field " + field.name() + " in a response";
        else if (status != 0) fault = "a second :status";
        else status = status(field.value());
    }

    private int status(String text) {
        int code = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') code = 1000;
            else code = Math.min(code * 10 + (c - '0'), 1000);
        }
        // RFC 9113 8.6: there is no 101 in HTTP/2.
        if (text.length() != 3 || code < 100 || code > 999 || code == 101) fault = "a malformed :status";
        return code;
    }

    @Override
    void special(HpackField field) {}
}
