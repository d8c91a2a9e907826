package dev.hawser.transport.contract;

import dev.hawser.transport.Channel;
import dev.hawser.transport.ChannelHandler;
import dev.hawser.transport.TurnTask;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A handler that remembers what happened to it. Its futures may be waited for in any thread. */
class Recorder extends TurnTask implements ChannelHandler {

    final Channel channel;
    final CompletableFuture<byte[]> atReadEnd = new CompletableFuture<>();
    final CompletableFuture<@Nullable IOException> closed = new CompletableFuture<>();
    final CompletableFuture<Void> drained = new CompletableFuture<>();
    final List<String> events = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private long wanted = Long.MAX_VALUE;
    private CompletableFuture<byte[]> reached = new CompletableFuture<>();

    Recorder(Channel channel) {
        this.channel = channel;
    }

    /** Completes when {@code count} octets have come in all. */
    CompletableFuture<byte[]> received(long count) {
        CompletableFuture<byte[]> result = new CompletableFuture<>();
        channel.loop().execute(() -> {
            wanted = count;
            reached = result;
            check();
        });
        return result;
    }

    private void check() {
        if (received.size() >= wanted) reached.complete(received.toByteArray());
    }

    @Override
    public void onRead(byte[] array, int from, int to) {
        received.write(array, from, to - from);
        check();
    }

    @Override
    public void onReadEnd() {
        events.add("end");
        atReadEnd.complete(received.toByteArray());
    }

    @Override
    public void onDrained() {
        events.add("drained");
        drained.complete(null);
    }

    @Override
    public void turnEnds() {}

    @Override
    public void onClosed(@Nullable IOException cause) {
        events.add("closed");
        closed.complete(cause);
    }
}
