package dev.hawser.transport.proxied;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The header of the PROXY protocol, versions 1 (a line of text) and 2 (binary), as HAProxy's {@code proxy-protocol.txt}
 * has them. What it tells of addresses is kept, what else it tells (TLVs) is passed over.
 */
sealed interface ProxyHeader {

    /** What has come so far may be the beginning of a header. */
    record Unfinished() implements ProxyHeader {}

    /** What has come is no header, or a longer one than is taken. */
    record Refused(String why) implements ProxyHeader {}

    /** The header ends before octet {@code end}. It tells of no addresses when it stands for the proxy's own connection. */
    record Complete(
            @Nullable SocketAddress source, @Nullable SocketAddress destination, int end) implements ProxyHeader {}

    /** Of version 1, with the two octets at its end. */
    int MAX_LINE = 107;

    /** Of version 2: the fixed part, and what may follow it. */
    int FIXED = 16;

    int MAX_REST = 4096;

    /** Reads octets {@code [from, to)}. */
    static ProxyHeader read(byte[] array, int from, int to) {
        int length = to - from;
        if (begins(array, from, length, Signature.BINARY)) {
            return length < FIXED ? new Unfinished() : binary(array, from, to);
        }
        if (begins(array, from, length, Signature.TEXT)) return text(array, from, to);
        return new Refused("no PROXY header");
    }

    /** What a header begins with. */
    final class Signature {
        private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] BINARY = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

        private Signature() {}
    }

    private static boolean begins(byte[] array, int from, int length, byte[] signature) {
        int n = Math.min(length, signature.length);
        return Arrays.equals(array, from, from + n, signature, 0, n);
    }

    private static ProxyHeader text(byte[] array, int from, int to) {
        int last = Math.min(to, from + MAX_LINE);
        int end = from;
        while (end < last && array[end] != '\n') end++;
        if (end == last) {
            return to - from < MAX_LINE
                    ? new Unfinished()
                    : new Refused("a PROXY line of more than " + MAX_LINE + " octets");
        }
        if (array[end - 1] != '\r') return new Refused("a PROXY line that ends without CR");
        String line = new String(array, from, end - 1 - from, StandardCharsets.ISO_8859_1);
        String[] words = line.split(" ", -1);
        // Whatever follows UNKNOWN is to be ignored, section 2.1.
        if (words[1].equals("UNKNOWN")) return new Complete(null, null, end + 1);
        int octets = words[1].equals("TCP4") ? 4 : words[1].equals("TCP6") ? 16 : 0;
        if (octets == 0 || words.length != 6) return new Refused("a PROXY line of another form");
        SocketAddress source = address(words[2], words[4], octets);
        SocketAddress destination = address(words[3], words[5], octets);
        if (source == null || destination == null) return new Refused("a PROXY line with no address where one belongs");
        return new Complete(source, destination, end + 1);
    }

    private static @Nullable SocketAddress address(String host, String port, int octets) {
        byte[] address = AddressRange.literal(host);
        int number = AddressRange.number(port, 65_535);
        return address == null || address.length != octets || number < 0 ? null : address(address, number);
    }

    private static SocketAddress address(byte[] host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // Of 4 or 16 octets it is.
        }
    }

    private static ProxyHeader binary(byte[] array, int from, int to) {
        int command = array[from + 12] & 0xff;
        int family = array[from + 13] & 0xff;
        int rest = number(array, from + 14);
        if (rest > MAX_REST) {
            return new Refused("a PROXY header of %d octets, at most %d".formatted(rest + FIXED, MAX_REST + FIXED));
        }
        if (command != 0x20 && command != 0x21) {
            return new Refused("a PROXY header of version and command 0x%02x".formatted(command));
        }
        if (to - from < FIXED + rest) return new Unfinished();
        int at = from + FIXED;
        int end = at + rest;
        // LOCAL is the proxy itself, asking after our health; UNSPEC is whom it cannot name.
        if (command == 0x20 || family == 0) return new Complete(null, null, end);
        int length = switch (family) {
            case 0x11 -> 12; // TCP over IPv4
            case 0x21 -> 36; // TCP over IPv6
            case 0x31 -> 216; // a stream over a Unix-domain socket
            default -> -1;
        };
        if (length < 0) return new Refused("a PROXY header of family 0x%02x".formatted(family));
        if (rest < length) {
            return new Refused("a PROXY header with %d octets of addresses, %d needed".formatted(rest, length));
        }
        if (family == 0x31) return new Complete(path(array, at), path(array, at + 108), end);
        int host = family == 0x11 ? 4 : 16;
        SocketAddress source = address(Arrays.copyOfRange(array, at, at + host), number(array, at + 2 * host));
        SocketAddress destination =
                address(Arrays.copyOfRange(array, at + host, at + 2 * host), number(array, at + 2 * host + 2));
        return new Complete(source, destination, end);
    }

    private static int number(byte[] array, int at) {
        return (array[at] & 0xff) << 8 | (array[at + 1] & 0xff);
    }

    private static SocketAddress path(byte[] array, int at) {
        int end = at;
        while (end < at + 108 && array[end] != 0) end++;
        return UnixDomainSocketAddress.of(new String(array, at, end - at, StandardCharsets.UTF_8));
    }
}
