package dev.hawser.http;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.tls.TlsConfig;

/** What HTTP wants of TLS. */
public final class Https {

    /** HTTP/2 first (RFC 9113 3.2), HTTP/1.1 for whoever does not speak it. */
    private static final String[] PROTOCOLS = {"h2", "http/1.1"};

    private static final String ADVICE = "This port speaks TLS. Use https:// instead of http://.\n";

    private static final Bytes ANSWER =
            Bytes.of("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: " + ADVICE.length()
                    + "\r\nConnection: close\r\n\r\n" + ADVICE);

    private Https() {}

    /**
     * Starts from what a server wants: both protocols by ALPN, and words in clear text for those who forget the s. A
     * certificate is still to be given.
     */
    public static TlsConfig.Builder server() {
        return TlsConfig.builder().applicationProtocols(PROTOCOLS).plaintextAnswer(ANSWER);
    }
}
