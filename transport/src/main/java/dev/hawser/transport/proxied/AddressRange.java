package dev.hawser.transport.proxied;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Addresses that begin with the same bits: {@code 10.0.0.0/8}, {@code ::1}; or all peers on Unix-domain sockets. */
public final class AddressRange {

    private final byte[] prefix;
    private final int bits;

    private AddressRange(byte[] prefix, int bits) {
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads {@code 192.0.2.0/24}, {@code 2001:db8::/32}, one address without a length, or {@code unix}.
     *
     * @throws IllegalArgumentException when {@code text} is none of these; no name is resolved
     */
    public static AddressRange parse(String text) {
        if (text.equals("unix")) return new AddressRange(new byte[0], 0);
        int slash = text.indexOf('/');
        byte[] address = literal(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("'" + text + "' is no range of addresses such as 10.0.0.0/8 or ::1");
        }
        int all = address.length * 8;
        int bits = slash < 0 ? all : number(text.substring(slash + 1), all);
        if (bits < 0) {
            throw new IllegalArgumentException("'" + text + "': the length is a number from 0 to " + all);
        }
        return new AddressRange(address, bits);
    }

    /** A decimal number from 0 to {@code max} without signs or leading zeros, or -1. */
    static int number(String text, int max) {
        if (text.isEmpty() || text.length() > 5 || (text.length() > 1 && text.charAt(0) == '0')) return -1;
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return -1;
            value = value * 10 + c - '0';
        }
        return value <= max ? value : -1;
    }

    /** The octets of an address in digits, or null. Stricter than the JDK, which reads {@code 127.1} and {@code 2130706433}. */
    static byte @Nullable [] literal(String text) {
        if (text.indexOf(':') < 0) return fourth(text);
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) return null;
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            byte[] octets = address.getAddress();
            if (octets.length == 16) return octets;
            byte[] mapped = new byte[16]; // The JDK turns ::ffff:192.0.2.1 into its IPv4 address.
            mapped[10] = mapped[11] = (byte) 0xff;
            System.arraycopy(octets, 0, mapped, 12, 4);
            return mapped;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static byte @Nullable [] fourth(String text) {
        byte[] octets = new byte[4];
        int from = 0;
        for (int i = 0; i < 4; i++) {
            int dot = i < 3 ? text.indexOf('.', from) : text.length();
            if (dot < 0) return null;
            int value = number(text.substring(from, dot), 255);
            if (value < 0) return null;
            octets[i] = (byte) value;
            from = dot + 1;
        }
        return octets;
    }

    /** Whether {@code peer} is one of these. */
    public boolean contains(@Nullable SocketAddress peer) {
        return switch (peer) {
            case UnixDomainSocketAddress unix -> prefix.length == 0;
            case InetSocketAddress inet
            when inet.getAddress() instanceof Inet4Address four -> begins(four.getAddress());
            case InetSocketAddress inet when inet.getAddress() instanceof Inet6Address six -> begins(six.getAddress());
            case null, default -> false;
        };
    }

    private boolean begins(byte[] address) {
        if (address.length != prefix.length) return false;
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, prefix, 0, whole)) return false;
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        if (prefix.length == 0) return "unix";
        try {
            return InetAddress.getByAddress(prefix).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // Of 4 or 16 octets they are.
        }
    }
}
