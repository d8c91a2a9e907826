package dev.hawser.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was measured of one class of benchmarks, as a page shows it, and whether it is what it should be. */
final class BytesTable {

    private BytesTable() {}

    /** One benchmark with one parameter, {@code ""} if it has none; times in nanoseconds. */
    record Cell(String group, String name, String param, double fastest, double median, double octets) {}

    /** What one cell should reach. */
    private sealed interface Goal {
        String name();

        String param();
    }

    /** At most so many times as long as another, which is of the same run. */
    private record AtMost(double factor, String name, String param, String against, String itsParam) implements Goal {}

    /** At most so many nanoseconds. */
    private record Nanos(double most, String name, String param) implements Goal {}

    /** At most so many octets allocated; half an octet on average is none. */
    private record Octets(double most, String name, String param) implements Goal {}

    private static Goal atMost(double factor, String name, String against) {
        return new AtMost(factor, name, "", against, "");
    }

    private static Goal atMost(double factor, String name, String against, String param) {
        return new AtMost(factor, name, param, against, param);
    }

    private static final Map<String, String> BASELINES = Map.of(
            "BytesGetBenchmark", "array",
            "BytesSliceBenchmark", "leastObject",
            "BytesSearchBenchmark", "naiveLoop",
            "BytesListBenchmark", "hawserAppend",
            "BytesRopeGetBenchmark", "hawserRope",
            "BytesCopyBenchmark", "arraycopy",
            "BytesGatherBenchmark", "bareGather",
            "BytesLeaseBenchmark", "hawserLease");

    private static final Map<String, List<Goal>> GOALS = Map.of(
            "BytesGetBenchmark",
            List.of(
                    atMost(1.2, "hawserHeap", "array"),
                    atMost(1.2, "hawserNative", "array"),
                    atMost(1.05, "hawserNative", "directByteBuffer"),
                    atMost(1.2, "hawserHeapSlice", "array"),
                    atMost(1.2, "hawserNativeSlice", "array"),
                    atMost(1.2, "hawserBothKinds", "bothSegments"),
                    atMost(1.2, "hawserBothKinds", "bothByteBuffers")),
            "BytesSliceBenchmark",
            List.of(
                    new Octets(32, "hawserHeap", ""),
                    new Octets(32, "hawserNative", ""),
                    atMost(1.2, "hawserHeap", "leastObject"),
                    atMost(1.2, "hawserNative", "leastObject"),
                    atMost(0.2, "hawserHeap", "nettyRetainedSliceAndRelease"),
                    atMost(0.2, "hawserNative", "nettyRetainedSliceAndRelease")),
            "BytesSearchBenchmark",
            List.of(
                    atMost(0.5, "hawserHeap", "naiveLoop", "size 1024"),
                    atMost(0.5, "hawserNative", "naiveLoop", "size 1024"),
                    atMost(1.0, "hawserHeap", "nettyHeap", "size 1024"),
                    atMost(1.0, "hawserNative", "nettyDirect", "size 1024")),
            "BytesListBenchmark",
            List.of(
                    // Ten times the parts in at most twice ten times the time: constant for each, garbage included.
                    new AtMost(20, "hawserAppend", "parts 1000", "hawserAppend", "parts 100"),
                    atMost(0.05, "hawserAppend", "nettyDefault", "parts 1000")),
            "BytesRopeGetBenchmark",
            List.of(
                    // The logarithm of 1000 is three times that of 10.
                    new AtMost(3, "hawserRope", "parts 1000", "hawserRope", "parts 10"),
                    atMost(1.0, "hawserRope", "nettyComposite", "parts 1000")),
            "BytesCopyBenchmark",
            List.of(
                    atMost(1.1, "hawserGet", "arraycopy", "size 16384"),
                    atMost(1.1, "hawserGetNative", "arraycopy", "size 16384"),
                    atMost(1.1, "hawserPut", "arraycopy", "size 16384")),
            "BytesGatherBenchmark",
            List.of(
                    atMost(1.1, "hawserGatherToSocket", "bareGatherToSocket"),
                    atMost(1.1, "hawserGather", "bareGather"),
                    atMost(1.1, "hawserPack", "bareFlatten")),
            "BytesLeaseBenchmark",
            List.of(new Nanos(50, "hawserLease", ""), new Octets(0.5, "hawserLease", "")));

    /** The table of {@code group}, what of its goals was measured, and {@code note}. */
    static String of(String group, List<Cell> all, String note) {
        List<Cell> cells = all.stream().filter(c -> c.group.equals(group)).toList();
        String base = BASELINES.getOrDefault(group, cells.getFirst().name);
        StringBuilder out = new StringBuilder();
        out.append("| | | fastest ns | median ns | B allocated | of `")
                .append(base)
                .append("` |\n| --- | --- | ---: | ---: | ---: | ---: |\n");
        for (Cell c : cells) {
            Cell baseline = find(cells, base, c.param);
            out.append("| %s | %s | %.1f | %.1f | %.0f | %s |\n"
                    .formatted(
                            c.name,
                            c.param,
                            c.fastest,
                            c.median,
                            c.octets,
                            baseline == null ? "" : number(c.fastest / baseline.fastest)));
        }
        List<String> reached = new ArrayList<>();
        for (Goal goal : GOALS.getOrDefault(group, List.of())) {
            String line = judged(goal, cells);
            if (line != null) reached.add(line);
        }
        if (!reached.isEmpty()) {
            out.append("\n| it should be | it is | |\n| --- | ---: | --- |\n");
            for (String line : reached) out.append(line);
        }
        return out.append('\n').append(note).append(".\n").toString();
    }

    private static @Nullable String judged(Goal goal, List<Cell> cells) {
        Cell cell = find(cells, goal.name(), goal.param());
        if (cell == null) return null;
        String who = (cell.name + " " + cell.param).strip();
        return switch (goal) {
            case AtMost g -> {
                Cell other = find(cells, g.against, g.itsParam);
                if (other == null) yield null;
                String whose = (g.against + (g.itsParam.equals(g.param) ? "" : " " + g.itsParam)).strip();
                yield line(
                        "%s at most %s of %s".formatted(who, number(g.factor), whose),
                        cell.fastest / other.fastest,
                        g.factor);
            }
            case Nanos g -> line("%s at most %s ns".formatted(who, number(g.most)), cell.fastest, g.most);
            case Octets g ->
                line(
                        "%s at most %s B allocated".formatted(who, g.most < 1 ? "0" : number(g.most)),
                        cell.octets,
                        g.most);
        };
    }

    private static String line(String goal, double is, double most) {
        return "| %s | %s | %s |\n".formatted(goal, number(is), is <= most ? "reached" : "**missed**");
    }

    private static @Nullable Cell find(List<Cell> cells, String name, String param) {
        for (Cell c : cells) if (c.name.equals(name) && c.param.equals(param)) return c;
        return null;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
}
