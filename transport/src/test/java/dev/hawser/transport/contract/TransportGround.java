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
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** The ground for what every transport does: two loops, connections between them, and waiting without sleeping. */
public abstract class TransportGround {

    /** The faults that the loops reported. */
    final Queue<Throwable> faults = new ConcurrentLinkedQueue<>();

    EventLoop server;
    EventLoop client;

    /** What is under test. */
    final Setting setting;

    TransportGround(Setting setting) {
        this.setting = setting;
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
        server = setting.transport().newLoop(options);
        server.start();
        client = server;
        if (!setting.hasOneLoop()) {
            client = setting.transport().newLoop(options);
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
            return server.listen(setting.addresses().get(), ListenOptions.defaults(), acceptor);
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

    /** Completes with the failure to connect, or with what ended the connection. */
    static ConnectHandler failing(CompletableFuture<IOException> failed) {
        return new ConnectHandler() {
            @Override
            public ChannelHandler connected(Channel channel) {
                return new Recorder(channel) {
                    @Override
                    public void onClosed(@Nullable IOException cause) {
                        failed.complete(cause);
                    }
                };
            }

            @Override
            public void failed(IOException cause) {
                failed.complete(cause);
            }
        };
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
        new SplittableRandom(seed).nextBytes(octets);
        return octets;
    }

    /** Sends {@code text} from one end. */
    static void send(Recorder from, String text) {
        inLoop(from.channel.loop(), () -> {
            from.channel.out().append(Bytes.of(text));
            from.channel.flush();
        });
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
}
