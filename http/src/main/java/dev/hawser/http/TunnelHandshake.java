package dev.hawser.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.hawser.http.Target.Origin;
import dev.hawser.transport.ConnectHandler;
import org.jspecify.annotations.Nullable;

/** Asks an HTTP proxy for a tunnel (RFC 9110 9.3.6). */
final class TunnelHandshake extends ProxyHandshake {

    private final Origin origin;
    private final @Nullable String authorization;

    /**
     * A request for a tunnel.
     *
     * @param authorization the value of Proxy-Authorization, or null for none
     */
    TunnelHandshake(Origin origin, @Nullable String authorization, ConnectHandler next, String proxy, long end) {
        super(next, proxy, end);
        this.origin = origin;
        this.authorization = authorization;
    }

    @Override
    byte[] greeting() {
        String to = origin.hostAndPort();
        String credentials = authorization == null ? "" : "Proxy-Authorization: " + authorization + "\r\n";
        return "CONNECT %s HTTP/1.1\r\nHost: %s\r\n%s\r\n"
                .formatted(to, to, credentials)
                .getBytes(ISO_8859_1);
    }

    @Override
    int look(byte[] octets, int count) {
        int end = headEnd(octets, count);
        if (end < 0) return -1;
        String head = new String(octets, 0, end, ISO_8859_1);
        String line = head.substring(0, head.indexOf("\r\n"));
        boolean http = line.length() >= 12 && line.startsWith("HTTP/1.") && line.charAt(8) == ' ';
        if (!http) refuse("it answered with what is no HTTP");
        else if (line.charAt(9) != '2') refuse("it answered " + line.substring(9));
        return end;
    }

    private static int headEnd(byte[] octets, int count) {
        for (int i = 3; i < count; i++) {
            if (octets[i] == '\n' && octets[i - 1] == '\r' && octets[i - 2] == '\n' && octets[i - 3] == '\r')
                return i + 1;
        }
        return -1;
    }
}
