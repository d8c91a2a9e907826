package dev.hawser.transport.tls;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the host (RFC 6066 3) in a ClientHello (RFC 8446 4.1.2) before the engine does.
 *
 * <p>The JDK reads a session ticket before it reads the host, and asks for the certificate of then while it does. Without
 * the host that would always be the default one, and no session of another host could be taken up again. What is found
 * here is a hint for that and nothing else: the engine judges the message.
 */
final class HelloPeek {

    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;

    private final byte[] octets;
    private int at;
    private final int end;

    private HelloPeek(byte[] octets, int at, int end) {
        this.octets = octets;
        this.at = at;
        this.end = end;
    }

    /** The host, in lower case; null when there is none, or the message is not whole in {@code [from, to)}. */
    static @Nullable String host(byte[] octets, int from, int to) {
        return new HelloPeek(octets, from, to).host();
    }

    private @Nullable String host() {
        // type, version, length; then message type, length, version, random
        if (end - at < 43 || octets[at] != HANDSHAKE || octets[at + 5] != CLIENT_HELLO) return null;
        at += 43;
        if (!pass(number(1)) || !pass(number(2)) || !pass(number(1))) return null; // session, suites, compression
        number(2); // length of all extensions
        while (end - at >= 4) {
            int type = number(2);
            int length = number(2);
            if (type == SERVER_NAME) return name();
            if (!pass(length)) return null;
        }
        return null;
    }

    private @Nullable String name() {
        number(2); // length of the list, which has one entry
        int type = number(1);
        int length = number(2);
        if (type != 0 || length <= 0 || length > end - at) return null;
        return new String(octets, at, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
    }

    /** The number in the next {@code size} octets, or -1 when there are fewer. */
    private int number(int size) {
        if (end - at < size) {
            at = end;
            return -1;
        }
        int number = 0;
        for (int i = 0; i < size; i++) number = number << 8 | (octets[at++] & 0xff);
        return number;
    }

    private boolean pass(int length) {
        if (length < 0 || length > end - at) return false;
        at += length;
        return true;
    }
}
