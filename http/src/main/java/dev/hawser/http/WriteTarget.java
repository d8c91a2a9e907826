package dev.hawser.http;

/**
 * How much is committed to the next write of a connection: more where the socket took all of the last one.
 *
 * <p>What is committed can no longer be overtaken, so it is kept small. But what a socket takes at once would not have
 * been overtaken either, and large bodies then leave in fewer calls.
 */
final class WriteTarget {

    /** Five times 256 KiB: a body of 1 MiB and its head are one write. */
    static final int GROWTH = 5;

    private final long least;
    private final long most;
    private long octets;

    /** Begins at {@code least} octets and grows to {@code growth} times as many. */
    WriteTarget(long least, int growth) {
        this.least = least;
        this.most = growth * least;
        this.octets = least;
    }

    long octets() {
        return octets;
    }

    /** Learns from a write: how much was offered, and whether the socket left some of it. */
    void wrote(long offered, boolean isShort) {
        if (isShort) octets = least;
        else if (offered >= octets) octets = Math.min(2 * octets, most);
    }
}
