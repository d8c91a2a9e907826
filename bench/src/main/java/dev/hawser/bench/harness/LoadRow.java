package dev.hawser.bench.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * One question to {@code hawser load} and to another load generator.
 *
 * @param row whom the other asks, and for what
 * @param pace who sets the pace
 * @param server whom both ask, by the name of a peer
 */
record LoadRow(Row row, Pace pace, String server) {

    /** Who sets the pace, and with that what has to be equal. */
    enum Pace {
        /** Each answer takes 10 ms: whoever measures must find the same. */
        ANSWERS,
        /** The server is far slower than both programs: whoever measures must find the same. */
        SERVER,
        /** Nobody: each program runs as fast as it can, which shows the CPU that it needs for a request. */
        NOBODY
    }

    static final List<LoadRow> ALL = List.of(
            free("load-h1-plain", Row.Client.WRK, 64, 1),
            free("load-h2-plain", Row.Client.H2LOAD, 8, 32),
            free("load-tls-h1-plain", Row.Client.H2LOAD_TLS_H1, 64, 1),
            free("load-tls-h2-plain", Row.Client.H2LOAD_TLS, 8, 32),
            held("load-h1-server", "jdk", Row.Client.WRK, 64, 1),
            held("load-h2-server", "netty-mux", Row.Client.H2LOAD, 8, 32),
            paced("load-h1-paced", Row.Client.WRK, 64, 1),
            paced("load-h2-paced", Row.Client.H2LOAD, 8, 32),
            paced("load-tls-h1-paced", Row.Client.H2LOAD_TLS_H1, 64, 1),
            paced("load-tls-h2-paced", Row.Client.H2LOAD_TLS, 8, 32));

    private static LoadRow paced(String name, Row.Client client, int connections, int streams) {
        return new LoadRow(
                new Row(name, client, "/slow/10", connections, streams, 17, 0, false), Pace.ANSWERS, "hawser");
    }

    private static LoadRow held(String name, String server, Row.Client client, int connections, int streams) {
        return new LoadRow(new Row(name, client, "/plain", connections, streams, 13, 0, false), Pace.SERVER, server);
    }

    private static LoadRow free(String name, Row.Client client, int connections, int streams) {
        return new LoadRow(new Row(name, client, "/plain", connections, streams, 13, 0, false), Pace.NOBODY, "hawser");
    }

    /** The program that Hawser's is compared with. */
    String other() {
        return row.client() == Row.Client.WRK ? "wrk" : "h2load";
    }

    /** What our program is told to do the same. */
    List<String> options(double warmup, double seconds) {
        var options = new ArrayList<String>(List.of("load", "--json", "--loops", "1"));
        options.addAll(List.of("-w", Math.round(warmup * 1000) + "ms", "-t", Math.round(seconds * 1000) + "ms"));
        options.addAll(List.of("-c", Integer.toString(row.connections())));
        if (row.isHttp2()) options.addAll(List.of("--h2", "-m", Integer.toString(row.streams())));
        if (row.isTls()) options.add("--insecure");
        return options;
    }
}
