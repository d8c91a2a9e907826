package dev.hawser.bench.harness;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What one peer did in one row. */
final class Cell {

    /**
     * One round.
     *
     * @param cpu of the server, in microseconds per request or seconds per GB
     * @param rate requests per second, or MB per second
     * @param server CPU of the server in percent of one CPU
     * @param client of the load generator
     * @param other of anything else on the machine
     * @param stolen by the host
     */
    record Round(double cpu, double rate, double server, double client, double other, double stolen) {}

    final Peer peer;

    /** By number of the round; null where it failed. */
    final List<@Nullable Round> rounds = new ArrayList<>();

    final List<String> failures = new ArrayList<>();

    @Nullable
    Pass pass;

    double peakMib = Double.NaN;

    Cell(Peer peer) {
        this.peer = peer;
    }

    /** A cell with a failure has no figure. */
    boolean isWhole() {
        return failures.isEmpty() && !rounds.isEmpty();
    }

    double median(ToDoubleFunction<Round> what) {
        return median(rounds.stream()
                .mapToDouble(round -> round == null ? Double.NaN : what.applyAsDouble(round))
                .toArray());
    }

    /** How far the lowest and the highest round are from the median, in percent. */
    double[] spread(ToDoubleFunction<Round> what) {
        double median = median(what);
        double low = Double.MAX_VALUE;
        double high = 0;
        for (Round round : rounds) {
            if (round != null) {
                low = Math.min(low, what.applyAsDouble(round));
                high = Math.max(high, what.applyAsDouble(round));
            }
        }
        return new double[] {100 * (low / median - 1), 100 * (high / median - 1)};
    }

    /** The median of the ratios of each round to the same round of the reference: a slow minute hits both. */
    double ratio(Cell reference, ToDoubleFunction<Round> what) {
        int n = Math.min(rounds.size(), reference.rounds.size());
        double[] ratios = new double[n];
        for (int i = 0; i < n; i++) {
            Round mine = rounds.get(i);
            Round other = reference.rounds.get(i);
            ratios[i] =
                    mine == null || other == null ? Double.NaN : what.applyAsDouble(mine) / what.applyAsDouble(other);
        }
        return median(ratios);
    }

    static double median(double[] values) {
        double[] all =
                Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
        if (all.length == 0) {
            return Double.NaN;
        }
        int middle = all.length / 2;
        return all.length % 2 == 1 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
    }
}
