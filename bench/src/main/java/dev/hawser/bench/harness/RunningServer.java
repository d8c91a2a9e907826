package dev.hawser.bench.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer that runs, pinned to one CPU. Closing it ends the process and its children. */
public final class RunningServer implements AutoCloseable {

    private static final long READY_WITHIN_SECONDS = 60;

    /** Those that run now. When this JVM is told to end, they end with it. */
    private static final Set<RunningServer> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(RunningServer::close)));
    }

    private final Process process;
    private final int port;
    private final long begun;

    private RunningServer(Process process, int port, long begun) {
        this.process = process;
        this.port = port;
        this.begun = begun;
        RUNNING.add(this);
    }

    /** Starts it, a JVM with these flags, and waits until it accepts connections. */
    public static RunningServer start(Peer peer, Row row, Site site, Path repository, int cpu, List<String> flags)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = peer.launch().command(new Peer.Place(row, port, site, repository, flags));
        Path log = site.folder().resolve(peer.name() + ".log");
        var builder = new ProcessBuilder(Tools.onCpu(cpu, command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .directory(site.folder().toFile());
        builder.environment().put("JAVA_OPTS", String.join(" ", flags));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // What making the command line takes, such as a build, is no part of the start.
        long begun = System.nanoTime();
        var server = new RunningServer(builder.start(), port, begun);
        try {
            server.awaitReady(site, log);
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
        return server;
    }

    private void awaitReady(Site site, Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_WITHIN_SECONDS);
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new IOException(
                        "ended with %d before it was ready: %s".formatted(process.exitValue(), site.tail(log)));
            }
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 1000);
                return;
            } catch (IOException e) {
                // How long a start takes is told by this, so it looks often.
                Thread.sleep(2);
            }
        }
        throw new IOException("not ready after %d s: %s".formatted(READY_WITHIN_SECONDS, site.tail(log)));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** When the process was started, on the scale of {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    /** The most memory it ever had in RAM, in MiB. */
    double peakMib() throws IOException {
        return status("VmHWM:") / 1024.0;
    }

    /** The memory it has in RAM, in KiB. */
    long residentKib() throws IOException {
        return status("VmRSS:");
    }

    private long status(String field) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + field));
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> children;
        try (Stream<ProcessHandle> all = process.descendants()) {
            children = all.toList();
        }
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
        RUNNING.remove(this);
    }
}
