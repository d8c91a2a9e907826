package dev.hawser.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.PeerResetException;
import dev.hawser.transport.proxied.AddressRange;
import dev.hawser.transport.proxied.ProxyProtocol;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a fault costs on every transport: one connection and no other, whether it is ours, a proxy's or a peer's. */
public abstract class FaultContract extends TransportGround {

    protected FaultContract(Setting setting) {
        super(setting);
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

    private Listener listenBehind(ProxyProtocol protocol, CompletableFuture<Recorder> accepted) {
        return listen(protocol.acceptor(channel -> {
            Recorder recorder = new Echo(channel);
            accepted.complete(recorder);
            return recorder;
        }));
    }

    @Test
    void aTrustedProxyTellsWhoseAConnectionIs() {
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
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
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
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
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        List<AddressRange> all = List.of(AddressRange.parse("0.0.0.0/0"), AddressRange.parse("::/0"));
        CompletableFuture<Recorder> accepted = new CompletableFuture<>();
        Listener listener = listenBehind(ProxyProtocol.from(all), accepted);
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        send(peer, "GET / HTTP/1.1\r\n\r\n");
        assertThat(await(peer.closed)).isInstanceOf(PeerResetException.class);
        Listener impatient = listenBehind(new ProxyProtocol(all, Duration.ofMillis(500)), accepted);
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
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
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
        boolean over = !setting.endsByHalves() && (stage == Stage.AFTER_OUR_END || stage == Stage.AFTER_ITS_END);
        if (over) await(ours.closed); // Before the reset, in order.
        else assertThat(await(ours.closed)).isInstanceOf(PeerResetException.class);
        send(other.client(), "fine");
        assertThat(await(other.server().received(4))).asString().isEqualTo("fine");
        inLoop(
                server,
                () -> assertThat(ours.events).filteredOn("closed"::equals).hasSize(1));
    }
}
