package dev.hawser.transport.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Timer;
import dev.hawser.transport.Transport;
import dev.hawser.transport.Transports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without descriptors nothing can be accepted; the loop must neither spin nor stay deaf. */
class OutOfDescriptorsTest {

    private final LinkedBlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();

    /** Where the machine forbids {@code io_uring}, epoll takes its place. */
    static Transport transport(String name) {
        for (Transport installed : Transports.all()) {
            if (installed.name().equals(name) && installed.isAvailable()) return installed;
        }
        return Transports.auto();
    }

    private static Channel connect(EventLoop loop, Listener listener) throws Exception {
        CompletableFuture<Channel> connected = new CompletableFuture<>();
        loop.connect(listener.address(), ConnectOptions.defaults(), new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                connected.complete(channel);
                return ChannelHandler.unwanted();
            }

            @Override
            public void failed(IOException cause) {
                connected.completeExceptionally(cause);
            }
        });
        return connected.get(30, TimeUnit.SECONDS);
    }

    private static void pass(EventLoop loop, long milliseconds) throws Exception {
        CompletableFuture<Void> passed = new CompletableFuture<>();
        loop.execute(() -> loop.schedule(
                new Timer() {
                    @Override
                    protected void fire(long now) {
                        passed.complete(null);
                    }
                },
                loop.now() + milliseconds * 1_000_000));
        passed.get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void acceptingRestsAndGoesOnByItself(String transport) throws Exception {
        try (EventLoop loop = transport(transport).newLoop(LoopOptions.defaults())) {
            loop.start();
            Listener listener = loop.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenOptions.defaults(), channel -> {
                        accepted.add(channel);
                        return ChannelHandler.unwanted();
                    });
            connect(loop, listener);
            accepted.poll(30, TimeUnit.SECONDS);
            listener.pause();
            connect(loop, listener);
            pass(loop, 1); // Loads what the rest needs, while there are descriptors to load it with.

            long turns;
            long pauses;
            boolean nothingCame;
            try (Descriptors _ = Descriptors.exhaust()) {
                long before = loop.counters().turns();
                listener.resume();
                pass(loop, 350);
                turns = loop.counters().turns() - before;
                pauses = loop.counters().acceptPauses();
                nothingCame = accepted.isEmpty();
            }
            assertThat(nothingCame).isTrue();
            assertThat(pauses).isBetween(1L, 20L);
            assertThat(turns).isLessThan(40);
            assertThat(accepted.poll(30, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "io_uring", "nio"})
    void aConnectionThatClosesMakesRoomForTheNext(String transport) throws Exception {
        try (EventLoop loop = transport(transport).newLoop(LoopOptions.defaults())) {
            loop.start();
            Listener listener = loop.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenOptions.defaults(), channel -> {
                        accepted.add(channel);
                        return ChannelHandler.unwanted();
                    });
            connect(loop, listener);
            Channel old = accepted.poll(30, TimeUnit.SECONDS);
            listener.pause();
            connect(loop, listener);
            pass(loop, 1);
            Channel next;
            try (Descriptors _ = Descriptors.exhaust()) {
                listener.resume();
                pass(loop, 5);
                loop.execute(old::close);
                next = accepted.poll(30, TimeUnit.SECONDS);
            }
            assertThat(next).isNotNull();
        }
    }
}
