package dev.hawser.http;

/** Code that uses a tunnel, on a virtual thread of its own. */
@FunctionalInterface
public interface TunnelHandler {

    /**
     * Uses the tunnel and returns; returning closes it.
     *
     * @param tunnel usable until this method returns
     * @throws Exception anything: the tunnel then breaks, visibly so for the peer; what is no {@link java.io.IOException}
     *     is reported as a fault of the program's own
     */
    void use(Tunnel tunnel) throws Exception;
}
