package dev.hawser.transport.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Addresses as the system writes them: {@code sockaddr_in}, {@code sockaddr_in6}, {@code sockaddr_un}. */
final class SocketAddresses {

    /** The largest of them: two octets of family and a path of 108. */
    static final int SIZE = 110;

    private static final int MAX_PATH = 107;

    private static final ValueLayout.OfShort PORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private SocketAddresses() {}

    static int family(SocketAddress address) throws IOException {
        if (address instanceof UnixDomainSocketAddress) return Sys.AF_UNIX;
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IOException("an address of another kind: " + address);
        }
        InetAddress host = inet.getAddress();
        if (host == null) throw new UnknownHostException(inet.getHostString() + ": the name has not been resolved");
        return host instanceof Inet4Address ? Sys.AF_INET : Sys.AF_INET6;
    }

    /** Writes {@code address} into {@code target} and returns its length. */
    static int write(SocketAddress address, MemorySegment target) throws IOException {
        target.fill((byte) 0);
        target.set(JAVA_SHORT, 0, (short) family(address));
        if (address instanceof UnixDomainSocketAddress unix) {
            byte[] path = unix.getPath().toString().getBytes(StandardCharsets.UTF_8);
            if (path.length == 0 || path.length > MAX_PATH) {
                throw new IOException("a socket's path of %d octets: from 1 to %d".formatted(path.length, MAX_PATH));
            }
            MemorySegment.copy(path, 0, target, JAVA_BYTE, 2, path.length);
            return 2 + path.length + 1;
        }
        InetSocketAddress inet = (InetSocketAddress) address;
        target.set(PORT, 2, (short) inet.getPort());
        byte[] host = inet.getAddress().getAddress();
        if (host.length == 4) {
            MemorySegment.copy(host, 0, target, JAVA_BYTE, 4, 4);
            return 16;
        }
        MemorySegment.copy(host, 0, target, JAVA_BYTE, 8, 16);
        target.set(JAVA_INT, 24, ((Inet6Address) inet.getAddress()).getScopeId());
        return 28;
    }

    /** What the system wrote into {@code source}; null for a family we do not know. */
    static @Nullable SocketAddress read(MemorySegment source, int length) {
        if (length < 2) return null;
        return switch (source.get(JAVA_SHORT, 0)) {
            case Sys.AF_INET -> inet(source.asSlice(4, 4).toArray(JAVA_BYTE), 0, source);
            case Sys.AF_INET6 -> inet(source.asSlice(8, 16).toArray(JAVA_BYTE), source.get(JAVA_INT, 24), source);
            case Sys.AF_UNIX -> unix(source, length);
            default -> null;
        };
    }

    private static SocketAddress unix(MemorySegment source, int length) {
        int end = 2;
        while (end < length && source.get(JAVA_BYTE, end) != 0) end++;
        byte[] path = source.asSlice(2, end - 2).toArray(JAVA_BYTE);
        return UnixDomainSocketAddress.of(new String(path, StandardCharsets.UTF_8));
    }

    private static @Nullable SocketAddress inet(byte[] host, int scope, MemorySegment source) {
        int port = source.get(PORT, 2) & 0xffff;
        try {
            InetAddress address =
                    scope != 0 ? Inet6Address.getByAddress(null, host, scope) : InetAddress.getByAddress(host);
            return new InetSocketAddress(address, port);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
