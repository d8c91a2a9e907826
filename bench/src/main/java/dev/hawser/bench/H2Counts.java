package dev.hawser.bench;

import dev.hawser.bytes.Bytes;
import dev.hawser.http.Handler;
import dev.hawser.http.Request;
import dev.hawser.http.Response;
import dev.hawser.http.Server;
import dev.hawser.http.ServerConfig;
import dev.hawser.testkit.H2Probe;
import dev.hawser.transport.Transports;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;

/** Write calls of a real server over loopback, counted: what was needed when the socket took what it was given. */
final class H2Counts {

    private static final int TRIES = 50;

    /** Streams that are ready at once, and the octets of each response. */
    private record Row(int streams, int size) {}

    private static final List<Row> ROWS =
            List.of(new Row(100, 13), new Row(100, 1024), new Row(100, 4096), new Row(1, 65_536), new Row(1, 1 << 20));

    private H2Counts() {}

    /** Answers with as many octets as the path says, off the heap and shared by all answers. */
    private static final class Sized implements Handler {
        private final Bytes octets = Bytes.wrap(Arena.global().allocate(1 << 20));

        @Override
        public boolean isNonBlocking() {
            return true;
        }

        @Override
        public Response handle(Request request) {
            return Response.ok(octets.slice(0, Integer.parseInt(request.path().substring(1))));
        }
    }

    static String table() throws IOException {
        StringBuilder table = new StringBuilder();
        table.append("| transport | strategy | streams | octets each | write calls | calls per response |\n");
        table.append("| --- | --- | ---: | ---: | ---: | ---: |\n");
        for (String transport : List.of("epoll", "nio")) {
            if (!Transports.named(transport).isAvailable()) continue;
            for (ServerConfig.WriteMode mode : ServerConfig.WriteMode.values()) count(table, transport, mode);
        }
        return table.toString();
    }

    private static void count(StringBuilder table, String transport, ServerConfig.WriteMode mode) throws IOException {
        ServerConfig config = ServerConfig.builder()
                .transport(transport)
                .loops(1)
                .write(mode)
                .drainTimeout(Duration.ofMillis(100))
                .build();
        try (Server server = Server.start(config, new Sized());
                H2Probe probe = new H2Probe(server.listen("127.0.0.1", 0))) {
            probe.ask("/1048576", 8); // the socket's buffer has grown by now
            for (Row row : ROWS) {
                long least = Long.MAX_VALUE;
                for (int i = 0; i < TRIES; i++) {
                    long before = server.stats().writeCalls();
                    long content = probe.ask("/" + row.size(), row.streams());
                    if (content != (long) row.size() * row.streams()) throw new IOException(content + " octets came");
                    least = Math.min(least, server.stats().writeCalls() - before);
                }
                table.append("| %s | %s | %d | %d | %d | %.2f |\n"
                        .formatted(
                                transport,
                                mode.toString().toLowerCase(java.util.Locale.ROOT),
                                row.streams(),
                                row.size(),
                                least,
                                (double) least / row.streams()));
            }
        }
    }
}
