package dev.hawser.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.PeerResetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How connections talk, hold one another back and end on every transport. */
public abstract class ConnectionContract extends TransportGround {

    protected ConnectionContract(Setting setting) {
        super(setting);
    }

    @Test
    void whatIsSentComesBackFromAnEcho() {
        start(options().build());
        Listener listener = listen(Echo::new);
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(peer, "Hello");
        assertThat(await(peer.received(5))).asString().isEqualTo("Hello");
        inLoop(client, peer.channel::shutdownOutput);
        assertThat(await(peer.atReadEnd)).hasSize(5);
        assertThat(await(peer.closed)).isNull();
        assertThat(server.counters().accepted()).isEqualTo(1);
    }

    @Test
    void eachDirectionEndsByItself() {
        start(options().build());
        Ends ends = open();
        inLoop(client, ends.client().channel::shutdownOutput);
        await(ends.server().atReadEnd);
        if (setting.endsByHalves()) {
            send(ends.server(), "still here");
            assertThat(await(ends.client().received(10))).asString().isEqualTo("still here");
            inLoop(server, ends.server().channel::shutdownOutput);
        }
        assertThat(await(ends.client().closed)).isNull();
        assertThat(await(ends.server().closed)).isNull();
        assertThat(ends.client().events).containsExactly("end", "closed");
        assertThat(ends.server().events).containsExactly("end", "closed");
    }

    @Test
    void theSideThatAcceptedMayEndFirst() {
        start(options().build());
        Ends ends = open();
        inLoop(server, ends.server().channel::shutdownOutput);
        await(ends.client().atReadEnd);
        if (setting.endsByHalves()) send(ends.client(), "upload");
        inLoop(client, ends.client().channel::shutdownOutput);
        assertThat(await(ends.server().atReadEnd)).asString().isEqualTo(setting.endsByHalves() ? "upload" : "");
        assertThat(await(ends.server().closed)).isNull();
    }

    @Test
    void anEndWaitsForWhatIsInTheList() {
        start(options().build());
        Ends ends = open(ConnectOptions.builder().sendBuffer(4096).build());
        byte[] much = random(3_000_000, 1);
        inLoop(client, () -> {
            ends.client().channel.out().append(Bytes.wrap(much));
            ends.client().channel.flush();
            ends.client().channel.shutdownOutput();
        });
        assertThat(await(ends.server().atReadEnd)).isEqualTo(much);
    }

    @Test
    void sendingAfterTheEndIsRefused() {
        start(options().build());
        Ends ends = open();
        inLoop(client, () -> {
            Channel channel = ends.client().channel;
            channel.shutdownOutput();
            channel.out().append(Bytes.of("late"));
            assertThatThrownBy(channel::flush)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("4 octets");
        });
    }

    @Test
    void anAbortIsSeenAsAReset() {
        start(options().build());
        Ends ends = open();
        inLoop(client, ends.client().channel::abort);
        assertThat(await(ends.client().closed)).isNull();
        assertThat(await(ends.server().closed)).isInstanceOf(PeerResetException.class);
        assertThat(ends.server().events).containsExactly("closed");
    }

    @Test
    void writingToOneThatHasGoneFailsInWords() {
        start(options().build());
        Ends ends = open();
        inLoop(client, ends.client().channel::close);
        await(ends.server().atReadEnd);
        // The first write after the peer's end may still be taken; the reset that it causes is seen by then or later.
        for (int i = 0; i < 100 && !ends.server().closed.isDone(); i++) send(ends.server(), "anybody there?");
        if (!setting.endsByHalves()) {
            assertThat(await(ends.server().closed)).isNull(); // Its end was ours, and nothing was written any more.
            return;
        }
        assertThat(await(ends.server().closed))
                .isInstanceOf(PeerResetException.class)
                .hasMessageContaining("peer");
    }

    @Test
    void aCloseDropsWhatIsUnsentAndRunsTheMarks() {
        start(options().build());
        Ends ends = open();
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        inLoop(server, ends.server().channel::pauseReading);
        inLoop(client, () -> {
            Channel channel = ends.client().channel;
            while (!channel.isBlocked()) {
                channel.out().append(Bytes.wrap(new byte[1 << 20]));
                channel.flush();
            }
            // A channel may be blocked by what lies below it, with nothing in its own list.
            channel.out().append(Bytes.wrap(new byte[1]));
            channel.out().mark(() -> gone.complete(true));
            assertThat(channel.isOpen()).isTrue();
            channel.close();
            assertThat(channel.isOpen()).isFalse();
            assertThat(gone).isNotDone();
            channel.flush();
            channel.close();
            channel.abort();
        });
        assertThat(await(gone)).isTrue();
        assertThat(await(ends.client().closed)).isNull();
        assertThat(ends.client().events).containsExactly("closed");
    }

    @Test
    void aPauseHoldsOctetsBackAndAResumptionDeliversThem() {
        start(options().build());
        Ends ends = open();
        inLoop(server, ends.server().channel::pauseReading);
        send(ends.client(), "one");
        send(ends.client(), "two");
        inLoop(server, () -> {});
        inLoop(server, () -> {});
        CompletableFuture<byte[]> all = ends.server().received(6);
        CompletableFuture<byte[]> any = ends.server().received(1);
        inLoop(server, () -> {});
        assertThat(any).isNotDone();
        all = ends.server().received(6);
        inLoop(server, ends.server().channel::resumeReading);
        assertThat(await(all)).asString().isEqualTo("onetwo");
    }

    @Test
    void aPausedReaderStopsTheSenderAndLosesNothing() {
        start(options().build());
        Ends ends = open();
        inLoop(server, ends.server().channel::pauseReading);
        AtomicInteger sent = new AtomicInteger();
        inLoop(client, () -> {
            Channel channel = ends.client().channel;
            while (!channel.isBlocked()) {
                channel.out().append(Bytes.wrap(random(100_000, sent.getAndIncrement())));
                channel.flush();
            }
        });
        inLoop(server, ends.server().channel::resumeReading);
        byte[] all = await(ends.server().received(100_000L * sent.get()));
        for (int i = 0; i < sent.get(); i++) {
            assertThat(Arrays.copyOfRange(all, i * 100_000, (i + 1) * 100_000)).isEqualTo(random(100_000, i));
        }
        await(ends.client().drained);
        assertThat(client.counters().shortWrites()).isPositive();
    }

    @Test
    void twoSmallWritesATurnArriveInOrderThoughTheReaderPauses() {
        start(options().build());
        Ends ends = open();
        inLoop(server, ends.server().channel::pauseReading);
        Channel channel = ends.client().channel;
        int pieces = 4_000;
        for (int i = 0; i < pieces; i += 2) {
            int first = i;
            inLoop(client, () -> {
                channel.out().append(Bytes.wrap(random(3_001, first)));
                channel.flush();
                channel.out().append(Bytes.wrap(random(3_001, first + 1)));
                channel.flush();
            });
        }
        inLoop(server, ends.server().channel::resumeReading);
        byte[] all = await(ends.server().received(3_001L * pieces));
        for (int i = 0; i < pieces; i++) {
            assertThat(Arrays.copyOfRange(all, i * 3_001, (i + 1) * 3_001))
                    .as("piece %d", i)
                    .isEqualTo(random(3_001, i));
        }
    }

    @Test
    void whatIsSentInATurnAndAtItsEndIsNotMixedUp() {
        start(options().build());
        AtomicInteger accepted = new AtomicInteger();
        Listener listener = listen(channel -> {
            boolean atOnce = accepted.getAndIncrement() % 2 == 0;
            return new Recorder(channel) {
                @Override
                public void onRead(byte[] array, int from, int to) {
                    channel.out().append(Bytes.copyOf(array, from, to - from));
                    if (atOnce) channel.flush();
                    else channel.loop().atTurnEnd(this);
                }

                @Override
                public void turnEnds() {
                    channel.flush();
                }
            };
        });
        List<Recorder> peers = new ArrayList<>();
        for (int i = 0; i < 100; i++) peers.add(connect(listener.address(), ConnectOptions.defaults(), Recorder::new));
        for (int round = 1; round <= 20; round++) {
            long octets = round * 10L;
            inLoop(client, () -> {
                for (int i = 0; i < 100; i++) {
                    Channel channel = peers.get(i).channel;
                    channel.out().append(Bytes.of("number%04d".formatted(i)));
                    channel.flush();
                }
            });
            for (int i = 0; i < 100; i++) {
                assertThat(await(peers.get(i).received(octets)))
                        .asString()
                        .isEqualTo("number%04d".formatted(i).repeat(round));
            }
        }
    }

    @Test
    void manyConnectionsTalkAtOnce() {
        start(options().build());
        Listener listener = listen(Echo::new);
        List<Recorder> peers = new ArrayList<>();
        for (int i = 0; i < 200; i++) peers.add(connect(listener.address(), ConnectOptions.defaults(), Recorder::new));
        for (int i = 0; i < 200; i++) send(peers.get(i), "number " + i);
        for (int i = 0; i < 200; i++) {
            String text = "number " + i;
            assertThat(await(peers.get(i).received(text.length()))).asString().isEqualTo(text);
        }
        assertThat(server.counters().connections()).isEqualTo(setting.hasOneLoop() ? 400 : 200);
        inLoop(client, () -> peers.forEach(peer -> peer.channel.close()));
        for (Recorder peer : peers) await(peer.closed);
    }
}
