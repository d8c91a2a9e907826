package dev.hawser.message;

/** The versions of HTTP that are spoken here (RFC 9110 2.5). */
public enum HttpVersion {
    /** HTTP/1.0: a connection ends with its message unless both sides say otherwise. */
    HTTP_1_0("HTTP/1.0"),
    /** HTTP/1.1: RFC 9112. Higher minor versions are taken for this one. */
    HTTP_1_1("HTTP/1.1"),
    /** HTTP/2: RFC 9113. */
    HTTP_2("HTTP/2");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /** As written in a start line or an access log, for example "HTTP/1.1". */
    @Override
    public String toString() {
        return text;
    }
}
