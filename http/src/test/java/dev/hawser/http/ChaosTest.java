package dev.hawser.http;

import static dev.hawser.testkit.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.message.HttpVersion;
import dev.hawser.message.Method;
import dev.hawser.message.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Between client and server everything breaks, and still every request is answered once, in full and with its own answer,
 * or fails with the right kind of error. {@code make soak-client} asks much longer.
 */
class ChaosTest {

    private static final int REQUESTS = Integer.getInteger("hawser.chaos.requests", 1_000);
    private static final long SEED = Long.getLong("hawser.chaos.seed", 20_261_122L);

    /** Callers at once. Most of the time they wait for time limits, so a long run has more of them. */
    private static final int CALLERS = REQUESTS > 10_000 ? 128 : 24;

    private final Map<String, AtomicInteger> handled = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();

    private Response answer(Request request) throws IOException {
        String id = request.path().substring(1);
        handled.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        byte[] content = request.body().readAll(1_000_000).toByteArray();
        Bytes answer = content(Integer.parseInt(id));
        // What is asked for comes in one piece, or in several of unknown length.
        if (content.length % 2 == 0) return Response.ok(answer);
        return Response.status(Status.OK).writing(sink -> {
            for (int at = 0; at < answer.length(); at += 5_000) {
                sink.write(answer.slice(at, Math.min(answer.length(), at + 5_000)));
            }
        });
    }

    private static Bytes content(int id) {
        Random random = new Random(id);
        byte[] octets = new byte[random.nextInt(4) == 0 ? random.nextInt(60_000) : random.nextInt(300)];
        random.nextBytes(octets);
        return Bytes.wrap(octets);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everyRequestIsAnsweredOnceOrFailsWithTheRightType(HttpVersion version) throws Exception {
        ClientConfig config = ClientConfig.builder()
                .transport("nio")
                .loops(1)
                .versions(version)
                .connections(CALLERS * 2 / 3, CALLERS / 12)
                .headTimeout(Duration.ofSeconds(2))
                .bodyTimeout(Duration.ofSeconds(2))
                .build();
        ServerConfig serverConfig =
                ServerConfig.builder().transport("nio").loops(1).build();
        try (Server server = Server.start(serverConfig, this::answer, (what, fault) -> {});
                Client client = Client.create(config)) {
            InetSocketAddress address = server.listen("127.0.0.1", 0);
            try (ChaosProxy proxy = new ChaosProxy(address, SEED)) {
                AtomicInteger next = new AtomicInteger();
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < CALLERS; i++) {
                    threads.add(Thread.ofVirtual().start(() -> {
                        for (int id = next.getAndIncrement(); id < REQUESTS; id = next.getAndIncrement()) {
                            ask(client, "http://127.0.0.1:" + proxy.port() + "/" + id, id);
                        }
                    }));
                }
                for (Thread thread : threads) thread.join();
                assertThat(wrong).isEmpty();
                int answered = outcomes.get("answered").get();
                assertThat(outcomes.values().stream()
                                .mapToInt(AtomicInteger::get)
                                .sum())
                        .isEqualTo(REQUESTS);
                assertThat(answered).as("%s", new TreeMap<>(outcomes)).isGreaterThan(REQUESTS / 2);
                assertThat(proxy.connections.get()).isGreaterThan(REQUESTS / 200);
                client.closeIdle();
                until("no connection", () -> client.stats().connections() == 0);
                ClientStats stats = client.stats();
                assertThat(stats.exchanges()).isZero();
                assertThat(stats.waiting()).isZero();
                assertThat(stats.connecting()).isZero();
            }
            server.close(Duration.ofMillis(200));
        }
    }

    private void ask(Client client, String url, int id) {
        boolean post = id % 3 == 0;
        Call.Builder call = Call.builder(post ? Method.POST : Method.GET, url);
        if (post) call.body(content(id + 1));
        try (Reply reply = client.send(call.build())) {
            Bytes content = reply.body().readAll(1_000_000);
            if (reply.status() != Status.OK || !content.equals(content(id))) {
                wrong.add("%d: %s, %d octets".formatted(id, reply.status(), content.length()));
            }
            count("answered");
            if (post) check(id, 1);
        } catch (CallException e) {
            switch (e) {
                case CallException.Lost _, CallException.TimedOut _, CallException.Reset _ ->
                    count(e.getClass().getSimpleName());
                case CallException.Unreachable _, CallException.Malformed _, CallException.Cancelled _ ->
                    wrong.add(id + ": " + e);
            }
            if (!e.mayHaveBeenProcessed()) check(id, 0);
            else if (post) check(id, 1);
        } catch (IOException | RuntimeException e) {
            wrong.add(id + ": " + e);
        }
    }

    private void check(int id, int most) {
        AtomicInteger times = handled.get(Integer.toString(id));
        if (times != null && times.get() > most) wrong.add("%d: handled %d times".formatted(id, times.get()));
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, key -> new AtomicInteger()).incrementAndGet();
    }
}
