package dev.hawser.transport.contract;

import dev.hawser.transport.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;

/**
 * A transport under test, and what it can be held to.
 *
 * @param addresses gives an address where the next listener may be bound
 */
public record Setting(Transport transport, Kind kind, Supplier<? extends SocketAddress> addresses) {

    /** What connections are made of. */
    public enum Kind {
        /** Sockets of the system: with addresses, files that end early, and full backlogs. */
        SOCKETS,
        /** Sockets, and handshakes above them: none stands before both sides have agreed. */
        HANDSHAKES,
        /** Handshakes of a kind that cannot end one direction before the other. */
        HANDSHAKES_THAT_END_AT_ONCE,
        /** Nothing of the system, and both ends in one loop. */
        MEMORY
    }

    /** One whose connections are sockets, or run over sockets. */
    public static Setting ofSockets(Transport transport, Kind kind) {
        return new Setting(transport, kind, () -> new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** One whose connections are sockets. */
    public static Setting ofSockets(Transport transport) {
        return ofSockets(transport, Kind.SOCKETS);
    }

    /** Whether connections are those of the system. */
    boolean hasSockets() {
        return kind != Kind.MEMORY;
    }

    /** Whether a connection stands before its listener has accepted it. */
    boolean connectsUnaccepted() {
        return kind == Kind.SOCKETS || kind == Kind.MEMORY;
    }

    /** Whether one direction of a connection can end before the other. */
    boolean endsByHalves() {
        return kind != Kind.HANDSHAKES_THAT_END_AT_ONCE;
    }

    /** Whether both ends of a connection must live in one loop. */
    boolean hasOneLoop() {
        return kind == Kind.MEMORY;
    }
}
