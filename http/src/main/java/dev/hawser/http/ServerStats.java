package dev.hawser.http;

import dev.hawser.transport.LoopCounters;
import dev.hawser.transport.tls.TlsCounters;
import java.util.Map;
import java.util.TreeMap;

/** Counts of a server since it was started. A snapshot; the names in {@link #toPrometheus} are fixed. */
public final class ServerStats {

    private long requests;
    private long connections;
    private long writeCalls;
    private long readCalls;
    private long writeEntries;
    private long sentOctets;
    private long shortWrites;
    private long stagedOctets;
    private long copiedSmall;
    private long copiedInbound;
    private long cutAnswers;
    private long flowStalls;
    private long queuedOctets;
    private long resetsByPeer;
    private long resetsByUs;
    private long directHeld;
    private long directIdle;
    private long directRefused;
    private long packHeld;
    private long coldReads;
    private boolean secure;
    private long fullHandshakes;
    private long resumedHandshakes;
    private long failedHandshakes;
    private final Map<String, Long> limitHits = new TreeMap<>();

    ServerStats() {}

    ServerStats add(Home home) {
        WireTotals wire = home.totals();
        LoopCounters loop = home.loop().counters();
        requests += home.requests;
        connections += home.connections();
        writeCalls += loop.writeCalls();
        readCalls += loop.readCalls();
        writeEntries += loop.writeEntries();
        sentOctets += loop.sentBytes();
        shortWrites += loop.shortWrites();
        stagedOctets += loop.stagedBytes();
        copiedSmall += wire.copiedOctets;
        packHeld += (long) home.loop().packBlocks().outstanding()
                * home.loop().packBlocks().size();
        coldReads += loop.coldReads();
        copiedInbound += home.copiedInbound;
        cutAnswers += home.cutAnswers + wire.messagesCut;
        flowStalls += wire.flowStalls;
        queuedOctets += wire.queued;
        resetsByPeer += wire.resetsByPeer;
        resetsByUs += wire.resetsByUs;
        wire.limitHits.forEach((limit, hits) -> limitHits.merge(limit, hits, Long::sum));
        return this;
    }

    ServerStats add(FileBlocks blocks) {
        directHeld += blocks.held();
        directIdle += blocks.idle();
        directRefused += blocks.refused();
        return this;
    }

    void add(ServerStats other) {
        packHeld += other.packHeld;
        coldReads += other.coldReads;
        requests += other.requests;
        connections += other.connections;
        writeCalls += other.writeCalls;
        readCalls += other.readCalls;
        writeEntries += other.writeEntries;
        sentOctets += other.sentOctets;
        shortWrites += other.shortWrites;
        stagedOctets += other.stagedOctets;
        copiedSmall += other.copiedSmall;
        copiedInbound += other.copiedInbound;
        cutAnswers += other.cutAnswers;
        flowStalls += other.flowStalls;
        queuedOctets += other.queuedOctets;
        resetsByPeer += other.resetsByPeer;
        resetsByUs += other.resetsByUs;
        other.limitHits.forEach((limit, hits) -> limitHits.merge(limit, hits, Long::sum));
    }

    void add(TlsCounters tls) {
        secure = true;
        long resumed = tls.resumed();
        resumedHandshakes += resumed;
        fullHandshakes += tls.handshakes() - resumed;
        failedHandshakes += tls.failures();
    }

    /** Requests whose head was complete. */
    public long requests() {
        return requests;
    }

    /** Connections open now. */
    public long connections() {
        return connections;
    }

    /** Write-type system calls. */
    public long writeCalls() {
        return writeCalls;
    }

    /** Octets written to sockets. */
    public long sentOctets() {
        return sentOctets;
    }

    /** Octets of content copied in user space on the way out: small pieces packed, heap content staged. */
    public long copiedOctets() {
        return copiedSmall + stagedOctets;
    }

    /**
     * Requests that ended before all of their answer had left: the client reset them or was gone, the handler broke off, or a
     * limit of time had passed. Those are among them of which no answer had begun. What was in the socket has left.
     */
    public long cutAnswers() {
        return cutAnswers;
    }

    /** The counts in the Prometheus text format, version 0.0.4. */
    public String toPrometheus() {
        StringBuilder out = new StringBuilder(2048);
        counter(out, "hawser_requests_total", "Requests whose head was complete", requests);
        gauge(out, "hawser_connections", "Connections open now", connections);
        gauge(out, "hawser_queued_bytes", "Octets that wait now for windows or sockets", queuedOctets);
        gauge(out, "hawser_pack_bytes", "Octets of the arrays that hold small pieces of what is queued", packHeld);
        gauge(out, "hawser_direct_bytes", "Octets of native memory that files are read into", directHeld);
        gauge(out, "hawser_direct_idle_bytes", "Octets of it that nothing uses now", directIdle);
        counter(out, "hawser_direct_refused_total", "Times the cap of native memory was met for long", directRefused);
        counter(out, "hawser_cold_reads_total", "Times a file was read ahead, for it was not cached", coldReads);
        counter(out, "hawser_write_calls_total", "Write-type system calls", writeCalls);
        counter(out, "hawser_read_calls_total", "Read-type system calls", readCalls);
        counter(out, "hawser_write_entries_total", "Entries named in gathering writes", writeEntries);
        counter(out, "hawser_sent_bytes_total", "Octets written to sockets", sentOctets);
        family(out, "hawser_copied_bytes_total", "Octets of content copied in user space");
        sample(out, "hawser_copied_bytes_total", "site", "pack", copiedSmall);
        sample(out, "hawser_copied_bytes_total", "site", "stage", stagedOctets);
        sample(out, "hawser_copied_bytes_total", "site", "inbound", copiedInbound);
        counter(out, "hawser_write_short_total", "Writes that the socket took only in part", shortWrites);
        counter(out, "hawser_answers_cut_total", "Requests that ended before all of their answer had left", cutAnswers);
        counter(out, "hawser_flow_stalls_total", "Times a stream with content met an empty window", flowStalls);
        family(out, "hawser_h2_resets_total", "Streams reset");
        sample(out, "hawser_h2_resets_total", "by", "peer", resetsByPeer);
        sample(out, "hawser_h2_resets_total", "by", "us", resetsByUs);
        if (secure) handshakes(out);
        family(out, "hawser_limit_hits_total", "Limits that ended a request or a connection");
        limitHits.forEach((limit, hits) -> sample(out, "hawser_limit_hits_total", "limit", limit, hits));
        return out.toString();
    }

    private void handshakes(StringBuilder out) {
        family(out, "hawser_tls_handshakes_total", "TLS handshakes that succeeded");
        sample(out, "hawser_tls_handshakes_total", "session", "new", fullHandshakes);
        sample(out, "hawser_tls_handshakes_total", "session", "resumed", resumedHandshakes);
        counter(out, "hawser_tls_failures_total", "TLS handshakes that failed", failedHandshakes);
    }

    private static void gauge(StringBuilder out, String name, String help, long value) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(" gauge\n");
        out.append(name).append(' ').append(value).append('\n');
    }

    private static void counter(StringBuilder out, String name, String help, long value) {
        family(out, name, help);
        out.append(name).append(' ').append(value).append('\n');
    }

    private static void family(StringBuilder out, String name, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(" counter\n");
    }

    private static void sample(StringBuilder out, String name, String label, String of, long value) {
        out.append(name)
                .append('{')
                .append(label)
                .append("=\"")
                .append(of)
                .append("\"} ")
                .append(value)
                .append('\n');
    }
}
