package dev.hawser.http;

import dev.hawser.message.FieldName;
import dev.hawser.message.HttpVersion;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a line of an access log looks. Every line is ASCII; what a peer sent cannot end it or leave its quotes. */
public enum AccessLogFormat {
    /** The Common Log Format: host, identity, user, time, request line, status, octets. */
    COMMON,
    /** The same with Referer and User-Agent. */
    COMBINED,
    /** One JSON object, with the time it took. */
    JSON;

    private static final DateTimeFormatter COMMON_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What many readers of these formats take for the client's having gone before there was a status; nginx began it. */
    private static final int CLIENT_GONE = 499;

    private static final HexFormat HEX = HexFormat.of();

    /** Appends one line with its end. */
    void append(StringBuilder out, Served request) {
        if (this == JSON) appendJson(out, request);
        else appendCommon(out, request);
        out.append('\n');
    }

    private void appendCommon(StringBuilder out, Served request) {
        out.append(host(request.remote())).append(" - - [");
        COMMON_TIME.formatTo(Instant.ofEpochMilli(request.endMillis()), out);
        out.append("] \"");
        escape(out, request.head().method().name());
        out.append(' ');
        escape(out, request.head().target());
        out.append(' ').append(version(request.head().version())).append("\" ");
        if (request.status() == 0) out.append(CLIENT_GONE);
        else out.append(request.status());
        out.append(' ');
        if (request.octets() == 0) out.append('-');
        else out.append(request.octets());
        if (this == COMMON) return;
        quoted(out.append(' '), request.head().fields().get(FieldName.REFERER));
        quoted(out.append(' '), request.head().fields().get(FieldName.USER_AGENT));
    }

    private static void quoted(StringBuilder out, @Nullable String value) {
        out.append('"');
        if (value == null) out.append('-');
        else escape(out, value);
        out.append('"');
    }

    private static void appendJson(StringBuilder out, Served request) {
        out.append("{\"time\":\"").append(Instant.ofEpochMilli(request.endMillis()));
        out.append("\",\"remote\":\"").append(host(request.remote()));
        member(out, "method", request.head().method().name());
        member(out, "target", request.head().target());
        member(out, "authority", request.head().authority());
        member(out, "version", version(request.head().version()));
        out.append("\",\"status\":").append(request.status());
        out.append(",\"octets\":").append(request.octets());
        out.append(",\"complete\":").append(request.complete());
        out.append(",\"micros\":").append(request.nanos() / 1000);
        String referer = request.head().fields().get(FieldName.REFERER);
        String agent = request.head().fields().get(FieldName.USER_AGENT);
        if (referer != null) escapeJson(out.append(",\"referer\":\""), referer).append('"');
        if (agent != null) escapeJson(out.append(",\"user_agent\":\""), agent).append('"');
        out.append('}');
    }

    /** Closes the string before it and leaves its own open. */
    private static void member(StringBuilder out, String name, @Nullable String value) {
        if (value == null) return;
        escapeJson(out.append("\",\"").append(name).append("\":\""), value);
    }

    private static String host(@Nullable SocketAddress remote) {
        if (remote instanceof InetSocketAddress inet && inet.getAddress() != null) {
            return inet.getAddress().getHostAddress();
        }
        return "-";
    }

    private static String version(HttpVersion version) {
        return switch (version) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
        };
    }

    private static void escape(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c >= ' ' && c < 127) out.append(c);
            else HEX.toHexDigits(out.append("\\x"), (byte) c);
        }
    }

    private static StringBuilder escapeJson(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c >= ' ' && c < 127) out.append(c);
            else out.append("\\u").append(HEX.toHexDigits(c));
        }
        return out;
    }
}
