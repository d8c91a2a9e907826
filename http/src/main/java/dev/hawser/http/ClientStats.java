package dev.hawser.http;

/**
 * What a client does and has done.
 *
 * @param origins schemes, hosts and ports to which there are connections, or calls that wait for one
 * @param connections connections that stand now
 * @param idle those of them that carry nothing
 * @param connecting attempts to connect that are under way
 * @param exchanges requests on connections now
 * @param waiting calls that wait for a connection, or for room on one
 * @param opened connections opened since the client was made
 * @param retries calls that were sent again
 */
public record ClientStats(
        long origins,
        long connections,
        long idle,
        long connecting,
        long exchanges,
        long waiting,
        long opened,
        long retries) {

    static final ClientStats NONE = new ClientStats(0, 0, 0, 0, 0, 0, 0, 0);

    ClientStats plus(ClientStats that) {
        return new ClientStats(
                origins + that.origins,
                connections + that.connections,
                idle + that.idle,
                connecting + that.connecting,
                exchanges + that.exchanges,
                waiting + that.waiting,
                opened + that.opened,
                retries + that.retries);
    }
}
