package dev.hawser.message;

import org.jspecify.annotations.Nullable;

/** A status code (RFC 9110 15) with its usual reason phrase. Immutable; any thread. */
public final class Status implements Comparable<Status> {

    private static final int FIRST = 100;
    private static final int LAST = 999;

    /** Known codes from the start, others once they are asked for. A lost race makes an equal object twice. */
    private static final @Nullable Status[] BY_CODE = new @Nullable Status[LAST - FIRST + 1];

    /** 100 {@code Continue}: RFC 9110 15.2.1. */
    public static final Status CONTINUE = known(100, "Continue");

    /** 101 {@code Switching Protocols}: RFC 9110 15.2.2. */
    public static final Status SWITCHING_PROTOCOLS = known(101, "Switching Protocols");

    /** 103 {@code Early Hints}: RFC 8297 2. */
    public static final Status EARLY_HINTS = known(103, "Early Hints");

    /** 200 {@code OK}: RFC 9110 15.3.1. */
    public static final Status OK = known(200, "OK");

    /** 201 {@code Created}: RFC 9110 15.3.2. */
    public static final Status CREATED = known(201, "Created");

    /** 202 {@code Accepted}: RFC 9110 15.3.3. */
    public static final Status ACCEPTED = known(202, "Accepted");

    /** 203 {@code Non-Authoritative Information}: RFC 9110 15.3.4. */
    public static final Status NON_AUTHORITATIVE_INFORMATION = known(203, "Non-Authoritative Information");

    /** 204 {@code No Content}: RFC 9110 15.3.5. */
    public static final Status NO_CONTENT = known(204, "No Content");

    /** 205 {@code Reset Content}: RFC 9110 15.3.6. */
    public static final Status RESET_CONTENT = known(205, "Reset Content");

    /** 206 {@code Partial Content}: RFC 9110 15.3.7. */
    public static final Status PARTIAL_CONTENT = known(206, "Partial Content");

    /** 300 {@code Multiple Choices}: RFC 9110 15.4.1. */
    public static final Status MULTIPLE_CHOICES = known(300, "Multiple Choices");

    /** 301 {@code Moved Permanently}: RFC 9110 15.4.2. */
    public static final Status MOVED_PERMANENTLY = known(301, "Moved Permanently");

    /** 302 {@code Found}: RFC 9110 15.4.3. */
    public static final Status FOUND = known(302, "Found");

    /** 303 {@code See Other}: RFC 9110 15.4.4. */
    public static final Status SEE_OTHER = known(303, "See Other");

    /** 304 {@code Not Modified}: RFC 9110 15.4.5. */
    public static final Status NOT_MODIFIED = known(304, "Not Modified");

    /** 307 {@code Temporary Redirect}: RFC 9110 15.4.8. */
    public static final Status TEMPORARY_REDIRECT = known(307, "Temporary Redirect");

    /** 308 {@code Permanent Redirect}: RFC 9110 15.4.9. */
    public static final Status PERMANENT_REDIRECT = known(308, "Permanent Redirect");

    /** 400 {@code Bad Request}: RFC 9110 15.5.1. */
    public static final Status BAD_REQUEST = known(400, "Bad Request");

    /** 401 {@code Unauthorized}: RFC 9110 15.5.2. */
    public static final Status UNAUTHORIZED = known(401, "Unauthorized");

    /** 402 {@code Payment Required}: RFC 9110 15.5.3. */
    public static final Status PAYMENT_REQUIRED = known(402, "Payment Required");

    /** 403 {@code Forbidden}: RFC 9110 15.5.4. */
    public static final Status FORBIDDEN = known(403, "Forbidden");

    /** 404 {@code Not Found}: RFC 9110 15.5.5. */
    public static final Status NOT_FOUND = known(404, "Not Found");

    /** 405 {@code Method Not Allowed}: RFC 9110 15.5.6. */
    public static final Status METHOD_NOT_ALLOWED = known(405, "Method Not Allowed");

    /** 406 {@code Not Acceptable}: RFC 9110 15.5.7. */
    public static final Status NOT_ACCEPTABLE = known(406, "Not Acceptable");

    /** 407 {@code Proxy Authentication Required}: RFC 9110 15.5.8. */
    public static final Status PROXY_AUTHENTICATION_REQUIRED = known(407, "Proxy Authentication Required");

    /** 408 {@code Request Timeout}: RFC 9110 15.5.9. */
    public static final Status REQUEST_TIMEOUT = known(408, "Request Timeout");

    /** 409 {@code Conflict}: RFC 9110 15.5.10. */
    public static final Status CONFLICT = known(409, "Conflict");

    /** 410 {@code Gone}: RFC 9110 15.5.11. */
    public static final Status GONE = known(410, "Gone");

    /** 411 {@code Length Required}: RFC 9110 15.5.12. */
    public static final Status LENGTH_REQUIRED = known(411, "Length Required");

    /** 412 {@code Precondition Failed}: RFC 9110 15.5.13. */
    public static final Status PRECONDITION_FAILED = known(412, "Precondition Failed");

    /** 413 {@code Content Too Large}: RFC 9110 15.5.14. */
    public static final Status CONTENT_TOO_LARGE = known(413, "Content Too Large");

    /** 414 {@code URI Too Long}: RFC 9110 15.5.15. */
    public static final Status URI_TOO_LONG = known(414, "URI Too Long");

    /** 415 {@code Unsupported Media Type}: RFC 9110 15.5.16. */
    public static final Status UNSUPPORTED_MEDIA_TYPE = known(415, "Unsupported Media Type");

    /** 416 {@code Range Not Satisfiable}: RFC 9110 15.5.17. */
    public static final Status RANGE_NOT_SATISFIABLE = known(416, "Range Not Satisfiable");

    /** 417 {@code Expectation Failed}: RFC 9110 15.5.18. */
    public static final Status EXPECTATION_FAILED = known(417, "Expectation Failed");

    /** 421 {@code Misdirected Request}: RFC 9110 15.5.20. */
    public static final Status MISDIRECTED_REQUEST = known(421, "Misdirected Request");

    /** 422 {@code Unprocessable Content}: RFC 9110 15.5.21. */
    public static final Status UNPROCESSABLE_CONTENT = known(422, "Unprocessable Content");

    /** 425 {@code Too Early}: RFC 8470 5.2. */
    public static final Status TOO_EARLY = known(425, "Too Early");

    /** 426 {@code Upgrade Required}: RFC 9110 15.5.22. */
    public static final Status UPGRADE_REQUIRED = known(426, "Upgrade Required");

    /** 428 {@code Precondition Required}: RFC 6585 3. */
    public static final Status PRECONDITION_REQUIRED = known(428, "Precondition Required");

    /** 429 {@code Too Many Requests}: RFC 6585 4. */
    public static final Status TOO_MANY_REQUESTS = known(429, "Too Many Requests");

    /** 431 {@code Request Header Fields Too Large}: RFC 6585 5. */
    public static final Status REQUEST_HEADER_FIELDS_TOO_LARGE = known(431, "Request Header Fields Too Large");

    /** 451 {@code Unavailable For Legal Reasons}: RFC 7725 3. */
    public static final Status UNAVAILABLE_FOR_LEGAL_REASONS = known(451, "Unavailable For Legal Reasons");

    /** 500 {@code Internal Server Error}: RFC 9110 15.6.1. */
    public static final Status INTERNAL_SERVER_ERROR = known(500, "Internal Server Error");

    /** 501 {@code Not Implemented}: RFC 9110 15.6.2. */
    public static final Status NOT_IMPLEMENTED = known(501, "Not Implemented");

    /** 502 {@code Bad Gateway}: RFC 9110 15.6.3. */
    public static final Status BAD_GATEWAY = known(502, "Bad Gateway");

    /** 503 {@code Service Unavailable}: RFC 9110 15.6.4. */
    public static final Status SERVICE_UNAVAILABLE = known(503, "Service Unavailable");

    /** 504 {@code Gateway Timeout}: RFC 9110 15.6.5. */
    public static final Status GATEWAY_TIMEOUT = known(504, "Gateway Timeout");

    /** 505 {@code HTTP Version Not Supported}: RFC 9110 15.6.6. */
    public static final Status HTTP_VERSION_NOT_SUPPORTED = known(505, "HTTP Version Not Supported");

    /** 507 {@code Insufficient Storage}: RFC 4918 11.5. */
    public static final Status INSUFFICIENT_STORAGE = known(507, "Insufficient Storage");

    /** 511 {@code Network Authentication Required}: RFC 6585 6. */
    public static final Status NETWORK_AUTHENTICATION_REQUIRED = known(511, "Network Authentication Required");

    private final int code;
    private final String reason;

    private Status(int code, String reason) {
        this.code = code;
        this.reason = reason;
    }

    private static Status known(int code, String reason) {
        Status status = new Status(code, reason);
        BY_CODE[code - FIRST] = status;
        return status;
    }

    /**
     * The status with {@code code}. O(1).
     *
     * @throws IllegalArgumentException if {@code code} is not within 100 and 999
     */
    public static Status of(int code) {
        if (code < FIRST || code > LAST) {
            throw new IllegalArgumentException("status %d: from %d to %d".formatted(code, FIRST, LAST));
        }
        Status status = BY_CODE[code - FIRST];
        return status != null ? status : known(code, "");
    }

    /** The three digits. */
    public int code() {
        return code;
    }

    /** The usual reason phrase; empty for a code that has none. */
    public String reason() {
        return reason;
    }

    /** Whether this is an interim response (1xx): another follows. */
    public boolean isInformational() {
        return code < 200;
    }

    /** Whether this is 2xx. */
    public boolean isSuccessful() {
        return code >= 200 && code < 300;
    }

    /** Whether this is 3xx. */
    public boolean isRedirection() {
        return code >= 300 && code < 400;
    }

    /** Whether this is 4xx or 5xx. */
    public boolean isError() {
        return code >= 400 && code < 600;
    }

    /** Whether a response with this status never has content: 1xx, 204, 304 (RFC 9112 6.3 rule 1). */
    public boolean forbidsContent() {
        return code < 200 || code == 204 || code == 304;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof Status that && code == that.code);
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public int compareTo(Status other) {
        return Integer.compare(code, other.code);
    }

    /** Code and reason, as in "404 Not Found". */
    @Override
    public String toString() {
        return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
    }
}
