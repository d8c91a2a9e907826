package dev.hawser.wire;

/** Running counts of one connection. Written by its driver's thread only; others may read stale values. */
public final class WireCounters {
    /** Requests whose head was complete. */
    public long requests;

    /** Octets of content copied in user space while frames or chunks were cut. */
    public long copiedOctets;

    /** Octets of content received. */
    public long bodyOctetsIn;

    /** Octets of content committed to the wire queue. */
    public long bodyOctetsOut;

    /** Messages of this side that were committed to the wire queue to their end. */
    public long messagesOut;

    /** How many octets the list held when the last of them ended in it. */
    public long lastEnd;

    /** Exchanges that ended before this side's message was committed to its end; it need not have begun. */
    public long messagesCut;

    /** Times a stream with something to send met an empty flow-control window. */
    public long flowStalls;

    /** Exchanges reset by the peer. */
    public long resetsByPeer;

    /** Exchanges reset by this side. */
    public long resetsByUs;

    /** Times a limit ended a request or the connection; {@link #lastLimit} names the latest. */
    public long limitHits;

    /** The name of the limit met last, or "" while none was. */
    public String lastLimit = "";

    /** Nothing counted yet. */
    public WireCounters() {}

    /** A message of this side has been committed to its end, and {@code listed} octets are in the list. */
    public void messageEnds(long listed) {
        messagesOut++;
        lastEnd = listed;
    }
}
