package dev.hawser.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.PeerResetException;
import dev.hawser.transport.proxied.AddressRange;
import dev.hawser.transport.proxied.ProxyProtocol;
import dev.hawser.transport.spi.ConnectCore;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections begin, talk and end on every transport. */
public abstract class TransportContract extends TransportGround {

    @TempDir
    Path folder;

    private void send(Recorder from, String text) {
        inLoop(from.channel.loop(), () -> {
            from.channel.out().append(Bytes.of(text));
            from.channel.flush();
        });
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
        if (endsByHalves()) {
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
        if (endsByHalves()) send(ends.client(), "upload");
        inLoop(client, ends.client().channel::shutdownOutput);
        assertThat(await(ends.server().atReadEnd)).asString().isEqualTo(endsByHalves() ? "upload" : "");
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
        if (!endsByHalves()) {
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
        assertThat(server.counters().connections()).isEqualTo(oneLoop() ? 400 : 200);
        inLoop(client, () -> peers.forEach(peer -> peer.channel.close()));
        for (Recorder peer : peers) await(peer.closed);
    }

    @Test
    void aHandlerThatThrowsLosesItsConnectionAlone() {
        start(options().build());
        AtomicInteger accepted = new AtomicInteger();
        Listener listener = listen(channel -> accepted.getAndIncrement() == 0
                ? new Recorder(channel) {
                    @Override
                    public void onRead(byte[] array, int from, int to) {
                        throw new IllegalStateException("on purpose");
                    }
                }
                : new Echo(channel));
        Recorder first = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        Recorder second = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(first, "bang");
        assertThat(await(first.closed)).isInstanceOf(PeerResetException.class);
        send(second, "alive");
        assertThat(await(second.received(5))).asString().isEqualTo("alive");
        assertThat(faults.remove()).hasMessage("on purpose");
    }

    @Test
    void anAcceptorThatThrowsLosesThatConnectionAlone() {
        start(options().build());
        AtomicInteger accepted = new AtomicInteger();
        Listener listener = listen(channel -> {
            if (accepted.getAndIncrement() == 0) throw new IllegalStateException("not you");
            return new Echo(channel);
        });
        // The reset may come before the client knows that it is connected.
        CompletableFuture<IOException> lost = new CompletableFuture<>();
        client.connect(listener.address(), ConnectOptions.defaults(), failing(lost));
        assertThat(await(lost)).isInstanceOfAny(PeerResetException.class, ConnectException.class);
        Recorder second = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(second, "me");
        assertThat(await(second.received(2))).asString().isEqualTo("me");
        assertThat(faults.remove()).hasMessage("not you");
    }

    @Test
    void nobodyListeningIsSaidInWords() throws IOException {
        start(options().build());
        Listener listener = listen(Echo::new);
        CompletableFuture<IOException> failed = new CompletableFuture<>();
        listener.close();
        inLoop(server, () -> {});
        inLoop(server, () -> {}); // The JDK lets go of a socket in the turn after its close.
        client.connect(listener.address(), ConnectOptions.defaults(), failing(failed));
        assertThat(await(failed))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("cannot connect to " + ConnectCore.name(listener.address()) + ": ")
                .hasMessageContainingAll("onnection", "refused");
    }

    @Test
    void anAddressInUseIsSaidInWords() {
        start(options().build());
        Listener listener = listen(Echo::new);
        assertThatThrownBy(() -> server.listen(listener.address(), ListenOptions.defaults(), Echo::new))
                .isInstanceOf(BindException.class)
                .hasMessageStartingWith("cannot listen on " + listener.address() + ": ")
                .hasMessageContaining("ddress already in use");
    }

    @Test
    void aListenerThatIsPausedLeavesConnectionsWaiting() {
        if (!connectsUnaccepted()) return; // Only where connecting needs no accepting.
        start(options().build());
        CompletableFuture<Recorder> accepted = new CompletableFuture<>();
        Listener listener = listen(channel -> {
            Recorder recorder = new Recorder(channel);
            accepted.complete(recorder);
            return recorder;
        });
        listener.pause();
        inLoop(server, () -> {});
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(peer, "waiting");
        inLoop(server, () -> {});
        inLoop(server, () -> {});
        assertThat(accepted).isNotDone();
        listener.resume();
        assertThat(await(await(accepted).received(7))).asString().isEqualTo("waiting");
    }

    @Test
    void aPeerThatDoesNotAnswerIsGivenUpAfterTheTimeout() throws IOException {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        Listener listener =
                server.listen(anyAddress(), ListenOptions.builder().backlog(1).build(), Echo::new);
        listener.pause();
        inLoop(server, () -> {});
        // Linux keeps one more than the backlog and then does not answer any more.
        List<CompletableFuture<IOException>> attempts = new ArrayList<>();
        ConnectOptions options =
                ConnectOptions.builder().timeout(Duration.ofMillis(150)).build();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<IOException> failed = new CompletableFuture<>();
            attempts.add(failed);
            client.connect(listener.address(), options, failing(failed));
        }
        CompletableFuture<?> any = CompletableFuture.anyOf(attempts.toArray(CompletableFuture[]::new));
        assertThat(await(any.thenApply(Object.class::cast)))
                .isInstanceOf(SocketTimeoutException.class)
                .asString()
                .contains("no answer within 150 ms");
    }

    @Test
    void aNameIsNotResolved() {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        CompletableFuture<IOException> failed = new CompletableFuture<>();
        client.connect(
                InetSocketAddress.createUnresolved("example.test", 80), ConnectOptions.defaults(), failing(failed));
        assertThat(await(failed)).isInstanceOf(UnknownHostException.class).hasMessageContaining("example.test");
    }

    @Test
    void bothEndsKnowTheirAddresses() {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        Ends ends = open();
        inLoop(server, () -> {
            assertThat(ends.server().channel.remote()).isNotNull();
            assertThat(ends.server().channel.local()).isNotNull();
        });
        inLoop(client, () -> {
            assertThat(ends.client().channel.local())
                    .isEqualTo(ends.server().channel.remote());
            assertThat(ends.client().channel.remote())
                    .isEqualTo(ends.server().channel.local());
            assertThat(ends.client().channel.applicationProtocol()).isNull();
        });
    }

    @Test
    void theSixthVersionOfAddressesWorksToo() throws IOException {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        Listener listener;
        try {
            listener = server.listen(
                    new InetSocketAddress(InetAddress.getByName("::1"), 0), ListenOptions.defaults(), Echo::new);
        } catch (IOException e) {
            assumeTrue(false, "no IPv6 here: " + e);
            return;
        }
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(peer, "six");
        assertThat(await(peer.received(3))).asString().isEqualTo("six");
        inLoop(client, () -> assertThat(peer.channel.remote()).isEqualTo(listener.address()));
    }

    @Test
    void unixDomainSocketsWorkAndRemoveTheirFile() throws IOException {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        Listener listener = server.listen(address, ListenOptions.defaults(), Echo::new);
        assertThat(listener.address()).isEqualTo(address);
        Recorder peer = connect(address, ConnectOptions.defaults(), Recorder::new);
        byte[] much = random(1_000_000, 3);
        inLoop(client, () -> {
            peer.channel.out().append(Bytes.wrap(much));
            peer.channel.flush();
        });
        assertThat(await(peer.received(much.length))).isEqualTo(much);
        inLoop(client, peer.channel::shutdownOutput);
        assertThat(await(peer.closed)).isNull();
        listener.close();
        inLoop(server, () -> {});
        assertThat(Files.exists(address.getPath())).isFalse();
    }

    @Test
    void severalLoopsShareOneAddress() throws IOException {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        ListenOptions shared = ListenOptions.builder().reusePort(true).build();
        Listener first = server.listen(anyAddress(), shared, Echo::new);
        Listener second = client.listen(first.address(), shared, Echo::new);
        assertThat(second.address()).isEqualTo(first.address());
        for (int i = 0; i < 20; i++) {
            Recorder peer = connect(first.address(), ConnectOptions.defaults(), Recorder::new);
            send(peer, "shared");
            await(peer.received(6));
        }
        assertThat(server.counters().accepted() + client.counters().accepted()).isEqualTo(20);
    }

    private Listener listenBehind(ProxyProtocol protocol, CompletableFuture<Recorder> accepted) {
        return listen(protocol.acceptor(channel -> {
            Recorder recorder = new Echo(channel);
            accepted.complete(recorder);
            return recorder;
        }));
    }

    @Test
    void aTrustedProxyTellsWhoseAConnectionIs() {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        CompletableFuture<Recorder> accepted = new CompletableFuture<>();
        Listener listener = listenBehind(
                ProxyProtocol.from(List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1"))), accepted);
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(peer, "PROXY TCP4 192.0.2.7 198.");
        send(peer, "51.100.1 5555 443\r\nHello");
        assertThat(await(peer.received(5))).asString().isEqualTo("Hello");
        inLoop(server, () -> {
            Channel channel = await(accepted).channel;
            assertThat(channel.remote()).isEqualTo(new InetSocketAddress("192.0.2.7", 5555));
            assertThat(channel.local()).isEqualTo(new InetSocketAddress("198.51.100.1", 443));
        });
        send(peer, " again");
        assertThat(await(peer.received(11))).asString().isEqualTo("Hello again");
        inLoop(client, peer.channel::shutdownOutput);
        assertThat(await(peer.closed)).isNull();
    }

    @Test
    void nobodyElseMayTellWhoHeIs() {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        CompletableFuture<Recorder> accepted = new CompletableFuture<>();
        Listener listener = listenBehind(ProxyProtocol.from(List.of(AddressRange.parse("192.0.2.1"))), accepted);
        CompletableFuture<IOException> lost = new CompletableFuture<>();
        client.connect(listener.address(), ConnectOptions.defaults(), failing(lost));
        assertThat(await(lost)).isInstanceOfAny(PeerResetException.class, ConnectException.class);
        assertThat(accepted).isNotDone();
    }

    @Test
    void aProxyThatDoesNotTellIsRefused() {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        List<AddressRange> all = List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0"));
        CompletableFuture<Recorder> accepted = new CompletableFuture<>();
        Listener listener = listenBehind(ProxyProtocol.from(all), accepted);
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(peer, "GET / HTTP/1.1\r\n\r\n");
        assertThat(await(peer.closed)).isInstanceOf(PeerResetException.class);
        Listener impatient = listenBehind(new ProxyProtocol(all, Duration.ofMillis(30)), accepted);
        Recorder silent = connect(impatient.address(), ConnectOptions.defaults(), Recorder::new);
        send(silent, "PROXY TCP4 ");
        assertThat(await(silent.closed)).isInstanceOf(PeerResetException.class);
        Recorder half = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(half, "PROXY TCP4 ");
        inLoop(client, half.channel::shutdownOutput);
        assertThat(await(half.closed)).isInstanceOf(PeerResetException.class);
        assertThat(accepted).isNotDone();
    }

    /** Where in its life a connection is when its peer breaks it off. */
    private enum Stage {
        JUST_OPEN,
        TALKING,
        BLOCKED,
        AFTER_OUR_END,
        AFTER_ITS_END,
        PAUSED
    }

    @ParameterizedTest
    @EnumSource
    void aResetEndsItsConnectionOnceAtWhateverStage(Stage stage) throws IOException {
        if (!hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        CompletableFuture<Recorder> accepted = new CompletableFuture<>();
        Listener listener = listen(channel -> {
            Recorder recorder = new Recorder(channel);
            accepted.complete(recorder);
            return recorder;
        });
        Ends other = open();
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        Recorder ours = await(accepted);
        Channel channel = ours.channel;
        switch (stage) {
            case JUST_OPEN -> {}
            case TALKING -> {
                send(peer, "some");
                await(ours.received(4));
            }
            case BLOCKED -> {
                inLoop(client, peer.channel::pauseReading);
                inLoop(server, () -> {
                    while (!channel.isBlocked()) {
                        channel.out().append(Bytes.wrap(new byte[1 << 20]));
                        channel.flush();
                    }
                });
            }
            case AFTER_OUR_END -> {
                inLoop(server, channel::shutdownOutput);
                await(peer.atReadEnd);
            }
            case AFTER_ITS_END -> {
                inLoop(client, peer.channel::shutdownOutput);
                await(ours.atReadEnd);
            }
            case PAUSED -> {
                inLoop(server, channel::pauseReading);
                send(peer, "unread");
                inLoop(server, () -> {});
            }
        }
        inLoop(client, peer.channel::abort);
        if (stage == Stage.PAUSED || stage == Stage.AFTER_ITS_END) {
            // NIO watches nothing that is not asked for, and learns of it when something is.
            inLoop(server, channel::resumeReading);
            for (int i = 0; i < 1000 && !ours.closed.isDone(); i++) send(ours, "x");
        }
        boolean over = !endsByHalves() && (stage == Stage.AFTER_OUR_END || stage == Stage.AFTER_ITS_END);
        if (over) await(ours.closed); // Before the reset, in order.
        else assertThat(await(ours.closed)).isInstanceOf(PeerResetException.class);
        send(other.client(), "fine");
        assertThat(await(other.server().received(4))).asString().isEqualTo("fine");
        inLoop(
                server,
                () -> assertThat(ours.events).filteredOn("closed"::equals).hasSize(1));
    }
}
