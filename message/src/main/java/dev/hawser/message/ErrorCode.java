package dev.hawser.message;

/** Why a stream or a connection ends: the codes of RFC 9113 7, used for HTTP/1.1 as well. */
public enum ErrorCode {
    /** Nothing went wrong. */
    NO_ERROR(0),
    /** The peer broke the protocol in a way that has no better code. */
    PROTOCOL_ERROR(1),
    /** This side failed. */
    INTERNAL_ERROR(2),
    /** The peer sent more than its window allows. */
    FLOW_CONTROL_ERROR(3),
    /** The peer did not acknowledge SETTINGS in time. */
    SETTINGS_TIMEOUT(4),
    /** A frame arrived for a stream that was half-closed. */
    STREAM_CLOSED(5),
    /** A frame has a wrong length. */
    FRAME_SIZE_ERROR(6),
    /** Refused before anything was done: repeating is safe. */
    REFUSED_STREAM(7),
    /** No longer wanted. */
    CANCEL(8),
    /** The field compression context cannot be kept. */
    COMPRESSION_ERROR(9),
    /** The connection behind a CONNECT was lost. */
    CONNECT_ERROR(10),
    /** The peer asks for too much. */
    ENHANCE_YOUR_CALM(11),
    /** The transport is not secure enough. */
    INADEQUATE_SECURITY(12),
    /** HTTP/1.1 is required. */
    HTTP_1_1_REQUIRED(13);

    private static final ErrorCode[] BY_CODE = values();

    private final int code;

    ErrorCode(int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The code with number {@code code}; {@link #INTERNAL_ERROR} for unknown ones, as RFC 9113 7 allows. */
    public static ErrorCode of(long code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : INTERNAL_ERROR;
    }
}
