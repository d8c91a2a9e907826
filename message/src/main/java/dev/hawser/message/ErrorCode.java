package dev.hawser.message;

/** Why a stream or a connection ends: the codes of RFC 9113 7, used for HTTP/1.1 as well. */
public enum ErrorCode {
    /** Nothing went wrong. */
    NO_ERROR,
    /** The peer broke the protocol in a way that has no better code. */
    PROTOCOL_ERROR,
    /** This side failed. */
    INTERNAL_ERROR,
    /** The peer sent more than its window allows. */
    FLOW_CONTROL_ERROR,
    /** The peer did not acknowledge SETTINGS in time. */
    SETTINGS_TIMEOUT,
    /** A frame arrived for a stream that was half-closed. */
    STREAM_CLOSED,
    /** A frame has a wrong length. */
    FRAME_SIZE_ERROR,
    /** Refused before anything was done: repeating is safe. */
    REFUSED_STREAM,
    /** No longer wanted. */
    CANCEL,
    /** The field compression context cannot be kept. */
    COMPRESSION_ERROR,
    /** The connection behind a CONNECT was lost. */
    CONNECT_ERROR,
    /** The peer asks for too much. */
    ENHANCE_YOUR_CALM,
    /** The transport is not secure enough. */
    INADEQUATE_SECURITY,
    /** HTTP/1.1 is required. */
    HTTP_1_1_REQUIRED;

    private static final ErrorCode[] BY_CODE = values();

    /** The number on the wire. */
    public int code() {
        return ordinal();
    }

    /** The code with number {@code code}; {@link #INTERNAL_ERROR} for unknown ones, as RFC 9113 7 allows. */
    public static ErrorCode of(long code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[(int) code] : INTERNAL_ERROR;
    }
}
