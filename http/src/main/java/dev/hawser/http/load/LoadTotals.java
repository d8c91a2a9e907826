package dev.hawser.http.load;

/**
 * What a run has counted while it measured.
 *
 * @param nanos how long it measured, in nanoseconds
 * @param answered requests that were answered in full
 * @param informational responses with status 1xx
 * @param successful responses with status 2xx
 * @param redirections responses with status 3xx
 * @param clientErrors responses with status 4xx
 * @param serverErrors responses with status 5xx
 * @param failed requests that were given up: reset, or lost with their connection
 * @param contentOctets octets of content received
 * @param receivedOctets octets received from the network, warm-up included
 * @param sentOctets octets sent to the network, warm-up included
 * @param readCalls system calls that read, warm-up included
 * @param writeCalls system calls that write, warm-up included
 * @param reconnects connections that were opened in place of lost ones
 * @param firstFailure what went wrong first, or "" while nothing did
 */
public record LoadTotals(
        long nanos,
        long answered,
        long informational,
        long successful,
        long redirections,
        long clientErrors,
        long serverErrors,
        long failed,
        long contentOctets,
        long receivedOctets,
        long sentOctets,
        long readCalls,
        long writeCalls,
        long reconnects,
        String firstFailure) {

    static final LoadTotals NONE = new LoadTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, "");

    LoadTotals plus(LoadTotals that) {
        return new LoadTotals(
                Math.max(nanos, that.nanos),
                answered + that.answered,
                informational + that.informational,
                successful + that.successful,
                redirections + that.redirections,
                clientErrors + that.clientErrors,
                serverErrors + that.serverErrors,
                failed + that.failed,
                contentOctets + that.contentOctets,
                receivedOctets + that.receivedOctets,
                sentOctets + that.sentOctets,
                readCalls + that.readCalls,
                writeCalls + that.writeCalls,
                reconnects + that.reconnects,
                firstFailure.isEmpty() ? that.firstFailure : firstFailure);
    }

    /** Requests answered per second. */
    public double rate() {
        return nanos == 0 ? 0 : answered * 1e9 / nanos;
    }
}
