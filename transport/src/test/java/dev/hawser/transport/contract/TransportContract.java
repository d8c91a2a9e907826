package dev.hawser.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hawser.bytes.Bytes;
import dev.hawser.transport.Acceptor;
import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.ConnectHandler;
import dev.hawser.transport.ConnectOptions;
import dev.hawser.transport.EventLoop;
import dev.hawser.transport.ListenOptions;
import dev.hawser.transport.Listener;
import dev.hawser.transport.LoopFailures;
import dev.hawser.transport.LoopOptions;
import dev.hawser.transport.Transport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every transport does. */
public abstract class TransportContract {

    /** The faults that the loops reported. */
    final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

    EventLoop server;
    EventLoop client;

    /** The transport under test. */
    protected abstract Transport transport();

    /** An address where the next listener may be bound. */
    protected SocketAddress anyAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Whether both ends of a connection must live in one loop. */
    protected boolean oneLoop() {
        return false;
    }

    LoopOptions.Builder options() {
        return LoopOptions.builder().failures(new LoopFailures() {
            @Override
            public void taskFailed(EventLoop loop, Throwable fault) {
                faults.add(fault);
            }

            @Override
            public void loopFailed(EventLoop loop, Throwable fault) {
                faults.add(new AssertionError("the loop failed", fault));
            }
        });
    }

    void start(LoopOptions options) {
        server = transport().newLoop(options);
        server.start();
        client = server;
        if (!oneLoop()) {
            client = transport().newLoop(options);
            client.start();
        }
    }

    @AfterEach
    void closeLoops() {
        if (server != null) server.close();
        if (client != null) client.close();
        assertThat(faults).isEmpty();
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static void inLoop(EventLoop loop, Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                task.run();
                done.complete(null);
            } catch (Throwable t) {
                done.completeExceptionally(t);
            }
        });
        await(done);
    }

    Listener listen(Acceptor acceptor) {
        try {
            return server.listen(anyAddress(), ListenOptions.defaults(), acceptor);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    <H extends ChannelHandler> H connect(SocketAddress address, ConnectOptions options, Function<Channel, H> handler) {
        CompletableFuture<H> connected = new CompletableFuture<>();
        client.connect(address, options, new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                H made = handler.apply(channel);
                connected.complete(made);
                return made;
            }

            @Override
            public void failed(IOException cause) {
                connected.completeExceptionally(cause);
            }
        });
        return await(connected);
    }

    /** Both ends of one new connection. */
    record Ends(Recorder server, Recorder client) {}

    Ends open() {
        return open(ConnectOptions.defaults());
    }

    Ends open(ConnectOptions options) {
        CompletableFuture<Recorder> accepted = new CompletableFuture<>();
        Listener listener = listen(channel -> {
            Recorder recorder = new Recorder(channel);
            accepted.complete(recorder);
            return recorder;
        });
        Recorder ours = connect(listener.address(), options, Recorder::new);
        Recorder theirs = await(accepted);
        listener.close();
        return new Ends(theirs, ours);
    }

    static byte[] random(int length, int seed) {
        byte[] octets = new byte[length];
        new Random(seed).nextBytes(octets);
        return octets;
    }

    /** Sends what comes back. */
    static final class Echo extends Recorder {
        Echo(Channel channel) {
            super(channel);
        }

        @Override
        public void onRead(byte[] array, int from, int to) {
            channel.out().packCopy(array, from, to - from);
            channel.flush();
        }

        @Override
        public void onReadEnd() {
            channel.shutdownOutput();
        }
    }

    @Test
    void whatIsSentComesBackFromAnEcho() {
        start(options().build());
        Listener listener = listen(Echo::new);
        Recorder peer = connect(listener.address(), ConnectOptions.defaults(), Recorder::new);
        inLoop(client, () -> {
            peer.channel.out().append(Bytes.of("Hello"));
            peer.channel.flush();
        });
        assertThat(await(peer.received(5))).asString().isEqualTo("Hello");
        inLoop(client, peer.channel::shutdownOutput);
        assertThat(await(peer.atReadEnd)).hasSize(5);
        assertThat(await(peer.closed)).isNull();
    }
}
