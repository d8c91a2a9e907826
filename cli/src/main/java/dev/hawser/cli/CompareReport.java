package dev.hawser.cli;

import dev.hawser.http.ServerConfig.WriteMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The figures of a comparison in words, as a table, as JSON and as a page. What they say follows from them alone. */
final class CompareReport {

    /** What the project's founding text promised, as parts. */
    private static final double LEAST_CALLS = 0.30;

    private static final double LEAST_CPU = 0.10;

    /** A spread of the rounds beyond which what they say of CPU is not to be believed. */
    private static final double NOISE = 0.5;

    private final List<CompareResult> results;
    private final String conditions;

    CompareReport(List<CompareResult> results, int rounds, Duration length, String transport) {
        this.results = results;
        this.conditions = "%d interleaved rounds of %d ms a case; transport %s; Java %s; %s %s, %d processors"
                .formatted(
                        rounds,
                        length.toMillis(),
                        transport,
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.getRuntime().availableProcessors());
    }

    String toText() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "%-34s %-8s %12s %10s %7s %9s %12s %9s %9s%n",
                "case",
                "write",
                "calls/resp",
                "CPU us",
                "+-",
                "copied/B",
                "resp/s",
                "p50 us",
                "p99 us"));
        for (CompareResult result : results) {
            String name = result.what.name();
            for (WriteMode mode : WriteMode.values()) {
                out.append(String.format(
                        Locale.ROOT,
                        "%-34s %-8s %12.3f %10.2f %6.0f%% %9.3f %,12.0f %,9.0f %,9.0f%n",
                        name,
                        word(mode),
                        result.median(mode, CompareResult.Round::writes),
                        result.median(mode, CompareResult.Round::cpuMicros),
                        100 * result.spread(mode, CompareResult.Round::cpuMicros),
                        result.median(mode, CompareResult.Round::copies),
                        result.median(mode, CompareResult.Round::perSecond),
                        result.median(mode, CompareResult.Round::p50),
                        result.median(mode, CompareResult.Round::p99)));
                name = "";
            }
        }
        out.append('\n');
        for (String line : conclusions()) out.append(line).append('\n');
        return out.append('\n').append(conditions).append('\n').toString();
    }

    /** What the two sentences of the claim come to here. */
    List<String> conclusions() {
        List<String> lines = new ArrayList<>();
        claim(
                lines,
                "30-50 % fewer system calls than one large frame per write (frame)",
                WriteMode.FRAME,
                CompareResult.Round::writes,
                LEAST_CALLS);
        claim(
                lines,
                "30-50 % fewer system calls than one growing buffer (flatten)",
                WriteMode.FLATTEN,
                CompareResult.Round::writes,
                LEAST_CALLS);
        claim(
                lines,
                "10-20 % less CPU than one large frame per write (frame)",
                WriteMode.FRAME,
                CompareResult.Round::cpuMicros,
                LEAST_CPU);
        claim(
                lines,
                "10-20 % less CPU than one growing buffer (flatten)",
                WriteMode.FLATTEN,
                CompareResult.Round::cpuMicros,
                LEAST_CPU);
        noise(lines);
        lines.add(
                "Why: frame pays a call for each frame of a KiB and more, so gather saves 1 - 1/k where k such frames are");
        lines.add(
                "ready at a time, and nothing below a KiB or with one frame. A growing buffer joins as many frames as gather");
        lines.add("does, so it costs no more calls; it costs copies, which show in the CPU of large content only.");
        return lines;
    }

    private void noise(List<String> lines) {
        double[] spreads = results.stream()
                .flatMap(result -> Arrays.stream(WriteMode.values())
                        .map(mode -> result.spread(mode, CompareResult.Round::cpuMicros)))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double middle = spreads[spreads.length / 2];
        if (middle < NOISE) return;
        lines.add(
                "Too noisy: in half of the cells the rounds lie %.0f %% apart. Something else had the processors; believe the"
                                .formatted(100 * middle)
                        + " calls and the copies, which are counted, and not the CPU.");
    }

    private void claim(
            List<String> lines,
            String claim,
            WriteMode other,
            ToDoubleFunction<CompareResult.Round> figure,
            double least) {
        List<CompareResult> order = new ArrayList<>(results);
        order.sort(Comparator.comparingDouble(result -> -result.saved(WriteMode.GATHER, other, figure)));
        long undecided = order.stream()
                .filter(result -> result.isUndecided(WriteMode.GATHER, other, figure, least))
                .count();
        long holds = order.stream()
                .filter(result -> result.saved(WriteMode.GATHER, other, figure) >= least)
                .count();
        CompareResult best = order.getFirst();
        CompareResult worst = order.getLast();
        lines.add("%s: holds in %d of %d cases%s; most %s (%s), least %s (%s)."
                .formatted(
                        claim,
                        holds,
                        order.size(),
                        undecided == 0 ? "" : ", and in %d the rounds disagree".formatted(undecided),
                        percent(best.saved(WriteMode.GATHER, other, figure)),
                        best.what.name(),
                        percent(worst.saved(WriteMode.GATHER, other, figure)),
                        worst.what.name()));
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%+.0f %%", 100 * part);
    }

    private static String word(WriteMode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    String toJson() {
        Json out = new Json();
        out.add("conditions", conditions);
        out.begin("cases");
        for (CompareResult result : results) {
            out.begin(result.what.name());
            for (WriteMode mode : WriteMode.values()) {
                out.begin(word(mode));
                out.add("write_calls_per_response", result.median(mode, CompareResult.Round::writes));
                out.add("cpu_us_per_response", result.median(mode, CompareResult.Round::cpuMicros));
                out.add("cpu_spread", result.spread(mode, CompareResult.Round::cpuMicros));
                out.add("copied_per_sent", result.median(mode, CompareResult.Round::copies));
                out.add("responses_per_second", result.median(mode, CompareResult.Round::perSecond));
                out.add("p50_us", result.median(mode, CompareResult.Round::p50));
                out.add("p99_us", result.median(mode, CompareResult.Round::p99));
                out.end();
            }
            out.add(
                    "calls_saved_against_frame",
                    result.saved(WriteMode.GATHER, WriteMode.FRAME, CompareResult.Round::writes));
            out.add(
                    "calls_saved_against_flatten",
                    result.saved(WriteMode.GATHER, WriteMode.FLATTEN, CompareResult.Round::writes));
            out.add(
                    "cpu_saved_against_frame",
                    result.saved(WriteMode.GATHER, WriteMode.FRAME, CompareResult.Round::cpuMicros));
            out.add(
                    "cpu_saved_against_flatten",
                    result.saved(WriteMode.GATHER, WriteMode.FLATTEN, CompareResult.Round::cpuMicros));
            out.end();
        }
        return out.end().toString();
    }

    /** One page that needs no other file. */
    String toHtml(byte[] picture) {
        StringBuilder rows = new StringBuilder();
        for (CompareResult result : results) {
            String name = "<th rowspan=3>" + result.what.name() + "</th>";
            for (WriteMode mode : WriteMode.values()) {
                rows.append("<tr class=")
                        .append(word(mode))
                        .append('>')
                        .append(name)
                        .append("<td>")
                        .append(word(mode));
                cell(rows, "%.3f", result.median(mode, CompareResult.Round::writes));
                cell(rows, "%.2f", result.median(mode, CompareResult.Round::cpuMicros));
                cell(rows, "%.0f %%", 100 * result.spread(mode, CompareResult.Round::cpuMicros));
                cell(rows, "%.3f", result.median(mode, CompareResult.Round::copies));
                cell(rows, "%,.0f", result.median(mode, CompareResult.Round::perSecond));
                cell(rows, "%,.0f", result.median(mode, CompareResult.Round::p50));
                cell(rows, "%,.0f", result.median(mode, CompareResult.Round::p99));
                rows.append("</tr>\n");
                name = "";
            }
        }
        return """
                <!doctype html>
                <html lang="en">
                <meta charset="utf-8">
                <title>Hawser: three ways to write</title>
                <style>
                body { font: 16px/1.5 system-ui, sans-serif; max-width: 78rem; margin: 2rem auto; padding: 0 1rem; color: #1c2b33 }
                table { border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums }
                th, td { padding: .15rem .8rem; text-align: right } th { text-align: left; font-weight: 600 }
                tr.gather { border-top: 1px solid #ccd6dd; background: #eef6fa } img { max-width: 100%% }
                </style>
                <h1>Three ways to write, one engine</h1>
                <p>gather names large content where it lies and sends many frames in one call; frame sends each large frame by
                itself; flatten copies everything into one growing buffer.</p>
                <ul>%s</ul>
                <img alt="Write calls and CPU per response for each strategy" src="data:image/png;base64,%s">
                <table>
                <tr><th>case<th>write<td>calls per response<td>CPU us<td>spread<td>copied per octet sent<td>responses/s<td>p50 us<td>p99 us</tr>
                %s</table>
                <p>%s</p>
                </html>
                """.formatted(
                String.join(
                        "",
                        conclusions().stream().map(line -> "<li>" + line + "\n").toList()),
                Base64.getEncoder().encodeToString(picture),
                rows,
                conditions);
    }

    private static void cell(StringBuilder rows, String format, double value) {
        rows.append("<td>").append(String.format(Locale.ROOT, format, value));
    }
}
