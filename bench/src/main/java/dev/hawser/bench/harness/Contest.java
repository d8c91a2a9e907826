package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One row: all servers run at once, idle but for the one that is asked; each round asks all of them in turn. */
public final class Contest {

    /**
     * How a run is made.
     *
     * @param rounds how often each server is asked
     * @param seconds of one round
     * @param warmup seconds of load before the first round, for a JVM; others get one second
     * @param serverCpu the CPU that servers run on
     * @param clientCpu the CPU that load generators run on
     * @param counting whether system calls and allocation are counted in a pass of their own
     */
    public record Plan(int rounds, double seconds, double warmup, int serverCpu, int clientCpu, boolean counting) {}

    private final Plan plan;
    private final Site site;
    private final Path repository;
    private final Load load;

    /** A run by a plan. */
    public Contest(Plan plan, Site site, Path repository) throws IOException, InterruptedException {
        this.plan = plan;
        this.site = site;
        this.repository = repository;
        this.load = new Load(plan.clientCpu(), site.folder(), site.compiled("drain"));
    }

    /** Measures; a peer that cannot take part is left out with a line that says why. */
    public Outcome run(Row row, List<Peer> peers) throws InterruptedException {
        Map<Cell, RunningServer> running = new LinkedHashMap<>();
        var cells = new ArrayList<Cell>();
        var absent = new ArrayList<String>();
        try {
            for (Peer peer : peers) {
                if (!peer.answers(row)) {
                    continue;
                }
                try {
                    say("%s: starting and warming %s", row.name(), peer.name());
                    RunningServer server =
                            RunningServer.start(peer, row, site, repository, plan.serverCpu(), Peer.JVM_FLAGS);
                    var cell = new Cell(peer);
                    cells.add(cell);
                    running.put(cell, server);
                    warm(row, peer, server);
                } catch (IOException e) {
                    if (cells.isEmpty() || cells.getLast().peer != peer) {
                        absent.add(peer.name() + ": " + e.getMessage());
                    } else {
                        cells.getLast().failures.add("warm-up: " + e.getMessage());
                    }
                    say("%s: %s: %s", row.name(), peer.name(), e.getMessage());
                }
            }
            for (int round = 1; round <= plan.rounds(); round++) {
                for (var entry : running.entrySet()) {
                    say(
                            "%s: round %d of %d: %s",
                            row.name(),
                            round,
                            plan.rounds(),
                            entry.getKey().peer.name());
                    round(row, entry.getKey(), entry.getValue());
                }
            }
            for (var entry : running.entrySet()) {
                Cell cell = entry.getKey();
                try {
                    cell.peakMib = entry.getValue().peakMib();
                    if (plan.counting() && cell.isWhole()) {
                        say("%s: counting calls of %s", row.name(), cell.peer.name());
                        cell.pass = Pass.count(cell.peer, entry.getValue(), load, row, 1);
                    }
                } catch (IOException e) {
                    cell.failures.add("counting: " + e.getMessage());
                }
            }
        } finally {
            running.values().forEach(RunningServer::close);
            say("");
        }
        return new Outcome(row, cells, absent);
    }

    /**
     * Load before anything counts. A JVM on a busy machine gets little CPU in ten seconds, and what it serves with is
     * not compiled yet; so it is loaded until it had its share, three times as long at the most.
     */
    private void warm(Row row, Peer peer, RunningServer server) throws IOException, InterruptedException {
        if (row.isTls()) load.shakeHands(row, server.port());
        if (!peer.jvm()) {
            load.run(row, server.port(), 1);
            return;
        }
        Cpu start = Cpu.read(server.handle());
        double spent = 0;
        double used = 0;
        while (spent < plan.warmup() || used < 0.7 * plan.warmup() && spent < 3 * plan.warmup()) {
            load.run(row, server.port(), Math.min(5, Math.max(1, plan.warmup() - spent)));
            Cpu now = Cpu.read(server.handle());
            spent = now.seconds(start);
            used = now.serverSeconds(start);
        }
    }

    private void round(Row row, Cell cell, RunningServer server) throws InterruptedException {
        try {
            Cpu before = Cpu.read(server.handle());
            Load.Result result = load.run(row, server.port(), plan.seconds());
            // What the server does about the end of the connections belongs to the round.
            Thread.sleep(20);
            Cpu after = Cpu.read(server.handle());
            double units = row.perByte() ? result.octets() / 1e9 : result.requests() / 1e6;
            double rate = row.perByte() ? result.octets() / 1e6 : result.requests();
            double seconds = after.seconds(before);
            cell.rounds.add(new Cell.Round(
                    after.serverSeconds(before) / units,
                    rate / result.seconds(),
                    100 * after.serverSeconds(before) / seconds,
                    100 * after.clientSeconds(before) / seconds,
                    after.otherPercent(before),
                    after.stolenPercent(before)));
        } catch (IOException e) {
            cell.rounds.add(null);
            cell.failures.add("round %d: %s".formatted(cell.rounds.size(), e.getMessage()));
        }
    }

    /** Progress, on a terminal in one line that changes. */
    private static void say(String format, Object... arguments) {
        String text = format.formatted(arguments);
        if (System.console() != null && System.console().isTerminal()) {
            System.err.print("\r\u001b[K" + text);
        } else if (!text.isEmpty()) {
            System.err.println(text);
        }
    }
}
