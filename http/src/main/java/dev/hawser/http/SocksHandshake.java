package dev.hawser.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.hawser.http.Target.Origin;
import dev.hawser.transport.ConnectHandler;

/** Asks a SOCKS 5 proxy for a connection by name, without authentication (RFC 1928). */
final class SocksHandshake extends ProxyHandshake {

    private static final String[] REPLIES = {
        "",
        "a general failure",
        "the rules forbid it",
        "the network is unreachable",
        "the host is unreachable",
        "the connection was refused",
        "the time to live ran out",
        "the command is not supported",
        "the kind of address is not supported"
    };

    private final Origin origin;
    private boolean asked;

    SocksHandshake(Origin origin, ConnectHandler next, String proxy, long end) {
        super(next, proxy, end);
        this.origin = origin;
    }

    @Override
    byte[] greeting() {
        return new byte[] {5, 1, 0}; // Version 5, one method: no authentication.
    }

    @Override
    int look(byte[] octets, int count) {
        if (count < 2) return -1;
        if (octets[0] != 5) {
            refuse("it does not speak SOCKS 5");
            return -1;
        }
        if (octets[1] != 0) {
            refuse("it wants authentication");
            return -1;
        }
        if (!asked) {
            asked = true;
            ask();
        }
        // The answer: version, reply, reserved, kind of address, address, port.
        if (count < 4) return -1;
        int reply = octets[3] & 0xff;
        if (reply != 0) {
            refuse(reply < REPLIES.length ? REPLIES[reply] : "reply " + reply);
            return -1;
        }
        if (count < 7) return -1;
        int address = switch (octets[5]) {
            case 1 -> 4;
            case 4 -> 16;
            default -> 1 + (octets[6] & 0xff);
        };
        int all = 2 + 4 + address + 2;
        return count < all ? -1 : all;
    }

    private void ask() {
        byte[] host = origin.host().getBytes(US_ASCII);
        if (host.length > 255) {
            refuse("the host's name has %d octets, 255 are allowed".formatted(host.length));
            return;
        }
        byte[] request = new byte[7 + host.length];
        request[0] = 5;
        request[1] = 1; // CONNECT
        request[3] = 3; // A name: the proxy resolves it.
        request[4] = (byte) host.length;
        System.arraycopy(host, 0, request, 5, host.length);
        request[5 + host.length] = (byte) (origin.port() >> 8);
        request[6 + host.length] = (byte) origin.port();
        say(request);
    }
}
