package dev.hawser.http;

import dev.hawser.wire.WireCounters;
import java.util.HashMap;
import java.util.Map;

/** The sums of many connections' counts. */
final class WireTotals {

    long requests;
    long copiedOctets;
    long bodyOctetsIn;
    long bodyOctetsOut;
    long messagesCut;
    long flowStalls;

    /** Octets of content that wait now. */
    long queued;

    long resetsByPeer;
    long resetsByUs;
    final Map<String, Long> limitHits = new HashMap<>();

    void add(WireCounters c) {
        requests += c.requests;
        copiedOctets += c.copiedOctets;
        bodyOctetsIn += c.bodyOctetsIn;
        bodyOctetsOut += c.bodyOctetsOut;
        messagesCut += c.messagesCut;
        flowStalls += c.flowStalls;
        resetsByPeer += c.resetsByPeer;
        resetsByUs += c.resetsByUs;
        if (c.limitHits != 0) limitHits.merge(c.lastLimit, c.limitHits, Long::sum);
    }

    void add(WireTotals t) {
        requests += t.requests;
        copiedOctets += t.copiedOctets;
        bodyOctetsIn += t.bodyOctetsIn;
        bodyOctetsOut += t.bodyOctetsOut;
        messagesCut += t.messagesCut;
        flowStalls += t.flowStalls;
        resetsByPeer += t.resetsByPeer;
        resetsByUs += t.resetsByUs;
        t.limitHits.forEach((limit, hits) -> limitHits.merge(limit, hits, Long::sum));
    }
}
