package dev.hawser.message;

import org.jspecify.annotations.Nullable;

/**
 * The head of a response: status and fields. The same for HTTP/1.1 and HTTP/2.
 *
 * <p>Immutable; any thread. Worth keeping: the engines remember with it how it looks on the wire, so that a head which
 * is sent again costs one copy.
 */
public final class ResponseHead {

    private final Status status;
    private final Fields fields;
    private final HttpVersion version;
    private final @Nullable String reason;

    /** What the engines remember. Written without order: what is stored has final fields only. */
    @Nullable
    Object http1;

    @Nullable
    Object http2;

    ResponseHead(Status status, Fields fields, HttpVersion version, @Nullable String reason) {
        this.status = status;
        this.fields = fields;
        this.version = version;
        this.reason = reason;
    }

    /** A response without fields. */
    public static ResponseHead of(Status status) {
        return of(status, Fields.EMPTY);
    }

    /** A response with fields. */
    public static ResponseHead of(Status status, Fields fields) {
        return new ResponseHead(status, fields, HttpVersion.HTTP_1_1, null);
    }

    /**
     * A response with a reason phrase of its own (HTTP/1.1 only; HTTP/2 has none).
     *
     * @throws IllegalArgumentException if {@code reason} holds controls or other than ISO-8859-1
     */
    public static ResponseHead of(Status status, Fields fields, String reason) {
        for (int i = 0; i < reason.length(); i++) {
            char c = reason.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException("reason phrase: character 0x%02x at %d of %d is not allowed"
                        .formatted((int) c, i, reason.length()));
            }
        }
        return new ResponseHead(status, fields, HttpVersion.HTTP_1_1, reason);
    }

    /** The status. */
    public Status status() {
        return status;
    }

    /** The fields. */
    public Fields fields() {
        return fields;
    }

    /** The version the response was received in; {@link HttpVersion#HTTP_1_1} for one that was made here. */
    public HttpVersion version() {
        return version;
    }

    /** The reason phrase received or given; null where there is none, or where it is the status's own. */
    public @Nullable String reason() {
        return reason;
    }

    /** This head with other fields. */
    public ResponseHead withFields(Fields other) {
        return new ResponseHead(status, other, version, reason);
    }

    /** Status and fields, for people. Values that may be secrets are left out. */
    @Override
    public String toString() {
        return version + " " + status + " " + fields;
    }
}
