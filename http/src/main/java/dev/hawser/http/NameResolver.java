package dev.hawser.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host. May block: it is called on a virtual thread. */
@FunctionalInterface
public interface NameResolver {

    /**
     * The addresses of {@code host}, the preferred first; at least one.
     *
     * @throws UnknownHostException when there is none
     */
    List<InetAddress> resolve(String host) throws UnknownHostException;

    /** Asks the system, as the JDK does. */
    static NameResolver system() {
        return host -> List.of(InetAddress.getAllByName(host));
    }
}
