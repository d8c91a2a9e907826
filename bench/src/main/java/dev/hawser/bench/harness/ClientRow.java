package dev.hawser.bench.harness;

import java.util.List;

/**
 * One question to all clients.
 *
 * @param open requests open at once
 * @param connections of HTTP/1.1; HTTP/2 has one
 */
public record ClientRow(String name, Kind kind, boolean http2, int open, int connections) {

    /** What is asked. */
    public enum Kind {
        /** GET of 13 octets, again and again. */
        SMALL,
        /** GET of one GiB. */
        DOWNLOAD,
        /** POST of one GiB. */
        UPLOAD
    }

    static final long GIB = 1L << 30;

    /** All rows, in the order of the report. */
    public static final List<ClientRow> ALL = List.of(
            new ClientRow("clients-h1-c64", Kind.SMALL, false, 64, 64),
            new ClientRow("clients-h2-m1", Kind.SMALL, true, 1, 1),
            new ClientRow("clients-h2-m8", Kind.SMALL, true, 8, 1),
            new ClientRow("clients-h2-m100", Kind.SMALL, true, 100, 1),
            new ClientRow("clients-h1-download", Kind.DOWNLOAD, false, 1, 1),
            new ClientRow("clients-h2-download", Kind.DOWNLOAD, true, 1, 1),
            new ClientRow("clients-h1-upload", Kind.UPLOAD, false, 1, 1),
            new ClientRow("clients-h2-upload", Kind.UPLOAD, true, 1, 1));

    String protocol() {
        return http2 ? "h2" : "h1";
    }

    /** What is asked, for the report. */
    String question() {
        String by = http2 ? "one HTTP/2 connection in clear text" : "HTTP/1.1";
        return switch (kind) {
            case SMALL ->
                http2
                        ? "GET /plain, %d at once over %s".formatted(open, by)
                        : "GET /plain over %d connections of %s".formatted(connections, by);
            case DOWNLOAD -> "GET of 1 GiB over " + by;
            case UPLOAD -> "POST of 1 GiB over " + by;
        };
    }
}
