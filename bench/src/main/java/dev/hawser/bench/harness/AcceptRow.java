package dev.hawser.bench.harness;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a connection costs that is opened, answers one request, and is closed by the server. */
public final class AcceptRow {

    /** Those that are comparable: one thread that accepts and answers. */
    private static final Set<String> ASKED = Set.of(
            "hawser",
            "hawser-nio",
            "hawser-uring",
            "netty-epoll",
            "netty-nio",
            "netty-uring",
            "hyper-0.14",
            "nginx",
            "h2o");

    private static final int CONNECTIONS = 10_000;
    private static final int AT_ONCE = 64;

    /** A server that leaves connections open has not understood the request. */
    private static final int PATIENCE_MILLIS = 10_000;

    private static final byte[] REQUEST =
            "GET /plain HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final List<String> COLUMNS =
            List.of("server", "CPU us/connection", "lo..hi", "connections/s of one core", "measured connections/s");

    private AcceptRow() {}

    /** Measures one server after the other, in rounds. */
    public static Table run(List<Peer> peers, Contest.Plan plan, Site site, Path repository)
            throws InterruptedException {
        var lines = new ArrayList<List<String>>();
        var notes = new ArrayList<String>();
        for (Peer peer : peers) {
            if (!ASKED.contains(peer.name())) continue;
            System.err.println("accept: " + peer.name());
            try {
                lines.add(line(peer, plan, site, repository));
            } catch (IOException e) {
                lines.add(Table.failed(peer.name(), COLUMNS));
                notes.add(peer.name() + " failed: " + e.getMessage());
            }
        }
        return new Table(
                "accept",
                "Connections of HTTP/1.1, %d at once, each opened, asked for /plain once with Connection: close, and closed by"
                                .formatted(AT_ONCE)
                        + " the server. %,d in each of %d rounds after %.1f s to warm up; medians."
                                .formatted(CONNECTIONS, plan.rounds(), plan.warmup()),
                COLUMNS,
                lines,
                notes,
                List.of(1));
    }

    private static List<String> line(Peer peer, Contest.Plan plan, Site site, Path repository)
            throws IOException, InterruptedException {
        double[] cpu = new double[plan.rounds()];
        double[] rate = new double[plan.rounds()];
        try (RunningServer server =
                RunningServer.start(peer, Row.named("h1-plain"), site, repository, plan.serverCpu(), Peer.JVM_FLAGS)) {
            for (long warm = System.nanoTime() + (long) (plan.warmup() * 1e9); System.nanoTime() < warm; ) {
                open(server.port(), AT_ONCE);
            }
            for (int i = 0; i < cpu.length; i++) {
                long used = ProcessClock.nanos(server.handle().pid());
                long begin = System.nanoTime();
                open(server.port(), CONNECTIONS);
                rate[i] = CONNECTIONS * 1e9 / (System.nanoTime() - begin);
                cpu[i] = (ProcessClock.nanos(server.handle().pid()) - used) / 1e3 / CONNECTIONS;
            }
        }
        double low = Double.MAX_VALUE;
        double high = 0;
        for (double one : cpu) {
            low = Math.min(low, one);
            high = Math.max(high, one);
        }
        return List.of(
                peer.name(),
                Outcome.fixed(1, Cell.median(cpu)),
                Outcome.fixed(1, low) + ".." + Outcome.fixed(1, high),
                Outcome.fixed(0, 1e6 / Cell.median(cpu)),
                Outcome.fixed(0, Cell.median(rate)));
    }

    /** Opens so many, a batch after the other, and sees each to its end. */
    private static void open(int port, int count) throws IOException {
        byte[] buffer = new byte[4096];
        var server = new InetSocketAddress("127.0.0.1", port);
        var batch = new ArrayList<Socket>(AT_ONCE);
        for (int done = 0; done < count; done += AT_ONCE) {
            for (int i = 0; i < AT_ONCE; i++) {
                var socket = new Socket();
                batch.add(socket);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(server);
                socket.getOutputStream().write(REQUEST);
            }
            for (Socket socket : batch) {
                int length = 0;
                for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) length += n;
                socket.close();
                if (length < 60) throw new EOFException("an answer of %d octets".formatted(length));
            }
            batch.clear();
        }
    }
}
