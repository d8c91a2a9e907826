package dev.hawser.transport.memory;

import java.net.SocketAddress;
import java.util.Objects;

/** A name in a {@link MemoryNetwork}. */
public final class MemoryAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    private final String name;

    /** The address called {@code name}. */
    public MemoryAddress(String name) {
        this.name = Objects.requireNonNull(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemoryAddress that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "memory:" + name;
    }
}
