package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers behind a real HAProxy that speaks HTTP/2 to them, says who asks, and watches their health. */
class HaproxyTest {

    private static final String[] DEMO = {
        "demo", "--loops", "1", "--drain-delay", "600ms", "--proxy-protocol", "127.0.0.1", "--access-log"
    };

    /** How a connection begins that HAProxy makes for itself. */
    private static final String NOBODY = "PROXY UNKNOWN\r\n";

    @TempDir
    private Path folder;

    private final HawserProcess[] servers = new HawserProcess[3];

    @Test
    void aRollingRestartUnderLoadLosesNoRequestAndWeightsAndAddressesAreKept() throws Exception {
        Tool.assumeInstalled("haproxy");
        Process haproxy = null;
        LoadUntilClosed load = null;
        try {
            startAll();
            int port = freePort();
            Path settings = Files.writeString(folder.resolve("haproxy.cfg"), settings(port));
            haproxy = new ProcessBuilder("haproxy", "-db", "-f", settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("haproxy.log").toFile())
                    .start();
            awaitService(port, haproxy);
            theClientsAddressIsInTheLog(port);

            load = LoadUntilClosed.start(port, 4, 2);
            LoadUntilClosed running = load;
            // A check that a busy machine has answered late takes a server out for a while: then the others share.
            until(() -> hasTwiceTheWeight(running));

            for (int i = 0; i < servers.length; i++) restart(i, running);
            assertThat(running.failures()).isEmpty();
        } finally {
            if (load != null) load.close();
            if (haproxy != null) haproxy.destroyForcibly().onExit().join();
            for (HawserProcess server : servers) if (server != null) server.close();
        }
    }

    private void startAll() throws Exception {
        List<FutureTask<HawserProcess>> starting = new ArrayList<>();
        for (int i = 0; i < servers.length; i++) {
            String[] options = options(i);
            FutureTask<HawserProcess> start = new FutureTask<>(() -> HawserProcess.start(options));
            Thread.startVirtualThread(start);
            starting.add(start);
        }
        for (int i = 0; i < servers.length; i++) servers[i] = starting.get(i).get();
    }

    /** The configuration of docs/operations.md, with addresses that are free here and checks that are quicker and wait longer. */
    private String settings(int port) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "operations.md"));
        int from = page.indexOf("    defaults\n");
        int to = page.indexOf("\n\n", page.indexOf("    backend hawser\n"));
        assertThat(from).as("the configuration in the page").isBetween(0, to);
        String text = page.substring(from, to + 1).stripIndent();
        text = exchanged(text, "bind :443 ssl crt /etc/haproxy/site.pem alpn h2,http/1.1", "bind 127.0.0.1:" + port);
        text = exchanged(text, "inter 1s", "inter 250ms");
        text = exchanged(text, "timeout check 1s", "timeout check 10s");
        text = exchanged(text, "timeout connect 2s", "timeout connect 20s");
        for (int i = 0; i < servers.length; i++) {
            text = exchanged(text, "10.0.0.%d:8080".formatted(i + 1), "127.0.0.1:" + servers[i].port());
        }
        return text;
    }

    private static String exchanged(String text, String part, String by) {
        assertThat(text).contains(part);
        return text.replace(part, by);
    }

    private String[] options(int i) {
        List<String> all = new ArrayList<>(List.of(DEMO));
        all.add(log(i).toString());
        return all.toArray(new String[0]);
    }

    private Path log(int i) {
        return folder.resolve("access" + i + ".log");
    }

    private void awaitService(int port, Process haproxy) throws Exception {
        try {
            // A cold server may answer the first checks too late. Then each is asked twice as it should be.
            until(() -> {
                for (int i = 0; i < 20; i++) {
                    if (!haproxy.isAlive() || !ask(port, null, "/plain").startsWith("HTTP/1.1 200 ")) return false;
                }
                return true;
            });
        } catch (AssertionError e) {
            throw new AssertionError("HAProxy: " + Files.readString(folder.resolve("haproxy.log")), e);
        }
    }

    private void theClientsAddressIsInTheLog(int port) {
        assertThat(ask(port, InetAddress.ofLiteral("127.0.0.77"), "/plain?who")).startsWith("HTTP/1.1 200 ");
        until(() -> {
            for (int i = 0; i < servers.length; i++) {
                for (String line : lines(log(i))) {
                    if (line.contains("/plain?who")) return line.startsWith("127.0.0.77 ");
                }
            }
            return false;
        });
    }

    /** Ends one server as systemd would, and starts another in its place. */
    private void restart(int i, LoadUntilClosed load) throws Exception {
        HawserProcess old = servers[i];
        int port = old.port();
        old.terminate();
        assertThat(old.exitCode()).isZero();
        servers[i] = HawserProcess.startAt(port, options(i));
        until(() -> count(servers[i]) > 20); // HAProxy has found it again.
        assertThat(load.failures()).as("while server %d was replaced", i).isEmpty();
    }

    private static long answered(LoadUntilClosed load, long least) {
        until(() -> load.answered() >= least || !load.failures().isEmpty());
        assertThat(load.failures()).isEmpty();
        return load.answered();
    }

    /** Whether, of the next requests, the first server gets as many as both others. */
    private boolean hasTwiceTheWeight(LoadUntilClosed load) {
        long[] before = counts();
        answered(load, load.answered() + 2_000);
        long[] after = counts();
        double share = (after[0] - before[0]) / (double) (after[1] - before[1] + after[2] - before[2]);
        return share > 0.8 && share < 1.25;
    }

    private long[] counts() {
        long[] counts = new long[servers.length];
        for (int i = 0; i < counts.length; i++) counts[i] = count(servers[i]);
        return counts;
    }

    /** Requests that a server has answered. */
    private static long count(HawserProcess server) {
        Matcher matcher = Pattern.compile("(?m)^hawser_requests_total (\\d+)")
                .matcher(ask(server.port(), null, NOBODY, "/metrics"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static String ask(int port, InetAddress from, String path) {
        return ask(port, from, "", path);
    }

    /** All that is answered; nothing where nobody listens. */
    private static String ask(int port, InetAddress from, String before, String path) {
        try (Socket socket = new Socket()) {
            if (from != null) socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(10_000);
            String request = before + "GET " + path + " HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }
}
