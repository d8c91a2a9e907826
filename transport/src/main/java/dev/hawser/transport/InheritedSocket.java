package dev.hawser.transport;

import java.net.SocketAddress;

/**
 * A socket that listens already and that this process was started with, as systemd does it (sd_listen_fds(3)): to be
 * listened on in place of an address. Each loop that listens on it gets a descriptor of its own, so that the socket itself
 * stays open, and what connects after the end waits for the next process.
 *
 * <p>The transports of Linux can do it. The JDK cannot take over a descriptor by its number, only the one that inetd
 * leaves as standard input.
 */
public final class InheritedSocket extends SocketAddress {

    private static final long serialVersionUID = 1L;

    private final int descriptor;

    private InheritedSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    /** The socket behind {@code descriptor}. */
    public static InheritedSocket of(int descriptor) {
        if (descriptor < 0) throw new IllegalArgumentException("descriptor " + descriptor);
        return new InheritedSocket(descriptor);
    }

    /** Its number in this process. */
    public int descriptor() {
        return descriptor;
    }

    @Override
    public String toString() {
        return "descriptor " + descriptor;
    }
}
