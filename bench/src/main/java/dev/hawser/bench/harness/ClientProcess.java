package dev.hawser.bench.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client's JVM, pinned to one CPU, which does what it is told line by line. */
final class ClientProcess implements AutoCloseable {

    /**
     * What one task took.
     *
     * @param cpu of all threads of the client's JVM
     * @param allocated octets on its heap
     */
    record Done(long requests, long octets, double seconds, double cpu, long allocated) {

        double microsPerRequest() {
            return cpu * 1e6 / requests;
        }

        double secondsPerGb() {
            return cpu * 1e9 / octets;
        }
    }

    private final Process process;
    private final Site site;
    private final Path log;
    private final BufferedReader out;
    private final PrintStream in;

    ClientProcess(String client, ClientRow row, Site site, int cpu) throws IOException {
        this.site = site;
        log = site.folder().resolve(client + ".log");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Peer.JVM_FLAGS);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.hawser.bench.clients.ContenderMain",
                client,
                row.protocol(),
                Integer.toString(row.connections())));
        process = new ProcessBuilder(Tools.onCpu(cpu, command))
                .redirectError(log.toFile())
                .start();
        out = process.inputReader(StandardCharsets.UTF_8);
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String line = out.readLine();
        if (!"ready".equals(line)) {
            process.destroyForcibly();
            throw new IOException(line == null ? ended() : "it said '%s'".formatted(line));
        }
    }

    Done tell(String task) throws IOException {
        in.println(task);
        // What a library prints of its own is not an answer.
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            String[] words = line.split(" ", -1);
            if (words[0].equals("failed")) throw new IOException(line.substring(7));
            if (!words[0].equals("done")) continue;
            return new Done(
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]) / 1e9,
                    Long.parseLong(words[4]) / 1e9,
                    Long.parseLong(words[5]));
        }
        throw new IOException(ended());
    }

    private String ended() {
        return "it has ended: " + site.tail(log).replace('\n', ' ');
    }

    @Override
    public void close() {
        in.close();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
