package dev.hawser.cli;

import dev.hawser.http.ServerConfig.WriteMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** What the rounds of one case gave, for each strategy. */
final class CompareResult {

    /**
     * One round of one strategy.
     *
     * @param writes write-type system calls for one response
     * @param cpuMicros microseconds of the server's CPU for one response
     * @param copies octets of content copied for one octet sent
     * @param perSecond responses a second
     * @param p50 median latency in microseconds
     * @param p99 99th percentile of the latency in microseconds
     */
    record Round(double writes, double cpuMicros, double copies, double perSecond, double p50, double p99) {}

    final CompareCase what;
    private final Map<WriteMode, List<Round>> rounds = new EnumMap<>(WriteMode.class);

    CompareResult(CompareCase what) {
        this.what = what;
        for (WriteMode mode : WriteMode.values()) rounds.put(mode, new ArrayList<>());
    }

    void add(WriteMode mode, Round round) {
        of(mode).add(round);
    }

    private List<Round> of(WriteMode mode) {
        return Objects.requireNonNull(rounds.get(mode));
    }

    /** The median of one figure over the rounds. */
    double median(WriteMode mode, ToDoubleFunction<Round> figure) {
        return median(of(mode).stream().mapToDouble(figure).toArray());
    }

    /** How far the rounds lie apart: from the least to the most, as a part of the median. */
    double spread(WriteMode mode, ToDoubleFunction<Round> figure) {
        double[] values = of(mode).stream().mapToDouble(figure).sorted().toArray();
        double middle = median(values);
        return middle == 0 ? 0 : (values[values.length - 1] - values[0]) / middle;
    }

    /**
     * How much less of a figure {@code mode} takes than {@code other}: 0.3 is 30 % less, below 0 is more. The median of
     * the rounds' own ratios, because neighbours in time had the same machine.
     */
    double saved(WriteMode mode, WriteMode other, ToDoubleFunction<Round> figure) {
        return median(savings(mode, other, figure));
    }

    /** Whether some rounds saved {@code least} and others did not, so that the median says little. */
    boolean isUndecided(WriteMode mode, WriteMode other, ToDoubleFunction<Round> figure, double least) {
        double[] parts = savings(mode, other, figure);
        return Arrays.stream(parts).anyMatch(part -> part < least)
                && Arrays.stream(parts).anyMatch(part -> part >= least);
    }

    private double[] savings(WriteMode mode, WriteMode other, ToDoubleFunction<Round> figure) {
        List<Round> ours = of(mode);
        List<Round> theirs = of(other);
        double[] parts = new double[Math.min(ours.size(), theirs.size())];
        for (int i = 0; i < parts.length; i++) {
            double base = figure.applyAsDouble(theirs.get(i));
            parts[i] = base == 0 ? 0 : 1 - figure.applyAsDouble(ours.get(i)) / base;
        }
        return parts;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        if (n == 0) return 0;
        return n % 2 == 1 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
    }
}
