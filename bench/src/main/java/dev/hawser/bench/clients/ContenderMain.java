package dev.hawser.bench.clients;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * The process of one client. Each line that it reads is something to do; each is answered by a line: {@code done COUNT
 * OCTETS WALL-NANOS CPU-NANOS ALLOCATED}, or {@code failed WHY}.
 */
public final class ContenderMain {

    private ContenderMain() {}

    /** Arguments: the client's name, h1 or h2, and how many connections of HTTP/1.1 it may have. */
    public static void main(String[] args) throws Exception {
        boolean http2 = args[1].equals("h2");
        int connections = Integer.parseInt(args[2]);
        Contender contender = switch (args[0]) {
            case "hawser" -> new HawserContender(http2, connections);
            case "jdk" -> new JdkContender(http2);
            case "okhttp" -> new OkHttpContender(http2, connections);
            case "apache" -> new ApacheContender(http2, connections);
            case "reactor" -> new ReactorContender(http2, connections);
            case "jetty" -> new JettyContender(http2, connections);
            default -> throw new IllegalArgumentException("no client '%s'".formatted(args[0]));
        };
        System.out.println("ready");
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(answer(contender, line.split(" ", -1)));
        }
        contender.close();
        System.exit(0);
    }

    private static String answer(Contender contender, String[] words) {
        try {
            long wall = System.nanoTime();
            long cpu = cpu();
            long allocated = allocated();
            long count = 1;
            long octets = 0;
            switch (words[0]) {
                case "ask" -> {
                    int open = Integer.parseInt(words[2]);
                    int length = Integer.parseInt(words[3]);
                    long nanos = (long) (Double.parseDouble(words[4]) * TimeUnit.SECONDS.toNanos(1));
                    Tally tally = new Tally(System.nanoTime() + nanos, length, open);
                    contender.ask(words[1], open, tally);
                    count = tally.await();
                    octets = count * length;
                }
                case "download" -> octets = contender.download(words[1]);
                case "upload" -> {
                    octets = Long.parseLong(words[2]);
                    String said = contender.upload(words[1], octets);
                    if (!said.contains(words[2])) throw new IOException("the server counted " + said);
                }
                default -> throw new IllegalArgumentException(words[0]);
            }
            return "done %d %d %d %d %d"
                    .formatted(count, octets, System.nanoTime() - wall, cpu() - cpu, allocated() - allocated);
        } catch (Exception e) {
            return "failed " + String.valueOf(e).replace('\n', ' ');
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getTotalThreadAllocatedBytes();
    }
}
