package dev.hawser.bench.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What one request costs Hawser, by who owns the code that runs; sampled by async-profiler in a server under load. */
public final class Cost {

    /** Shares smaller than this, in percent, are added up. */
    private static final double SMALLEST = 0.4;

    private Cost() {}

    /** Measures one row, writes its stacks, picture and table into a folder, and returns the table. */
    public static String measure(Peer server, Row row, Contest.Plan plan, Site site, Path repository, Path out)
            throws IOException, InterruptedException {
        Path profiler = profiler(site.folder());
        var flags = new ArrayList<>(Peer.JVM_FLAGS);
        flags.addAll(
                List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints", "-XX:+EnableDynamicAgentLoading"));
        var load = new Load(plan.clientCpu(), site.folder(), site.compiled("drain"));
        Path stacks = out.toAbsolutePath().resolve(row.name() + ".stacks");
        try (RunningServer running = RunningServer.start(server, row, site, repository, plan.serverCpu(), flags)) {
            load.run(row, running.port(), plan.warmup());
            String pid = Long.toString(running.handle().pid());
            // The profiler's own start takes processor time; the round begins after it.
            agent(pid, profiler, "start,event=cpu,interval=500us,ann");
            Cpu before = Cpu.read(running.handle());
            Load.Result result = load.run(row, running.port(), plan.seconds());
            Cpu after = Cpu.read(running.handle());
            agent(pid, profiler, "stop,collapsed,ann,file=" + stacks);
            double micros = 1e6 * after.serverSeconds(before) / result.requests(row);
            Stacks seen = Stacks.read(stacks);
            String title = "%s: %s, %.2f us of CPU per request with the profiler on"
                    .formatted(row.name(), row.question(), micros);
            Files.writeString(out.resolve(row.name() + ".svg"), FlameGraph.svg(seen, title));
            String table = table(row, seen, micros);
            Files.writeString(out.resolve(row.name() + ".md"), table);
            return table;
        }
    }

    private static String table(Row row, Stacks stacks, double micros) {
        long all = stacks.samples();
        var text = new StringBuilder("### The cost of one request: %s%n%n".formatted(row.name()));
        text.append(row.question())
                .append(String.format(
                        Locale.ROOT,
                        "; %.2f us of CPU per request with the profiler on, %,d samples.%n%n| where | share | us |%n|---|--:|--:|%n",
                        micros,
                        all));
        double rest = 0;
        var owners = stacks.by(Stacks::owner).entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .toList();
        for (Map.Entry<String, Long> owner : owners) {
            double share = (double) owner.getValue() / all;
            if (100 * share < SMALLEST) {
                rest += share;
                continue;
            }
            text.append(line(owner.getKey(), share, micros));
        }
        if (rest > 0) {
            text.append(line("everything else", rest, micros));
        }
        double kernel = stacks.all().stream()
                        .filter(stack -> Stacks.owner(stack).startsWith("kernel"))
                        .mapToLong(Stacks.Stack::samples)
                        .sum()
                / (double) all;
        text.append(line("**above the kernel's share**", 1 - kernel, micros));
        text.append("\nThe methods that ran longest outside the kernel:\n\n| method | share | us |\n|---|--:|--:|\n");
        stacks.by(stack -> stack.leaf().endsWith("_[k]") ? "" : Stacks.plain(stack.leaf())).entrySet().stream()
                .filter(method -> !method.getKey().isEmpty())
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(20)
                .forEach(method -> text.append(
                        line("`" + method.getKey().replace('/', '.') + "`", (double) method.getValue() / all, micros)));
        return text.toString();
    }

    private static String line(String name, double share, double micros) {
        return String.format(Locale.ROOT, "| %s | %.1f %% | %.2f |%n", name, 100 * share, share * micros);
    }

    /** Puts the tables of a folder between the marks of a page, and the pictures beside it. */
    public static void publish(Path folder, Path page) throws IOException {
        Path pictures = Files.createDirectories(Page.pictures(page));
        var all = new StringBuilder();
        for (Row row : Row.ALL) {
            Path table = folder.resolve(row.name() + ".md");
            if (Files.exists(table)) {
                String picture = "flame-" + row.name() + ".svg";
                Files.copy(
                        folder.resolve(row.name() + ".svg"),
                        pictures.resolve(picture),
                        StandardCopyOption.REPLACE_EXISTING);
                all.append('\n').append(Files.readString(table));
                all.append("\n![Flame graph of %s](%s/%s)\n".formatted(row.name(), pictures.getFileName(), picture));
            }
        }
        Page.fill(page, "cost", all.toString());
    }

    private static void agent(String pid, Path profiler, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        String said = Tools.run(
                60, List.of(jcmd.toString(), pid, "JVMTI.agent_load", profiler.toString(), "\"" + command + "\""));
        if (!said.contains("return code: 0")) {
            throw new IOException("the profiler refused '%s': %s".formatted(command, said.strip()));
        }
    }

    /** The profiler's library, out of its jar on our class path. */
    private static Path profiler(Path folder) throws IOException {
        String name = (System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64")
                + "/libasyncProfiler.so";
        Path library = folder.resolve("libasyncProfiler.so");
        try (InputStream in = Cost.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no async-profiler for this machine: " + name);
            }
            Files.copy(in, library, StandardCopyOption.REPLACE_EXISTING);
        }
        return library;
    }
}
