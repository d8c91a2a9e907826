package dev.hawser.bench.harness;

import java.util.List;

/**
 * One question to all servers: a path, a client, and how many requests are open at once.
 *
 * @param streams requests open at once on each connection: streams of HTTP/2, pipelined requests of HTTP/1.1
 * @param length octets of one answer's content
 * @param upload octets of one request's content; 0 for GET
 * @param perByte whether CPU is told per GB of content instead of per request
 */
public record Row(
        String name,
        Client client,
        String path,
        int connections,
        int streams,
        long length,
        int upload,
        boolean perByte) {

    /** Which load generator asks. */
    public enum Client {
        /** HTTP/1.1 by wrk. */
        WRK,
        /** HTTP/1.1 by our own client, which has the kernel throw the content away. */
        DRAIN,
        /** HTTP/2 with prior knowledge by h2load. */
        H2LOAD,
        /** HTTP/1.1 over TLS by h2load: wrk loses answers there, of every server. */
        H2LOAD_TLS_H1,
        /** HTTP/2 over TLS by h2load. */
        H2LOAD_TLS
    }

    private static final int MIB = 1 << 20;

    /** All rows, in the order of the report. */
    public static final List<Row> ALL = List.of(
            h1("h1-plain", Client.WRK, "/plain", 64, 1, 13),
            h1("h1-pipeline", Client.WRK, "/plain", 64, 16, 13),
            h1("h1-1m", Client.WRK, "/bytes/1048576", 8, 1, MIB),
            h1("h1-file-100m", Client.DRAIN, "/file/100m", 1, 1, 100L * MIB),
            h2("h2-plain-c8m32", "/plain", 8, 32, 13),
            h2("h2-plain-c1m100", "/plain", 1, 100, 13),
            h2("h2-plain-c100m10", "/plain", 100, 10, 13),
            h2("h2-16k", "/bytes/16384", 8, 32, 16_384),
            h2("h2-1m", "/bytes/1048576", 4, 4, MIB),
            h2("h2-chunks", "/chunks/20/100", 8, 32, 2_000),
            h2("h2-file-100m", "/file/100m", 1, 1, 100L * MIB),
            new Row("h2-upload-64k", Client.H2LOAD, "/sink", 4, 8, 0, 65_536, true),
            new Row("tls-h2-plain", Client.H2LOAD_TLS, "/plain", 8, 32, 13, 0, false),
            new Row("tls-h1-plain", Client.H2LOAD_TLS_H1, "/plain", 64, 1, 13, 0, false),
            new Row("tls-h1-1m", Client.H2LOAD_TLS_H1, "/bytes/1048576", 8, 1, MIB, 0, true),
            new Row("tls-h2-1m", Client.H2LOAD_TLS, "/bytes/1048576", 4, 4, MIB, 0, true));

    private static Row h1(String name, Client client, String path, int connections, int depth, long length) {
        return new Row(name, client, path, connections, depth, length, 0, length >= MIB);
    }

    private static Row h2(String name, String path, int connections, int streams, long length) {
        return new Row(name, Client.H2LOAD, path, connections, streams, length, 0, length >= MIB);
    }

    /** The row of that name. */
    public static Row named(String name) {
        return ALL.stream()
                .filter(row -> row.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no row '%s'; see bench/peers --list".formatted(name)));
    }

    public boolean isHttp2() {
        return client == Client.H2LOAD || client == Client.H2LOAD_TLS;
    }

    public boolean isTls() {
        return client == Client.H2LOAD_TLS_H1 || client == Client.H2LOAD_TLS;
    }

    /** Octets of content that one request moves. */
    public long moved() {
        return upload > 0 ? upload : length;
    }

    /** What CPU is told in. */
    public String cpuUnit() {
        return perByte ? "s/GB" : "us/req";
    }

    /** What the rate is told in. */
    public String rateUnit() {
        return perByte ? "MB/s" : "req/s";
    }

    /** What the client is asked to do, for the report. */
    public String question() {
        String how = switch (client) {
            case H2LOAD_TLS_H1 -> "h2load --h1 over TLS, %d connections";
            case H2LOAD_TLS -> "h2load over TLS, %d connections x %d streams";
            case WRK -> streams > 1 ? "wrk, %d connections, pipelined by %d" : "wrk, %d connections";
            case DRAIN -> "drain, %d connection";
            case H2LOAD -> "h2load, %d connections x %d streams";
        };
        return how.formatted(connections, streams) + ", " + (upload > 0 ? "POST " + upload + " octets to " : "GET ")
                + path;
    }
}
