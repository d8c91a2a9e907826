package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * CPU time so far, in clock ticks of 10 ms where nothing else is said.
 *
 * @param server all threads of the server and of its children, dead ones too, in nanoseconds
 * @param client the load generators that have ended, which are this process's children
 * @param busy all that ran on the machine
 * @param stolen what the host took
 * @param nanos when this was read
 */
record Cpu(long server, long client, long busy, long stolen, long nanos) {

    /** USER_HZ of Linux on every architecture that Hawser runs on. */
    static final double TICK_SECONDS = 0.01;

    static Cpu read(ProcessHandle server) throws IOException {
        long own = ProcessClock.nanos(server.pid());
        try (Stream<ProcessHandle> children = server.descendants()) {
            for (ProcessHandle child : children.toList()) {
                own += ProcessClock.nanos(child.pid());
            }
        }
        long ended = endedChildren();
        String[] all;
        try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
            all = lines.findFirst().orElseThrow().split(" +", -1);
        }
        // user, nice, system, irq, softirq
        long busy = number(all[1]) + number(all[2]) + number(all[3]) + number(all[6]) + number(all[7]);
        return new Cpu(own, ended, busy, number(all[8]), System.nanoTime());
    }

    /** User and system time of the children that were waited for. */
    private static long endedChildren() throws IOException {
        String line = Files.readString(Path.of("/proc/self/stat"));
        // The name may hold spaces and parentheses; what follows the last one is numbers, of proc(5)'s third and on.
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return number(fields[16 - 3]) + number(fields[17 - 3]);
    }

    /** Seconds of CPU that this process's children have used that have ended. */
    static double childrenSeconds() throws IOException {
        return endedChildren() * TICK_SECONDS;
    }

    private static long number(String text) {
        return Long.parseLong(text.strip());
    }

    double seconds(Cpu before) {
        return (nanos - before.nanos) / 1e9;
    }

    double serverSeconds(Cpu before) {
        return (server - before.server) / 1e9;
    }

    double clientSeconds(Cpu before) {
        return (client - before.client) * TICK_SECONDS;
    }

    /** What anything else used, this harness included, in percent of one CPU. */
    double otherPercent(Cpu before) {
        double other = (busy - before.busy) * TICK_SECONDS - serverSeconds(before) - clientSeconds(before);
        return Math.max(0, 100 * other / seconds(before));
    }

    double stolenPercent(Cpu before) {
        return 100 * (stolen - before.stolen) * TICK_SECONDS / seconds(before);
    }
}
