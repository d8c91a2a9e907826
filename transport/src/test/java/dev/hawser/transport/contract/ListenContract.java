package dev.hawser.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.spi.ConnectCore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections begin on every transport: listening, connecting, and addresses of every kind. */
public abstract class ListenContract extends TransportGround {

    @TempDir
    Path folder;

    protected ListenContract(Setting setting) {
        super(setting);
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
        if (!setting.connectsUnaccepted()) return; // Only where connecting needs no accepting.
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

    private static SocketChannel saying(SocketAddress to, int octet) {
        try {
            SocketChannel peer = SocketChannel.open(to);
            peer.write(ByteBuffer.wrap(new byte[] {(byte) octet}));
            return peer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** More of them than are accepted in a turn. */
    @Test
    void whoHasConnectedWhenAListenerIsClosedIsServed() throws Exception {
        if (setting.kind() != Setting.Kind.SOCKETS) return; // Elsewhere a connection is more than a socket.
        start(options().build());
        SocketAddress unix = UnixDomainSocketAddress.of(folder.resolve("closed"));
        for (SocketAddress address : List.of(setting.addresses().get(), unix)) {
            Listener listener = server.listen(address, ListenOptions.defaults(), Echo::new);
            List<SocketChannel> peers = new ArrayList<>();
            try {
                inLoop(server, () -> {
                    for (int i = 0; i < 100; i++) peers.add(saying(listener.address(), i));
                    listener.close();
                });
                for (int i = 0; i < 100; i++) {
                    ByteBuffer answer = ByteBuffer.allocate(1);
                    assertThat(peers.get(i).read(answer))
                            .as("%s, peer %d", address, i)
                            .isEqualTo(1);
                    assertThat(answer.get(0)).isEqualTo((byte) i);
                }
                assertThatThrownBy(() -> SocketChannel.open(listener.address())).isInstanceOf(IOException.class);
            } finally {
                for (SocketChannel peer : peers) peer.close();
            }
        }
    }

    @Test
    void aPeerThatDoesNotAnswerIsGivenUpAfterTheTimeout() throws IOException {
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        Listener listener = server.listen(
                setting.addresses().get(), ListenOptions.builder().backlog(1).build(), Echo::new);
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
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        CompletableFuture<IOException> failed = new CompletableFuture<>();
        client.connect(
                InetSocketAddress.createUnresolved("example.test", 80), ConnectOptions.defaults(), failing(failed));
        assertThat(await(failed)).isInstanceOf(UnknownHostException.class).hasMessageContaining("example.test");
    }

    @Test
    void bothEndsKnowTheirAddresses() {
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
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
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
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
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
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
        if (!setting.hasSockets()) return; // Only sockets can be held to this.
        start(options().build());
        ListenOptions shared = ListenOptions.builder().reusePort(true).build();
        Listener first = server.listen(setting.addresses().get(), shared, Echo::new);
        Listener second = client.listen(first.address(), shared, Echo::new);
        assertThat(second.address()).isEqualTo(first.address());
        for (int i = 0; i < 20; i++) {
            Recorder peer = connect(first.address(), ConnectOptions.defaults(), Recorder::new);
            send(peer, "shared");
            await(peer.received(6));
        }
        assertThat(server.counters().accepted() + client.counters().accepted()).isEqualTo(20);
    }
}
