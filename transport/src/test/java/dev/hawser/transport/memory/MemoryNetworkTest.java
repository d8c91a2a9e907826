package dev.hawser.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Timer;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryNetworkTest {

    private static final MemoryAddress SERVER = new MemoryAddress("server");

    private final MemoryNetwork network = new MemoryNetwork();
    private final List<String> events = new ArrayList<>();
    private EventLoop loop;
    private Channel channel;

    @BeforeEach
    void listen() throws IOException {
        loop = network.newLoop(LoopOptions.defaults());
        loop.listen(SERVER, ListenOptions.defaults(), accepted -> {
            channel = accepted;
            return new ChannelHandler() {
                @Override
                public void onRead(byte[] array, int from, int to) {
                    events.add("read " + new String(array, from, to - from, StandardCharsets.US_ASCII));
                }

                @Override
                public void onReadEnd() {
                    events.add("end");
                }

                @Override
                public void onDrained() {
                    events.add("drained");
                }

                @Override
                public void onClosed(@Nullable IOException cause) {
                    events.add("closed"
                            + (cause == null ? "" : " by " + cause.getClass().getSimpleName()));
                }
            };
        });
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private MemoryPeer connected() throws IOException {
        MemoryPeer peer = network.connect(SERVER);
        network.run();
        return peer;
    }

    @Test
    void aPeerTalksToAChannelStepByStep() throws IOException {
        MemoryPeer peer = connected();
        peer.send("ping".getBytes(StandardCharsets.US_ASCII));
        assertThat(events).isEmpty();
        network.turn();
        assertThat(events).containsExactly("read ping");
        channel.out().append(Bytes.of("pong"));
        channel.flush();
        assertThat(peer.received()).asString().isEqualTo("pong");
        peer.end();
        network.run();
        assertThat(events).containsExactly("read ping", "end");
        channel.shutdownOutput();
        network.run();
        assertThat(peer.sawEnd()).isTrue();
        assertThat(events).containsExactly("read ping", "end", "closed");
    }

    @Test
    void aFlushBringsNoMoreThanThePeerTakes() throws IOException {
        MemoryPeer peer = connected();
        peer.takeAtMost(3);
        channel.out().append(Bytes.of("abcdefgh"));
        channel.flush();
        assertThat(channel.isBlocked()).isTrue();
        assertThat(peer.received()).asString().isEqualTo("abc");
        network.turn();
        assertThat(peer.received()).asString().isEqualTo("def");
        assertThat(events).isEmpty();
        network.run();
        assertThat(peer.received()).asString().isEqualTo("gh");
        assertThat(events).containsExactly("drained");
        assertThat(loop.counters().shortWrites()).isEqualTo(2);
        assertThat(loop.counters().writeCalls()).isEqualTo(3);
    }

    @Test
    void aPeerThatTakesNothingBlocksUntilItDoes() throws IOException {
        MemoryPeer peer = connected();
        peer.takeAtMost(0);
        channel.out().append(Bytes.of("abc"));
        channel.flush();
        network.run();
        assertThat(peer.received()).isEmpty();
        peer.takeAtMost(100);
        network.run();
        assertThat(peer.received()).asString().isEqualTo("abc");
        assertThat(events).containsExactly("drained");
    }

    @Test
    void timeMovesOnlyWhenItIsMoved() {
        Timer timer = new Timer() {
            @Override
            protected void fire(long now) {
                events.add("late");
            }
        };
        loop.schedule(timer, loop.now() + Duration.ofSeconds(10).toNanos());
        network.run();
        network.advance(Duration.ofMillis(9_990));
        assertThat(events).isEmpty();
        network.advance(Duration.ofMillis(20));
        assertThat(events).containsExactly("late");
    }

    @Test
    void anAbortIsAResetOnTheOtherSide() throws IOException {
        MemoryPeer aborting = connected();
        aborting.abort();
        network.run();
        assertThat(events).containsExactly("closed by PeerResetException");

        MemoryPeer aborted = connected();
        channel.abort();
        network.run();
        assertThat(aborted.sawReset()).isTrue();
        assertThat(aborted.sawEnd()).isFalse();
    }

    @Test
    void nobodyAnswersWhereNobodyListens() {
        assertThatThrownBy(() -> network.connect(new MemoryAddress("elsewhere")))
                .isInstanceOf(ConnectException.class)
                .hasMessage("cannot connect to memory:elsewhere: connection refused");
    }
}
