package dev.hawser.cli;

import dev.hawser.http.load.LoadPlan;
import dev.hawser.http.load.LoadTotals;
import dev.hawser.message.HttpVersion;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What came out of a run, for people and for programs.
 *
 * @param latency in nanoseconds
 * @param cpuNanos processor time of this process while it measured
 */
record LoadReport(String url, LoadPlan plan, LoadTotals totals, Histogram latency, long cpuNanos) {

    private static final double[] PERCENTILES = {50, 75, 90, 95, 99, 99.9, 99.99};

    String toText() {
        StringBuilder out = new StringBuilder();
        boolean multiplexed = plan.version() == HttpVersion.HTTP_2;
        line(
                out,
                "%s over %s, %d connection%s, %d %s each, %s",
                url,
                multiplexed ? "HTTP/2" : "HTTP/1.1",
                plan.connections(),
                plan.connections() == 1 ? "" : "s",
                plan.streams(),
                multiplexed ? "streams" : "under way",
                plan.transport().name());
        line(out, "");
        line(out, "  requests/s  %,14.1f    in %.2f s", totals.rate(), totals.nanos() / 1e9);
        line(out, "  answered    %,14d    %,d failed", totals.answered(), totals.failed());
        line(
                out,
                "  status      2xx %,d, 3xx %,d, 4xx %,d, 5xx %,d",
                totals.successful(),
                totals.redirections(),
                totals.clientErrors(),
                totals.serverErrors());
        line(
                out,
                "  content     %14s    %s/s",
                octets((double) totals.contentOctets()),
                octets(perSecond(totals.contentOctets())));
        line(out, "  CPU here    %11.2f us    a request", cpuMicros());
        if (totals.reconnects() != 0) line(out, "  reconnects  %,14d", totals.reconnects());
        if (!totals.firstFailure().isEmpty()) line(out, "  first failure: %s", totals.firstFailure());
        line(out, "");
        line(
                out,
                "  latency     mean %s, deviation %s, most %s",
                time(latency.getMean()),
                time(latency.getStdDeviation()),
                time((double) latency.getMaxValue()));
        for (double percentile : PERCENTILES) {
            line(out, "  %7s %%   %10s", shortest(percentile), time((double) latency.getValueAtPercentile(percentile)));
        }
        return out.toString();
    }

    String toJson() {
        Json out = new Json();
        out.add("url", url);
        out.add("protocol", plan.version() == HttpVersion.HTTP_2 ? "h2" : "h1");
        out.add("transport", plan.transport().name());
        out.add("connections", plan.connections());
        out.add("streams", plan.streams());
        out.add("loops", plan.loops());
        out.add("rate", plan.rate());
        out.add("seconds", totals.nanos() / 1e9);
        out.add("requests", totals.answered());
        out.add("requests_per_second", totals.rate());
        out.add("failed", totals.failed());
        out.add("first_failure", totals.firstFailure());
        out.add("reconnects", totals.reconnects());
        out.begin("status");
        out.add("2xx", totals.successful());
        out.add("3xx", totals.redirections());
        out.add("4xx", totals.clientErrors());
        out.add("5xx", totals.serverErrors());
        out.end();
        out.add("content_bytes", totals.contentOctets());
        out.add("received_bytes", totals.receivedOctets());
        out.add("sent_bytes", totals.sentOctets());
        out.add("read_calls", totals.readCalls());
        out.add("write_calls", totals.writeCalls());
        out.add("cpu_seconds", cpuNanos / 1e9);
        out.add("cpu_us_per_request", cpuMicros());
        out.begin("latency_us");
        out.add("mean", latency.getMean() / 1e3);
        out.add("stddev", latency.getStdDeviation() / 1e3);
        out.add("min", latency.getMinValue() / 1e3);
        for (double percentile : PERCENTILES) {
            out.add("p" + shortest(percentile), latency.getValueAtPercentile(percentile) / 1e3);
        }
        out.add("max", latency.getMaxValue() / 1e3);
        out.end();
        return out.toString();
    }

    private double cpuMicros() {
        return totals.answered() == 0 ? 0 : cpuNanos / 1e3 / totals.answered();
    }

    private double perSecond(long count) {
        return totals.nanos() == 0 ? 0 : count * 1e9 / totals.nanos();
    }

    @SuppressWarnings("AnnotateFormatMethod") // The annotation is in a library that the command does not need.
    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String shortest(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    private static String time(double nanos) {
        if (nanos < 1e6) return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
        if (nanos < 1e9) return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    /** {@code count} octets in the unit that keeps it short. */
    static String octets(double count) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        while (count >= 1024 && unit < units.length - 1) {
            count /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", count, units[unit]);
    }
}
