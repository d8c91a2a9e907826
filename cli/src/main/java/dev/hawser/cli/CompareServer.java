package dev.hawser.cli;

import dev.hawser.http.ServerConfig.WriteMode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A {@code hawser demo} in a process of its own, with one loop and one write strategy, so that its CPU is its own. */
final class CompareServer implements AutoCloseable {

    /**
     * What the server has counted.
     *
     * @param writeCalls write-type system calls
     * @param copied octets of content copied in user space on the way out
     * @param sent octets written to sockets
     * @param cpu processor time of all its threads
     */
    record Counts(long writeCalls, long copied, long sent, Duration cpu) {}

    final WriteMode mode;
    private final Process process;
    private final int port;

    private CompareServer(WriteMode mode, Process process, int port) {
        this.mode = mode;
        this.process = process;
        this.port = port;
    }

    static CompareServer start(WriteMode mode, String transport) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.java(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "demo",
                "--port",
                "0",
                "--loops",
                "1",
                "--transport",
                transport,
                "--write",
                mode.name().toLowerCase(Locale.ROOT)));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader lines = process.inputReader();
        String ready = lines.readLine();
        if (ready == null) throw new Failure("the server for '" + mode + "' did not start");
        return new CompareServer(mode, process, Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1)));
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** What has been counted until now. The request for it counts too; it is the same for each strategy. */
    Counts counts() throws IOException {
        String text;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        Duration cpu = process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
        return new Counts(
                value(text, "hawser_write_calls_total "),
                value(text, "hawser_copied_bytes_total{site=\"pack\"} ")
                        + value(text, "hawser_copied_bytes_total{site=\"stage\"} "),
                value(text, "hawser_sent_bytes_total "),
                cpu);
    }

    private static long value(String text, String name) throws IOException {
        int at = text.indexOf("\n" + name);
        if (at < 0) throw new IOException("no " + name.strip() + " in the server's metrics");
        int from = at + 1 + name.length();
        return Long.parseLong(text.substring(from, text.indexOf('\n', from)).strip());
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Where this process's own java is. */
    private static final class Path {
        static String java() {
            return System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        }
    }
}
