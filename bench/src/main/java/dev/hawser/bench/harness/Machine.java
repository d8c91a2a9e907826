package dev.hawser.bench.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where and with what a run was made. */
final class Machine {

    private static final Pattern JAR = Pattern.compile(
            "/(netty-codec-http2|vertx-core|jetty-server|helidon-webserver|undertow-core|httpserver|okhttp-jvm|httpclient5|reactor-netty-http)-([0-9][^/]*)\\.jar$");

    private Machine() {}

    /** Facts by name, in the order they are told. */
    static Map<String, String> facts(Path repository, Contest.Plan plan) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("time", LocalDateTime.now().format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm")));
        facts.put(
                "Hawser",
                Tools.firstLine("git", "-C", repository.toString(), "describe", "--always", "--dirty", "--abbrev=10"));
        facts.put(
                "machine",
                "%s, %d CPUs, %s"
                        .formatted(first("/proc/cpuinfo", "model name"), cpus(), first("/proc/meminfo", "MemTotal")));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("JDK", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
        facts.put("JVM flags", String.join(" ", Peer.JVM_FLAGS));
        var jars = new StringBuilder();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            var m = JAR.matcher(entry);
            if (m.find()) {
                jars.append(jars.isEmpty() ? "" : ", ")
                        .append(m.group(1).equals("httpserver") ? "robaho" : m.group(1))
                        .append(' ')
                        .append(m.group(2));
            }
        }
        facts.put("peers", jars.toString());
        facts.put(
                "native",
                Stream.of(
                                Tools.firstLine("nginx", "-v").replace("nginx version: ", ""),
                                Tools.firstLine("nghttpd", "--version"),
                                Tools.firstLine("h2o", "--version"),
                                Tools.firstLine("cc", "--version"))
                        .filter(line -> !line.equals("-"))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("-"));
        facts.put(
                "clients",
                Tools.firstLine("wrk", "-v").replaceAll(" Copyright.*", "") + ", "
                        + Tools.firstLine("h2load", "--version"));
        facts.put(
                "plan",
                "%d interleaved rounds of %s s, %s s of warm-up for a JVM; servers on CPU %d, clients on CPU %d"
                        .formatted(
                                plan.rounds(),
                                Outcome.number(plan.seconds()),
                                Outcome.number(plan.warmup()),
                                plan.serverCpu(),
                                plan.clientCpu()));
        facts.put("load at the start", read("/proc/loadavg"));
        return facts;
    }

    private static int cpus() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static String first(String file, String field) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("-");
        } catch (IOException e) {
            return "-";
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            return "-";
        }
    }
}
