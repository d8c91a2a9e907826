package dev.hawser.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.hawser.http.Target.Origin;
import dev.hawser.transport.ConnectHandler;
import java.net.PasswordAuthentication;
import org.jspecify.annotations.Nullable;

/** Asks a SOCKS 5 proxy for a connection by name, with a name and password where it wants them (RFC 1928, RFC 1929). */
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

    /** How far the talk is. */
    private enum Step {
        METHOD,
        CREDENTIALS,
        ANSWER
    }

    private final Origin origin;
    private final @Nullable PasswordAuthentication credentials;
    private Step step = Step.METHOD;

    /** What has been understood of what was heard. */
    private int used;

    SocksHandshake(
            Origin origin, @Nullable PasswordAuthentication credentials, ConnectHandler next, String proxy, long end) {
        super(next, proxy, end);
        this.origin = origin;
        this.credentials = credentials;
    }

    @Override
    byte[] greeting() {
        // Version 5, and the methods: 0 for no authentication, 2 for name and password.
        return credentials == null ? new byte[] {5, 1, 0} : new byte[] {5, 2, 0, 2};
    }

    @Override
    int look(byte[] octets, int count) {
        while (true) {
            switch (step) {
                case METHOD -> {
                    if (count < 2) return -1;
                    if (!chooses(octets[0], octets[1])) return -1;
                    used = 2;
                }
                case CREDENTIALS -> {
                    if (count < used + 2) return -1;
                    if (octets[used + 1] != 0) {
                        refuse("it refuses the name and password");
                        return -1;
                    }
                    used += 2;
                    ask();
                }
                case ANSWER -> {
                    return answer(octets, used, count);
                }
            }
        }
    }

    /** The proxy's choice of a method; false when there is nothing to go on with. */
    private boolean chooses(byte version, byte method) {
        PasswordAuthentication told = credentials;
        if (version != 5) {
            refuse("it does not speak SOCKS 5");
        } else if (method == 0) {
            ask();
            return true;
        } else if (method == 2 && told != null) {
            step = Step.CREDENTIALS;
            return tell(told);
        } else {
            refuse("it wants authentication");
        }
        return false;
    }

    /** RFC 1929 2. */
    private boolean tell(PasswordAuthentication told) {
        byte[] name = told.getUserName().getBytes(UTF_8);
        byte[] password = new String(told.getPassword()).getBytes(UTF_8);
        if (name.length == 0 || name.length > 255 || password.length > 255) {
            refuse("a name of %d and a password of %d octets, 1 to 255 are allowed"
                    .formatted(name.length, password.length));
            return false;
        }
        byte[] request = new byte[3 + name.length + password.length];
        request[0] = 1;
        request[1] = (byte) name.length;
        System.arraycopy(name, 0, request, 2, name.length);
        request[2 + name.length] = (byte) password.length;
        System.arraycopy(password, 0, request, 3 + name.length, password.length);
        say(request);
        return true;
    }

    /** Version, reply, reserved, kind of address, address, port. */
    private int answer(byte[] octets, int from, int count) {
        if (count < from + 2) return -1;
        int reply = octets[from + 1] & 0xff;
        if (reply != 0) {
            refuse(reply < REPLIES.length ? REPLIES[reply] : "reply " + reply);
            return -1;
        }
        if (count < from + 5) return -1;
        int address = switch (octets[from + 3]) {
            case 1 -> 4;
            case 4 -> 16;
            default -> 1 + (octets[from + 4] & 0xff);
        };
        int all = from + 4 + address + 2;
        return count < all ? -1 : all;
    }

    private void ask() {
        step = Step.ANSWER;
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
