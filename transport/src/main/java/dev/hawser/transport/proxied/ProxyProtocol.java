package dev.hawser.transport.proxied;

import dev.hawser.transport.Acceptor;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections that come through a proxy and begin by telling whose they are, versions 1 and 2. A peer that is not among
 * {@code trusted} is refused, for anybody can claim to be anybody; so is a trusted one that begins otherwise, or has not
 * told within {@code timeout}. To whoever accepts behind it a connection looks as if it came from where it was told to.
 *
 * @param trusted whose word is taken
 * @param timeout from accepting to the end of the header
 */
public record ProxyProtocol(List<AddressRange> trusted, Duration timeout) {

    /** Checks the values. */
    public ProxyProtocol {
        trusted = List.copyOf(trusted);
        if (trusted.isEmpty()) throw new IllegalArgumentException("nobody is trusted to tell addresses");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout of " + timeout + ": must be positive");
        }
    }

    /** Takes the word of {@code trusted}, given within five seconds. */
    public static ProxyProtocol from(List<AddressRange> trusted) {
        return new ProxyProtocol(trusted, Duration.ofSeconds(5));
    }

    /** Reads the header first, then lets {@code behind} accept. {@code behind} may be TLS. */
    public Acceptor acceptor(Acceptor behind) {
        return channel -> new ProxiedChannel(channel, this, behind);
    }

    boolean trusts(@Nullable SocketAddress peer) {
        for (AddressRange range : trusted) if (range.contains(peer)) return true;
        return false;
    }
}
