package dev.hawser.transport.memory;

/**
 * The far end of a connection in a {@link MemoryNetwork}, played by a test. What it does is seen by the channel in the
 * loop's next turn. Confined to the thread that steps the loop.
 */
public interface MemoryPeer {
    /** Sends {@code octets}; copies them. */
    void send(byte[] octets);

    /** Takes everything that has been received since the last call. */
    byte[] received();

    /**
     * Lets one flush of the channel bring {@code octets} at most from now on, so that longer ones are short; 0 lets
     * nothing through. Without a limit at first.
     */
    void takeAtMost(int octets);

    /** Ends this direction: the channel sees the end of the stream behind what was sent. */
    void end();

    /** Breaks the connection off: the channel sees a reset at once. */
    void abort();

    /** Whether the channel has ended its direction in order. */
    boolean sawEnd();

    /** Whether the channel has broken the connection off. */
    boolean sawReset();
}
