package dev.hawser.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.PackBlocks;
import dev.hawser.http.Target.Origin;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopCounters;
import dev.hawser.transport.Timer;
import dev.hawser.transport.TurnTask;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** RFC 8305, with outcomes and time as a script has them. */
class HappyEyeballsTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    private final Loop loop = new Loop();
    private final List<String> told = new ArrayList<>();

    /** A loop whose connections succeed or fail when the test says so. */
    private static final class Loop extends EventLoop {
        private final Map<String, ConnectHandler> attempts = new LinkedHashMap<>();
        private final List<String> closed = new ArrayList<>();
        private @Nullable Dialer dialer;
        private long deadline = Long.MAX_VALUE;
        private long now;

        @Override
        public void start() {}

        @Override
        public boolean inLoop() {
            return true;
        }

        @Override
        public long now() {
            return now;
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void atTurnEnd(TurnTask task) {}

        @Override
        public void schedule(Timer timer, long at) {
            dialer = (Dialer) timer;
            deadline = at;
        }

        @Override
        public void cancel(Timer timer) {
            deadline = Long.MAX_VALUE;
        }

        @Override
        public Listener listen(SocketAddress address, ListenOptions options, Acceptor acceptor) {
            throw new AssertionError();
        }

        @Override
        public void connect(SocketAddress address, ConnectOptions options, ConnectHandler handler) {
            attempts.put(name(address), handler);
        }

        private static String name(SocketAddress address) {
            return ((InetSocketAddress) address).getAddress().getHostAddress();
        }

        @Override
        public PackBlocks packBlocks() {
            throw new AssertionError();
        }

        @Override
        public LoopCounters counters() {
            throw new AssertionError();
        }

        @Override
        public void close() {}

        void advance(long millis) {
            long end = now + millis * MILLI;
            while (deadline <= end) {
                now = deadline;
                deadline = Long.MAX_VALUE;
                Objects.requireNonNull(dialer).fire(now);
            }
            now = end;
        }

        void stands(String address) {
            Objects.requireNonNull(attempts.get(address)).connected((Channel) Proxy.newProxyInstance(
                    Channel.class.getClassLoader(), new Class<?>[] {Channel.class}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "close" -> closed.add(address);
                            case "toString" -> {
                                return address;
                            }
                            default -> throw new AssertionError(method);
                        }
                        return null;
                    }));
        }

        void fails(String address) {
            Objects.requireNonNull(attempts.get(address)).failed(new ConnectException(address + " refused"));
        }
    }

    private void dial(String... addresses) {
        ClientConfig config = ClientConfig.builder()
                .connectTimeout(Duration.ofSeconds(2))
                .resolver(host -> {
                    List<InetAddress> all = new ArrayList<>();
                    for (String address : addresses) all.add(InetAddress.getByName(address));
                    return all;
                })
                .build();
        LazyTls tls = new LazyTls(config, false);
        ClientHome home = new ClientHome(config, null, loop, Inline::new, tls, tls);
        new Dialer(home, new Origin(false, "host.test", 80), false, new ConnectHandler() {
                    @Override
                    public @Nullable ChannelHandler connected(Channel channel) {
                        told.add("connected " + channel);
                        return null;
                    }

                    @Override
                    public void failed(IOException cause) {
                        told.add((cause instanceof UnknownHostException ? "unknown: " : "failed: ")
                                + cause.getMessage());
                    }
                })
                .begin();
    }

    /** Names are resolved on the spot. */
    private static final class Inline extends Thread {
        private final Runnable task;

        Inline(Runnable task) {
            this.task = task;
        }

        @Override
        public synchronized void start() {
            task.run();
        }
    }

    @Test
    void anAddressHasAHeadStartOfAQuarterOfASecond() {
        dial("10.0.0.1", "10.0.0.2", "10.0.0.3");
        assertThat(loop.attempts).containsOnlyKeys("10.0.0.1");
        loop.advance(249);
        assertThat(loop.attempts).hasSize(1);
        loop.advance(1);
        assertThat(loop.attempts).containsOnlyKeys("10.0.0.1", "10.0.0.2");
        loop.advance(250);
        assertThat(loop.attempts).hasSize(3);
        assertThat(told).isEmpty();
        loop.stands("10.0.0.2");
        assertThat(told).containsExactly("connected 10.0.0.2");
    }

    @Test
    void theFirstThatStandsWinsAndThoseThatComeLaterAreClosed() {
        dial("10.0.0.1", "10.0.0.2");
        loop.advance(300);
        loop.stands("10.0.0.1");
        loop.stands("10.0.0.2");
        assertThat(told).containsExactly("connected 10.0.0.1");
        assertThat(loop.closed).containsExactly("10.0.0.2");
        loop.advance(10_000);
        assertThat(told).hasSize(1);
    }

    @Test
    void anAddressThatRefusesHandsOnAtOnce() {
        dial("10.0.0.1", "10.0.0.2");
        loop.advance(10);
        loop.fails("10.0.0.1");
        assertThat(loop.attempts).hasSize(2);
        loop.stands("10.0.0.2");
        assertThat(told).containsExactly("connected 10.0.0.2");
    }

    @Test
    void theFamiliesTakeTurns() {
        dial("::1", "::2", "10.0.0.1", "10.0.0.2");
        loop.advance(750);
        assertThat(loop.attempts.keySet())
                .containsExactly("0:0:0:0:0:0:0:1", "10.0.0.1", "0:0:0:0:0:0:0:2", "10.0.0.2");
    }

    @Test
    void whenAllRefuseTheFirstRefusalIsTold() {
        dial("10.0.0.1", "10.0.0.2");
        loop.fails("10.0.0.1");
        assertThat(told).isEmpty();
        loop.fails("10.0.0.2");
        assertThat(told).containsExactly("failed: 10.0.0.1 refused");
    }

    @Test
    void whenAllAreSilentTheTimeLimitEndsTheSearch() {
        dial("10.0.0.1", "10.0.0.2");
        loop.advance(1_999);
        assertThat(told).isEmpty();
        loop.advance(1);
        assertThat(told).containsExactly("failed: no connection to http://host.test:80 within 2000 ms");
        loop.stands("10.0.0.2");
        assertThat(loop.closed).containsExactly("10.0.0.2");
        assertThat(told).hasSize(1);
    }

    @Test
    void aHostWithoutAddressesIsUnknown() {
        dial();
        assertThat(told).containsExactly("unknown: unknown host: host.test");
    }
}
