package dev.hawser.wire.h2;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;
import dev.hawser.message.ResponseHead;
import dev.hawser.message.internal.Heads;
import dev.hawser.wire.hpack.HpackEncoder;
import org.jspecify.annotations.Nullable;

/** What every connection would have to find out about a response's head; kept with the head. Immutable. */
final class ResponsePlan {

    /** The octets that its status and fields can take in a header block. */
    final int bound;

    final boolean hasDate;

    /** The octets of content that its fields announce, or -1. */
    final long contentLength;

    /** The value of its priority field, by which a server overrules the client's (RFC 9218 8). */
    final @Nullable String priority;

    private ResponsePlan(int bound, boolean hasDate, long contentLength, @Nullable String priority) {
        this.bound = bound;
        this.hasDate = hasDate;
        this.contentLength = contentLength;
        this.priority = priority;
    }

    /**
     * The plan of {@code head}.
     *
     * @throws IllegalArgumentException if its Content-Length is repeated or no number
     */
    static ResponsePlan of(ResponseHead head) {
        if (Heads.http2Memo(head) instanceof ResponsePlan known) return known;
        Fields fields = head.fields();
        ResponsePlan plan = new ResponsePlan(
                HpackEncoder.bound(7, 3) + bound(fields),
                fields.contains(FieldName.DATE),
                fields.contentLength(),
                fields.get(FieldName.PRIORITY));
        Heads.http2Memo(head, plan);
        return plan;
    }

    static int bound(Fields fields) {
        int bound = 0;
        for (int i = 0; i < fields.size(); i++) {
            bound += HpackEncoder.bound(
                    fields.nameAt(i).text().length(), fields.valueAt(i).length());
        }
        return bound;
    }

    /** Whether a field of this name belongs to HTTP/1.1 alone and must not be sent (RFC 9113 8.2.2). */
    static boolean isForbidden(FieldName name, String value) {
        return name.equals(FieldName.CONNECTION)
                || name.equals(FieldName.KEEP_ALIVE)
                || name.equals(FieldName.PROXY_CONNECTION)
                || name.equals(FieldName.TRANSFER_ENCODING)
                || name.equals(FieldName.UPGRADE)
                || name.equals(FieldName.HTTP2_SETTINGS)
                || (name.equals(FieldName.TE) && !value.equalsIgnoreCase("trailers"));
    }
}
