package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the load generators, pinned to one CPU, and reads what they found. */
public final class Load {

    /**
     * What one run found.
     *
     * @param octets of content, headers aside
     * @param p50 median latency in microseconds, or NaN where the client cannot tell
     * @param p99 likewise
     */
    record Result(long requests, long octets, double seconds, double p50, double p99) {

        /** Requests, with the parts of those that were under way when the time was up where these are large. */
        double requests(Row row) {
            return row.perByte() ? (double) octets / row.moved() : requests;
        }
    }

    private static final String WRK_SCRIPT = """
            depth = %d
            function init(args)
              local one = wrk.format(nil, nil)
              local all = {}
              for i = 1, depth do all[i] = one end
              request_octets = table.concat(all)
            end
            function request() return request_octets end
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format("hawser requests %%d octets %%d micros %%d failures %%d p50 %%d p99 %%d\\n",
                summary.requests, summary.bytes, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout,
                latency:percentile(50), latency:percentile(99)))
            end
            """;

    private static final Pattern WRK =
            Pattern.compile("hawser requests (\\d+) octets (\\d+) micros (\\d+) failures (\\d+) p50 (\\d+) p99 (\\d+)");
    /** Nanoseconds for all connections of a row. */
    private static final long QUICK_HANDSHAKES = 300_000_000;

    private static final Pattern DRAIN =
            Pattern.compile("requests (\\d+) octets (\\d+) seconds ([0-9.]+) failures (\\d+) p50 (\\d+) p99 (\\d+)");
    private static final Pattern H2LOAD = Pattern.compile(
            "finished in ([0-9.]+)(us|ms|s),.*?\\nrequests: .*?, (\\d+) succeeded, (\\d+) failed, (\\d+) errored, "
                    + "(\\d+) timeout.*?headers \\(space savings .*?, [^ ]* \\((\\d+)\\) data",
            Pattern.DOTALL);

    private final int cpu;
    private final Path folder;
    private final Path drain;

    /** A load generator on a CPU; scripts and logs go to the folder. */
    public Load(int cpu, Path folder, Path drain) {
        this.cpu = cpu;
        this.folder = folder;
        this.drain = drain;
    }

    /** Asks for some seconds; fails when a single request failed or an answer had another length. */
    Result run(Row row, int port, double seconds) throws IOException, InterruptedException {
        return switch (row.client()) {
            case WRK -> wrk(row, port, seconds);
            case DRAIN -> drained(row, port, seconds);
            case H2LOAD, H2LOAD_TLS, H2LOAD_TLS_H1 -> h2load(row, port, seconds, List.of());
        };
    }

    /** The same with latencies from every client, at the price of a log that the client has to write. */
    Result runWithLatency(Row row, int port, double seconds) throws IOException, InterruptedException {
        if (row.client() == Row.Client.WRK || row.client() == Row.Client.DRAIN) {
            return run(row, port, seconds);
        }
        Path log = folder.resolve("h2load.log");
        Files.deleteIfExists(log);
        Result result = h2load(row, port, seconds, List.of("--log-file=" + log));
        long[] micros;
        try (Stream<String> lines = Files.lines(log, StandardCharsets.US_ASCII)) {
            micros = lines.mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
                    .toArray();
        }
        Files.delete(log);
        Arrays.sort(micros);
        return micros.length == 0
                ? result
                : new Result(
                        result.requests,
                        result.octets,
                        result.seconds,
                        micros[micros.length / 2],
                        micros[(int) (micros.length * 99L / 100)]);
    }

    /**
     * Connects over TLS, and asks a little, until a handshake is quick. h2load with a duration never ends when a connection
     * was not yet made at its end, and the first handshakes of a JVM take their time.
     */
    void shakeHands(Row row, int port) throws IOException, InterruptedException {
        int connections = row.connections();
        for (int i = 0; i < 4; i++) {
            var command = new ArrayList<>(List.of("h2load", "-t1", "-c" + connections, "-n" + 2 * connections));
            command.add(url(row, port));
            if (!row.isHttp2()) command.add("--h1");
            long begin = System.nanoTime();
            Tools.run(60, Tools.onCpu(cpu, command));
            if (System.nanoTime() - begin < QUICK_HANDSHAKES) return;
        }
    }

    private Result wrk(Row row, int port, double seconds) throws IOException, InterruptedException {
        Path script = folder.resolve("wrk-" + row.streams() + ".lua");
        Files.writeString(script, WRK_SCRIPT.formatted(row.streams()));
        int whole = (int) Math.max(1, Math.round(seconds));
        Matcher m = ask(
                WRK,
                whole,
                List.of(
                        "wrk",
                        "-t1",
                        "-c" + row.connections(),
                        "-d" + whole + "s",
                        "--timeout",
                        "5s",
                        "-s",
                        script.toString(),
                        url(row, port)));
        failOn(Long.parseLong(m.group(4)), m.group());
        Result result = new Result(
                Long.parseLong(m.group(1)),
                // wrk counts heads with it; what a request moved is known, as each was complete.
                Long.parseLong(m.group(1)) * row.moved(),
                Long.parseLong(m.group(3)) / 1e6,
                row.streams() > 1 ? Double.NaN : Double.parseDouble(m.group(5)),
                row.streams() > 1 ? Double.NaN : Double.parseDouble(m.group(6)));
        if (Long.parseLong(m.group(2)) < result.octets) {
            throw new IOException("answers were shorter than %d octets: %s".formatted(row.length(), m.group()));
        }
        return some(result, m.group());
    }

    private Result drained(Row row, int port, double seconds) throws IOException, InterruptedException {
        Matcher m = ask(
                DRAIN,
                seconds,
                List.of(
                        drain.toString(),
                        Integer.toString(port),
                        row.path(),
                        Integer.toString(row.connections()),
                        Double.toString(seconds)));
        failOn(Long.parseLong(m.group(4)), m.group());
        Result result = new Result(
                Long.parseLong(m.group(1)),
                Long.parseLong(m.group(2)),
                Double.parseDouble(m.group(3)),
                Double.parseDouble(m.group(5)),
                Double.parseDouble(m.group(6)));
        return some(sane(row, result, m.group()), m.group());
    }

    private Result h2load(Row row, int port, double seconds, List<String> more)
            throws IOException, InterruptedException {
        int whole = (int) Math.max(1, Math.round(seconds));
        var command = new ArrayList<>(List.of(
                "h2load",
                "-t1",
                "-D" + whole,
                "-c" + row.connections(),
                "-m" + row.streams(),
                "-T10s",
                url(row, port)));
        command.addAll(more);
        if (!row.isHttp2()) command.add("--h1");
        if (row.upload() > 0) {
            Path content = folder.resolve("upload-" + row.upload());
            if (!Files.exists(content)) {
                Files.write(content, new byte[row.upload()]);
            }
            command.add("-d");
            command.add(content.toString());
        }
        Matcher m = ask(H2LOAD, whole, command);
        failOn(Long.parseLong(m.group(4)) + Long.parseLong(m.group(5)) + Long.parseLong(m.group(6)), m.group());
        double unit = switch (m.group(2)) {
            case "us" -> 1e-6;
            case "ms" -> 1e-3;
            default -> 1;
        };
        long requests = Long.parseLong(m.group(3));
        Result result = new Result(
                requests,
                row.upload() > 0 ? requests * row.upload() : Long.parseLong(m.group(7)),
                Double.parseDouble(m.group(1)) * unit,
                Double.NaN,
                Double.NaN);
        return some(row.upload() > 0 ? result : sane(row, result, m.group()), m.group());
    }

    /** Content must be what the complete answers have, and no more than those under way could add. */
    private static Result sane(Row row, Result result, String said) throws IOException {
        long least = result.requests * row.length();
        long most = least + (long) row.connections() * row.streams() * row.length();
        if (result.octets < least || result.octets > most) {
            throw new IOException("%d octets of content in %d answers of %d octets: %s"
                    .formatted(result.octets, result.requests, row.length(), said));
        }
        return result;
    }

    private static Result some(Result result, String said) throws IOException {
        if (result.requests == 0 && result.octets == 0) {
            throw new IOException("no request was completed: " + said);
        }
        return result;
    }

    private static void failOn(long failures, String said) throws IOException {
        if (failures > 0) {
            throw new IOException("%d requests failed: %s".formatted(failures, said));
        }
    }

    private Matcher ask(Pattern pattern, double seconds, List<String> command)
            throws IOException, InterruptedException {
        String said = Tools.run((long) seconds + 30, Tools.onCpu(cpu, command));
        Matcher m = pattern.matcher(said);
        if (!m.find()) {
            throw new IOException("%s said something else: %s".formatted(command.getFirst(), said.strip()));
        }
        return m;
    }

    static String url(Row row, int port) {
        return (row.isTls() ? "https" : "http") + "://127.0.0.1:" + port + row.path();
    }
}
