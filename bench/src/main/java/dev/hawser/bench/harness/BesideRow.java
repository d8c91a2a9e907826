package dev.hawser.bench.harness;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** How long small requests take while a large file goes out on the same HTTP/2 connection. */
public final class BesideRow {

    private static final int WINDOW = Integer.MAX_VALUE - 65_535;

    private static final List<String> COLUMNS =
            List.of("server", "p50 ms", "p99 ms", "longest ms", "small requests", "MB/s of the file", "p50 alone ms");

    private BesideRow() {}

    /** Measures one server after the other. */
    public static Table run(List<Peer> peers, Contest.Plan plan, Site site, Path repository)
            throws InterruptedException {
        var lines = new ArrayList<List<String>>();
        var notes = new ArrayList<String>();
        for (Peer peer : peers) {
            if (peer.name().startsWith("limit") || !peer.answers(Row.named("h2-file-100m"))) continue;
            System.err.println("beside: " + peer.name());
            try {
                site.sparse("1g", 1L << 30);
                lines.add(line(peer, plan, site, repository));
            } catch (IOException e) {
                lines.add(Table.failed(peer.name(), COLUMNS));
                notes.add(peer.name() + " failed: " + e.getMessage());
            }
        }
        return new Table(
                "beside",
                "GET /plain again and again, one at a time, while GET /file/1g (1 GiB) goes out on the same HTTP/2 connection,"
                        + " by a client that reads as fast as it can and whose windows never close. The middle one of "
                        + plan.rounds() + " rounds by p99; sockets' buffers are the system's own choice.",
                COLUMNS,
                lines,
                notes,
                List.of(2));
    }

    private static List<String> line(Peer peer, Contest.Plan plan, Site site, Path repository)
            throws IOException, InterruptedException {
        var rounds = new ArrayList<Beside>();
        try (RunningServer server = RunningServer.start(
                peer, Row.named("h2-file-100m"), site, repository, plan.serverCpu(), Peer.JVM_FLAGS)) {
            for (long warm = System.nanoTime() + (long) (plan.warmup() * 1e9); System.nanoTime() < warm; ) {
                round(server);
            }
            for (int i = 0; i < plan.rounds(); i++) rounds.add(round(server));
        }
        rounds.sort(Comparator.comparingDouble(round -> round.at(0.99)));
        Beside middle = rounds.get(rounds.size() / 2);
        return List.of(
                peer.name(),
                Outcome.fixed(2, middle.at(0.5)),
                Outcome.fixed(2, middle.at(0.99)),
                Outcome.fixed(2, middle.at(1)),
                Integer.toString(middle.millis.length),
                Outcome.fixed(0, middle.rate),
                Outcome.fixed(2, middle.alone));
    }

    private static Beside round(RunningServer server) throws IOException {
        try (var connection = new Connection(server.port())) {
            return connection.measure();
        }
    }

    /** One round: latencies in order, the file's MB/s, and the median without a file. */
    private record Beside(double[] millis, double rate, double alone) {

        double at(double part) {
            return millis[(int) Math.min(millis.length - 1, part * millis.length)];
        }
    }

    private static final class Connection implements AutoCloseable {
        private static final int ALONE = 500;
        private static final int FILE = 1;

        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 20).flip();
        private final ByteBuffer out = ByteBuffer.allocateDirect(4096);
        private int stream = FILE;

        /** The octets of the frame at hand that have not been passed yet. */
        private int left;

        private long fileOctets;

        Connection(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            out.put(IdleConnections.PREFACE);
            IdleConnections.frame(out, 6, 4, 0, 0);
            out.putShort((short) 4).putInt(WINDOW); // SETTINGS_INITIAL_WINDOW_SIZE
            IdleConnections.frame(out, 4, 8, 0, 0);
            out.putInt(WINDOW);
            send();
        }

        private void send() throws IOException {
            out.flip();
            while (out.hasRemaining()) channel.write(out);
            out.clear();
        }

        private int ask(String path) throws IOException {
            int asked = stream;
            stream += 2;
            byte[] block = IdleConnections.block(path);
            IdleConnections.frame(out, block.length, 1, 5, asked);
            out.put(block);
            send();
            return asked;
        }

        Beside measure() throws IOException {
            ask("/file/1g"); // Its stream is 1, and is told apart by that.
            var taken = new ArrayList<Double>();
            long begin = System.nanoTime();
            boolean whole = false;
            while (!whole) {
                long from = System.nanoTime();
                int small = ask("/plain");
                int ended;
                do {
                    ended = next();
                    whole |= ended == FILE;
                } while (ended != small);
                if (!whole) taken.add((System.nanoTime() - from) / 1e6);
            }
            double rate = fileOctets / 1e6 / ((System.nanoTime() - begin) / 1e9);
            if (fileOctets != 1L << 30) throw new IOException("a file of %d octets".formatted(fileOctets));
            double[] alone = new double[ALONE];
            for (int i = 0; i < ALONE; i++) {
                long from = System.nanoTime();
                int small = ask("/plain");
                while (next() != small) {}
                alone[i] = (System.nanoTime() - from) / 1e6;
            }
            double[] sorted =
                    taken.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            if (sorted.length == 0) throw new IOException("no small request was answered beside the file");
            return new Beside(sorted, rate, Cell.median(Arrays.copyOf(alone, ALONE)));
        }

        /** Reads up to the end of the next frame; the stream that it ends, or 0. */
        private int next() throws IOException {
            need(9);
            int length = (in.get() & 0xff) << 16 | (in.get() & 0xff) << 8 | in.get() & 0xff;
            int type = in.get();
            int flags = in.get();
            int of = in.getInt();
            if (type == 0 && of == FILE) fileOctets += length;
            left = length;
            while (left > 0) {
                need(1);
                int part = Math.min(left, in.remaining());
                in.position(in.position() + part);
                left -= part;
            }
            if (type == 3 || type == 7) throw new IOException("stream %d was given up".formatted(of));
            if (type == 4 && (flags & 1) == 0) {
                IdleConnections.frame(out, 0, 4, 1, 0);
                send();
            }
            return type <= 1 && (flags & 1) != 0 ? of : 0;
        }

        private void need(int octets) throws IOException {
            while (in.remaining() < octets) {
                in.compact();
                int n = channel.read(in);
                in.flip();
                if (n < 0) throw new EOFException("closed in the middle");
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
