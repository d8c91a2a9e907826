package dev.hawser.bench.harness;

import dev.hawser.bench.harness.ClientProcess.Done;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Measures clients side by side, each in a JVM of its own on one CPU, against one Hawser server on another. Each round asks
 * all of them in turn, so that a slow minute of the machine hits all of them.
 */
public final class ClientContest {

    /** All clients. */
    public static final List<String> CLIENTS = List.of("hawser", "jdk", "okhttp", "apache", "reactor", "jetty");

    static final int SMALL = 13;

    private final Contest.Plan plan;
    private final Site site;
    private final Path repository;

    /** A contest by a plan. */
    public ClientContest(Contest.Plan plan, Site site, Path repository) {
        this.plan = plan;
        this.site = site;
        this.repository = repository;
    }

    /** What a client did in a row, or why it has no figures. */
    static final class Line {
        final String client;
        final List<Done> rounds = new ArrayList<>();
        double connections = Double.NaN;

        @Nullable
        String failure;

        Line(String client) {
            this.client = client;
        }

        boolean isWhole() {
            return failure == null && !rounds.isEmpty();
        }

        double median(ToDoubleFunction<Done> what) {
            return Cell.median(rounds.stream().mapToDouble(what).toArray());
        }

        double spread(ToDoubleFunction<Done> what) {
            double[] all = rounds.stream().mapToDouble(what).sorted().toArray();
            return 100 * (all[all.length - 1] - all[0]) / median(what);
        }

        /** The median of the ratios of each round to the same round of another. */
        double ratio(Line other, ToDoubleFunction<Done> what) {
            double[] ratios = new double[Math.min(rounds.size(), other.rounds.size())];
            Arrays.setAll(ratios, i -> what.applyAsDouble(rounds.get(i)) / what.applyAsDouble(other.rounds.get(i)));
            return Cell.median(ratios);
        }
    }

    /**
     * What a row gave.
     *
     * @param limit octets a second that the same server gives or takes at the most, as far as anybody here can tell: the
     *     lightest client there is, or the fastest of those measured; NaN where that is not told
     */
    public record Result(ClientRow row, List<Line> lines, double limit, String limitBy) {}

    /** Measures one row. */
    public Result run(ClientRow row, List<String> clients) throws IOException, InterruptedException {
        Peer hawser = Peer.ALL.stream()
                .filter(peer -> peer.name().equals("hawser"))
                .findFirst()
                .orElseThrow();
        Map<Line, ClientProcess> processes = new LinkedHashMap<>();
        try (var server = RunningServer.start(
                hawser, Row.named("h1-plain"), site, repository, plan.serverCpu(), Peer.JVM_FLAGS)) {
            List<Line> lines = new ArrayList<>();
            for (String client : clients) {
                Line line = new Line(client);
                lines.add(line);
                try {
                    processes.put(line, new ClientProcess(client, row, site, plan.clientCpu()));
                } catch (IOException e) {
                    line.failure = String.valueOf(e.getMessage());
                }
            }
            processes.forEach((line, process) -> warmUp(row, server.port(), line, process));
            double[] limits = new double[plan.rounds()];
            for (int round = 0; round < plan.rounds(); round++) {
                limits[round] = limit(row, server.port());
                processes.forEach((line, process) -> round(row, server.port(), line, process));
            }
            return result(row, lines, Cell.median(limits));
        } finally {
            processes.values().forEach(ClientProcess::close);
        }
    }

    /** A tool that was meant to show the server's limit shows none when somebody is faster. */
    static Result result(ClientRow row, List<Line> lines, double byTool) {
        double limit = byTool;
        String by = limitTool(row);
        for (Line line : lines) {
            if (!line.isWhole()) continue;
            double rate = line.median(done -> done.octets() / done.seconds());
            if (rate > limit) {
                limit = rate;
                by = line.client + ", which was faster than " + limitTool(row);
            }
        }
        return new Result(row, lines, limit, by);
    }

    private void warmUp(ClientRow row, int port, Line line, ClientProcess process) {
        try {
            double before = connections(port);
            switch (row.kind()) {
                case SMALL -> process.tell(task(row, port, plan.warmup()));
                case DOWNLOAD, UPLOAD -> {
                    long end = System.nanoTime() + (long) (plan.warmup() * 1e9);
                    do process.tell(task(row, port, 0));
                    while (System.nanoTime() - end < 0);
                }
            }
            line.connections = connections(port) - before;
        } catch (IOException | InterruptedException e) {
            line.failure = String.valueOf(e.getMessage());
        }
    }

    private void round(ClientRow row, int port, Line line, ClientProcess process) {
        if (line.failure != null) return;
        try {
            line.rounds.add(process.tell(task(row, port, plan.seconds())));
        } catch (IOException e) {
            line.failure = String.valueOf(e.getMessage());
        }
    }

    private static String task(ClientRow row, int port, double seconds) {
        String base = "http://127.0.0.1:" + port;
        return switch (row.kind()) {
            case SMALL -> "ask %s/plain %d %d %s".formatted(base, row.open(), SMALL, seconds);
            case DOWNLOAD -> "download %s/bytes/%d".formatted(base, ClientRow.GIB);
            case UPLOAD -> "upload %s/sink %d".formatted(base, ClientRow.GIB);
        };
    }

    /** Open connections as the server counts them; this question's own is one of them every time. */
    private static double connections(int port) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String metrics = client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .version(HttpClient.Version.HTTP_1_1)
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return metrics.lines()
                    .filter(line -> line.startsWith("hawser_connections"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }

    // ---------------------------------------------------------------- the server's own limit

    private static String limitTool(ClientRow row) {
        return switch (row.kind()) {
            case SMALL -> "";
            case DOWNLOAD -> row.http2() ? "h2load" : "drain (the kernel throws the content away)";
            case UPLOAD -> row.http2() ? "h2load" : "curl";
        };
    }

    private double limit(ClientRow row, int port) throws IOException, InterruptedException {
        if (row.kind() == ClientRow.Kind.SMALL) return Double.NaN;
        String base = "http://127.0.0.1:" + port;
        String download = "/bytes/" + ClientRow.GIB;
        List<String> h2load = List.of("h2load", "-t1", "-c1", "-m1", "-n1", "-w30", "-W30");
        List<String> command = new ArrayList<>();
        switch (row.kind()) {
            case SMALL -> throw new AssertionError();
            case DOWNLOAD -> {
                if (row.http2()) {
                    command.addAll(h2load);
                    command.add(base + download);
                } else {
                    Path drain = site.compiled("drain");
                    command.addAll(List.of(drain.toString(), Integer.toString(port), download, "1", "2"));
                }
            }
            case UPLOAD -> {
                if (row.http2()) {
                    command.addAll(h2load);
                    command.addAll(List.of("-d", zeros().toString(), base + "/sink"));
                } else {
                    command.addAll(List.of(
                            "curl", "-sS", "-o", "/dev/null", "-w", "speed %{speed_upload}", "-H", "Expect:", "-X"));
                    command.addAll(List.of("POST", "-T", zeros().toString(), base + "/sink"));
                }
            }
        }
        String said = Tools.run(60, Tools.onCpu(plan.clientCpu(), command));
        return command.getFirst().equals("curl") ? curlSpeed(said) : row.http2() ? h2loadSpeed(said) : drainSpeed(said);
    }

    private static double curlSpeed(String said) {
        return Double.parseDouble(said.substring(said.indexOf("speed ") + 6).strip());
    }

    /** Octets a second, from the time in which it has finished. */
    private static double h2loadSpeed(String said) throws IOException {
        for (String line : said.lines().toList()) {
            if (!line.startsWith("finished in ")) continue;
            String time = line.substring(12, line.indexOf(','));
            double seconds = time.endsWith("ms")
                    ? Double.parseDouble(time.substring(0, time.length() - 2)) / 1e3
                    : Double.parseDouble(time.substring(0, time.length() - 1));
            return ClientRow.GIB / seconds;
        }
        throw new IOException("h2load said " + said);
    }

    private static double drainSpeed(String said) throws IOException {
        String[] words = said.strip().split(" ", -1);
        for (int i = 0; i + 3 < words.length; i++) {
            if (words[i].equals("octets")) return Double.parseDouble(words[i + 1]) / Double.parseDouble(words[i + 3]);
        }
        throw new IOException("drain said " + said);
    }

    private Path zeros() throws IOException {
        Path file = site.folder().resolve("zeros");
        try (var zeros = new RandomAccessFile(file.toFile(), "rw")) {
            zeros.setLength(ClientRow.GIB);
        }
        return file;
    }
}
