package dev.hawser.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers behind a real HAProxy that speaks HTTP/2 to them and asks for their health. */
class HaproxyTest {

    /** As in docs/operations.md, with ports that are free here and checks that are quick. */
    private static final String SETTINGS = """
            global
                maxconn 500
            defaults
                mode http
                timeout connect 2s
                timeout client 10s
                timeout server 10s
                retries 3
                option redispatch
                retry-on conn-failure empty-response response-timeout 503
            frontend web
                bind 127.0.0.1:%d
                default_backend hawser
            backend hawser
                balance roundrobin
                option httpchk
                http-check send meth GET uri /_hawser/health/ready ver HTTP/1.1 hdr Host hawser
                timeout check 1s
                default-server proto h2 check inter 100ms fall 1 rise 1
                server a 127.0.0.1:%d weight 20
                server b 127.0.0.1:%d weight 10
                server c 127.0.0.1:%d weight 10
            """;

    private static final String[] DEMO = {"demo", "--loops", "1", "--drain-delay", "400ms"};

    @TempDir
    private Path folder;

    private final List<HawserProcess> servers = new ArrayList<>();

    @Test
    void aRollingRestartUnderLoadLosesNoRequestAndWeightsAreKept() throws Exception {
        Tool.assumeInstalled("haproxy");
        for (int i = 0; i < 3; i++) servers.add(HawserProcess.start(DEMO));
        int port = freePort();
        Path settings = folder.resolve("haproxy.cfg");
        Files.writeString(
                settings,
                SETTINGS.formatted(
                        port,
                        servers.get(0).port(),
                        servers.get(1).port(),
                        servers.get(2).port()));
        Process haproxy = new ProcessBuilder("haproxy", "-db", "-f", settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("haproxy.log").toFile())
                .start();
        try (LoadUntilClosed load = loadWhenReady(port, haproxy)) {
            until(() -> load.answered() > 2_000);
            long[] before = counts();
            long mark = load.answered();
            until(() -> load.answered() > mark + 2_000);
            long[] after = counts();
            double share = (after[0] - before[0]) / (double) (after[1] - before[1] + after[2] - before[2]);
            assertThat(share).as("twice the weight, as much as both others").isBetween(0.8, 1.25);

            for (int i = 0; i < 3; i++) restart(i, load);
            assertThat(load.failures()).isEmpty();
        } finally {
            haproxy.destroyForcibly().onExit().join();
            for (HawserProcess server : servers) server.close();
        }
    }

    private LoadUntilClosed loadWhenReady(int port, Process haproxy) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            until(() -> haproxy.isAlive() && status(client, "http://127.0.0.1:" + port + "/plain") == 200);
        } catch (AssertionError e) {
            throw new AssertionError("HAProxy: " + Files.readString(folder.resolve("haproxy.log")), e);
        }
        return LoadUntilClosed.start(port, 4, 2);
    }

    /** Ends one server as systemd would, and starts another in its place. */
    private void restart(int i, LoadUntilClosed load) throws Exception {
        HawserProcess old = servers.get(i);
        int port = old.port();
        old.terminate();
        assertThat(old.exitCode()).isZero();
        HawserProcess fresh = HawserProcess.startAt(port, DEMO);
        servers.set(i, fresh);
        until(() -> count(fresh) > 50); // HAProxy has found it again.
        assertThat(load.failures()).as("while server %d was replaced", i).isEmpty();
    }

    private long[] counts() {
        return servers.stream().mapToLong(HaproxyTest::count).toArray();
    }

    /** Requests that a server has answered, but for those that asked for its health. */
    private static long count(HawserProcess server) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server.url("/metrics"))).build();
            Matcher matcher = Pattern.compile("(?m)^hawser_requests_total (\\d+)")
                    .matcher(client.send(request, BodyHandlers.ofString()).body());
            return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int status(HttpClient client, String url) {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
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
