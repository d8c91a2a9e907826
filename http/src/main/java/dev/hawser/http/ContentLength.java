package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.Fields;

/** How long the content of a message will be: what its body knows, and what its fields announce (RFC 9110 8.6). */
final class ContentLength {

    private ContentLength() {}

    /**
     * The octets that {@code body} will have if it or the fields tell, else -1.
     *
     * @throws IllegalArgumentException if they disagree, or Content-Length is no number of octets
     */
    static long of(Fields fields, Body body) {
        long announced = fields.contentLength();
        long length = body.length();
        if (announced < 0) return length;
        if (length >= 0 && length != announced) {
            throw new IllegalArgumentException(
                    "content of %d octets, Content-Length says %d".formatted(length, announced));
        }
        return announced;
    }

    /** What the fields of a message that has come announce, or -1. The machine has judged them. */
    static long announced(Fields fields) {
        String length = fields.get(FieldName.CONTENT_LENGTH);
        if (length == null) return -1;
        try {
            return Long.parseLong(length.trim());
        } catch (NumberFormatException e) {
            return -1; // A list of equal lengths.
        }
    }
}
