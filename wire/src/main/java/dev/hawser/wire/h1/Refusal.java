package dev.hawser.wire.h1;

import dev.hawser.message.Status;

/** Every reason for which a message is not taken: what is answered to a client, and what the driver is told. */
enum Refusal {
    // RFC 9112 2.2: what matches neither grammar nor the listed exceptions gets 400 and the connection ends.
    MALFORMED_START_LINE(400, "malformed start line"),
    MALFORMED_METHOD(400, "the method is not a token"),
    MALFORMED_TARGET(400, "malformed request target"),
    MALFORMED_VERSION(400, "malformed HTTP version"),
    MALFORMED_STATUS(400, "malformed status code"),
    EMPTY_LINES(400, "empty lines instead of a request"),
    MALFORMED_NAME(400, "a field line without a token and a colon"),
    LEADING_SPACE(400, "a field line that begins with whitespace"),
    CONTROL_IN_VALUE(400, "a control in a field value"),
    BARE_CR(400, "a CR without LF"),
    BARE_LF(400, "an LF without CR"),
    HOST(400, "Host is missing, repeated or malformed"),
    CONTENT_LENGTH(400, "Content-Length is repeated or no number"),
    LENGTH_AND_CODING(400, "both Content-Length and Transfer-Encoding"),
    CODING(400, "Transfer-Encoding does not end in one chunked"),
    CODING_IN_HTTP_1_0(400, "Transfer-Encoding in HTTP/1.0"),
    CHUNK_SIZE(400, "malformed chunk size"),
    CHUNK_EXTENSION(400, "malformed chunk extension"),
    CHUNK_END(400, "no CRLF behind a chunk"),
    INCOMPLETE(400, "the message ends early"),
    HEAD_TIMEOUT(408, "the head did not arrive in time", "head-timeout"),
    CONTENT_TIMEOUT(408, "the content did not go on in time", "content-timeout"),
    CONTENT_TOO_LARGE(413, "the content is too large", "content"),
    TARGET_TOO_LONG(414, "the request target is too long", "start-line"),
    MISDIRECTED(421, "the scheme is not served here"),
    FIELDS_TOO_LARGE(431, "the fields are too large", "field-octets"),
    TOO_MANY_FIELDS(431, "too many fields", "fields"),
    EXTENSIONS_TOO_LARGE(413, "the chunk extensions are too large", "chunk-extensions"),
    TOO_MANY_INTERIMS(400, "too many interim responses", "interims"),
    METHOD_TOO_LONG(501, "the method is longer than any that is known", "method"),
    UNKNOWN_CODING(501, "an unknown transfer coding"),
    VERSION(505, "a version of HTTP that is not spoken here"),
    UNSOLICITED(400, "octets that belong to no response");

    private final int status;
    private final String reason;

    /** The limit's name where one was met, else "". */
    private final String limit;

    Refusal(int status, String reason) {
        this(status, reason, "");
    }

    Refusal(int status, String reason, String limit) {
        this.status = status;
        this.reason = reason;
        this.limit = limit;
    }

    Status status() {
        return Status.of(status);
    }

    String reason() {
        return reason;
    }

    String limit() {
        return limit;
    }
}
