package dev.hawser.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The hawser command as a process of its own, on a free port, in a heap smaller than what it has to carry. */
final class HawserProcess implements AutoCloseable {

    private static final String READY = "hawser: listening on ";
    private static final List<String> FLAGS =
            List.of("-Xmx96m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED");

    private final Process process;
    private final StringBuffer out = new StringBuffer();
    private final StringBuffer err = new StringBuffer();
    private final CountDownLatch said = new CountDownLatch(1);
    private final CompletableFuture<String> secureUrl = new CompletableFuture<>();

    private HawserProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts {@code args} from the classes under test; {@code --port 0} is added, and {@code --blocked-after 0}, because tests
     * look at what it says, and a machine that stalls is no news there. Waits until it listens.
     */
    static HawserProcess start(String... args) throws Exception {
        return startWith(List.of(), args);
    }

    /** As {@link #start}, on a port that is known. */
    static HawserProcess startAt(int port, String... args) throws Exception {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--port";
        all[args.length + 1] = Integer.toString(port);
        return start(all);
    }

    /** As {@link #start}, with more flags for the JVM. */
    static HawserProcess startWith(List<String> flags, String... args) throws Exception {
        List<String> what = new ArrayList<>(flags);
        what.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.hawser.cli.Main"));
        return start(what, args);
    }

    /** Starts {@code args} from a jar. */
    static HawserProcess startJar(Path jar, String... args) throws Exception {
        return start(List.of("-jar", jar.toString()), args);
    }

    private static HawserProcess start(List<String> what, String... args) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        if (!all.contains("--port")) all.addAll(List.of("--port", "0"));
        if (!all.contains("--blocked-after")) all.addAll(List.of("--blocked-after", "0"));
        HawserProcess hawser = new HawserProcess(launch(what, all));
        hawser.listen();
        if (!hawser.said.await(90, TimeUnit.SECONDS) || !hawser.out.toString().startsWith(READY)) {
            hawser.close();
            throw new AssertionError("not listening: " + hawser.out + hawser.err);
        }
        return hawser;
    }

    /** The command line that starts {@code args}, for who starts it in another way. */
    static List<String> commandLine(String... args) {
        List<String> all = command(List.of("-cp", System.getProperty("java.class.path"), "dev.hawser.cli.Main"));
        all.addAll(Arrays.asList(args));
        return all;
    }

    /** Runs a command line that is to end by itself, and returns what it said. */
    static Tool.Result run(String... args) throws Exception {
        return Tool.run(commandLine(args).toArray(new String[0]));
    }

    /** As {@link #run}, for what may take as long as {@code seconds}. */
    static Tool.Result runWithin(int seconds, String... args) throws Exception {
        return Tool.run(seconds, new byte[0], commandLine(args).toArray(new String[0]));
    }

    private static Process launch(List<String> what, List<String> args) throws IOException {
        List<String> command = command(what);
        command.addAll(args);
        return new ProcessBuilder(command).start();
    }

    private static List<String> command(List<String> what) {
        // A JVM leaves signals ignored that were when it started, as under nohup, or in the background of a script.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=HUP,INT"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(what);
        return command;
    }

    private void listen() {
        Thread.ofVirtual().start(() -> collect(process.getErrorStream(), err, () -> {}));
        Thread.ofVirtual().start(() -> {
            collect(process.getInputStream(), out, this::heard);
            said.countDown();
        });
    }

    private void heard() {
        said.countDown();
        out.toString()
                .lines()
                .filter(line -> line.startsWith(READY + "https:"))
                .forEach(line -> secureUrl.complete(line.substring(READY.length())));
    }

    private static void collect(InputStream stream, StringBuffer into, Runnable afterLine) {
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line; (line = lines.readLine()) != null; ) {
                into.append(line).append('\n');
                afterLine.run();
            }
        } catch (IOException e) {
            into.append(e).append('\n');
        }
    }

    /** Such as {@code http://127.0.0.1:34567}. */
    String url() {
        return out.toString().lines().findFirst().orElseThrow().substring(READY.length());
    }

    /** Such as {@code https://127.0.0.1:34567}, for what was started with {@code --tls-port}. Waits until it is said. */
    String secureUrl() throws Exception {
        return secureUrl.get(90, TimeUnit.SECONDS);
    }

    int port() {
        return URI.create(url()).getPort();
    }

    String url(String path) {
        return url() + path;
    }

    /** All of standard output so far. */
    String out() {
        return out.toString();
    }

    /** All of standard error so far. */
    String err() {
        return err.toString();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** The most memory it has had resident, in octets; Linux. */
    long peakMemory() throws IOException {
        return status("VmHWM:");
    }

    /** The memory it has resident now, in octets; Linux. */
    long memory() throws IOException {
        return status("VmRSS:");
    }

    /** How many descriptors it has open; Linux. */
    int descriptors() throws IOException {
        return openFiles().size();
    }

    /** What its descriptors lead to; Linux. */
    List<String> openFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (var all = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            for (Path each : all.toList()) {
                try {
                    files.add(Files.readSymbolicLink(each).toString());
                } catch (NoSuchFileException e) {
                    // Closed since it was listed.
                }
            }
        }
        return files;
    }

    private long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(name)) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
        throw new IOException("no " + name);
    }

    /** Sends SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Sends SIG{@code name}. */
    void signal(String name) throws Exception {
        Tool.run("sh", "-c", "kill -" + name + " " + process.pid()).ok();
    }

    /** Waits until {@code text} has been said on standard error. */
    void awaitError(String text) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!err.toString().contains(text)) {
            if (System.nanoTime() > end || !process.isAlive())
                throw new AssertionError("'" + text + "' not in: " + err);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    /** Waits for the end, and returns the exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(30, TimeUnit.SECONDS)) throw new AssertionError("still running: " + out + err);
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
