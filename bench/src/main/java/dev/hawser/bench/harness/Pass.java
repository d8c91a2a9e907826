package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The pass beside the rounds that counts instead of timing: system calls by perf's trace points (by strace where perf may
 * not), allocation as the JVM itself counts it, latencies. What it costs the server is not in the tables' CPU.
 *
 * @param calls system calls per request
 * @param writes of these, those that write to a socket
 * @param reads of these, those that read
 * @param switches context switches per request, NaN under strace
 * @param allocated octets of heap per request, NaN when it is no JVM
 * @param p50 median latency in microseconds
 * @param p99 likewise
 * @param by which tool counted
 */
record Pass(
        double calls,
        double writes,
        double reads,
        double switches,
        double allocated,
        double p50,
        double p99,
        String by) {

    private static final List<String> WRITES = List.of(
            "write",
            "writev",
            "pwrite64",
            "pwritev",
            "sendto",
            "sendmsg",
            "sendmmsg",
            "sendfile64",
            "sendfile",
            "splice",
            "io_uring_enter");
    private static final List<String> READS =
            List.of("read", "readv", "pread64", "preadv", "recvfrom", "recvmsg", "recvmmsg");

    static Pass count(Peer peer, RunningServer server, Load load, Row row, double seconds)
            throws IOException, InterruptedException {
        boolean perf = Perf.WORKS;
        Path out = Files.createTempFile("hawser-bench", ".count");
        try (Jmx jmx = peer.jvm() ? Jmx.attach(server.handle().pid()) : null) {
            // First without the counter: strace changes what is coalesced, and the latencies.
            long before = jmx == null ? 0 : jmx.allocated();
            Load.Result timed = load.runWithLatency(row, server.port(), seconds);
            double allocated = jmx == null ? Double.NaN : (double) (jmx.allocated() - before) / timed.requests(row);

            Process counter = new ProcessBuilder(
                            perf
                                    ? Perf.command(server.handle().pid(), out)
                                    : strace(server.handle().pid(), out))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Load.Result counted;
            try {
                // Attaching takes a moment; calls of an idle server are few.
                Thread.sleep(300);
                counted = load.run(row, server.port(), seconds);
                Thread.sleep(50);
                Tools.run(5, List.of("kill", "-INT", Long.toString(counter.pid())));
                counter.waitFor(10, TimeUnit.SECONDS);
            } finally {
                counter.destroyForcibly();
            }
            Map<String, Long> calls = perf ? Perf.read(out) : straced(out);
            double n = counted.requests(row);
            return new Pass(
                    calls.getOrDefault("all", 0L) / n,
                    sum(calls, WRITES) / n,
                    sum(calls, READS) / n,
                    perf ? calls.getOrDefault("switches", 0L) / n : Double.NaN,
                    allocated,
                    timed.p50(),
                    timed.p99(),
                    perf ? "perf" : "strace");
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private static double sum(Map<String, Long> calls, List<String> names) {
        long sum = 0;
        for (String name : names) {
            sum += calls.getOrDefault(name, 0L);
        }
        return sum;
    }

    private static List<String> strace(long pid, Path out) {
        return List.of("strace", "-c", "-f", "-qq", "-o", out.toString(), "-p", Long.toString(pid));
    }

    private static Map<String, Long> straced(Path out) throws IOException {
        var calls = new TreeMap<String, Long>();
        for (String line : Files.readAllLines(out)) {
            String[] parts = line.strip().split(" +", -1);
            if (parts.length >= 5 && parts[0].matches("[0-9.]+") && !parts[parts.length - 1].equals("total")) {
                calls.merge(parts[parts.length - 1], Long.parseLong(parts[3]), Long::sum);
                calls.merge("all", Long.parseLong(parts[3]), Long::sum);
            }
        }
        if (calls.isEmpty()) {
            throw new IOException("strace counted nothing; may it attach?");
        }
        return calls;
    }

    /** Counting by the kernel's trace points, which costs little; needs the right to. */
    private static final class Perf {

        static final boolean WORKS = works();

        private Perf() {}

        private static boolean works() {
            return Tools.find("perf") != null
                    && Tools.firstLine("perf", "stat", "-x,", "-e", "raw_syscalls:sys_enter", "true")
                            .matches("[0-9]+,.*");
        }

        static List<String> command(long pid, Path out) {
            var events = new ArrayList<String>(List.of("raw_syscalls:sys_enter", "context-switches"));
            for (List<String> names : List.of(WRITES, READS)) {
                for (String name : names) {
                    if (Files.exists(Path.of("/sys/kernel/tracing/events/syscalls/sys_enter_" + name))) {
                        events.add("syscalls:sys_enter_" + name);
                    }
                }
            }
            return List.of(
                    "perf",
                    "stat",
                    "-x,",
                    "-o",
                    out.toString(),
                    "-e",
                    String.join(",", events),
                    "-p",
                    Long.toString(pid));
        }

        static Map<String, Long> read(Path out) throws IOException {
            var calls = new TreeMap<String, Long>();
            for (String line : Files.readAllLines(out, StandardCharsets.US_ASCII)) {
                String[] parts = line.split(",", -1);
                if (parts.length < 3 || !parts[0].matches("[0-9]+")) {
                    continue;
                }
                long count = Long.parseLong(parts[0]);
                String name = switch (parts[2]) {
                    case "raw_syscalls:sys_enter" -> "all";
                    case "context-switches" -> "switches";
                    default -> parts[2].replace("syscalls:sys_enter_", "");
                };
                calls.put(name, count);
            }
            if (!calls.containsKey("all")) {
                throw new IOException("perf counted nothing");
            }
            return calls;
        }
    }
}
